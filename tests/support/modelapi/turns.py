"""Scripted turns: the ways in which a scripted model answers one request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

from aiohttp import web

Body = dict[str, Any]
PIECE = 9  # characters that come at once


class ScriptedTurn(Protocol):
    """One way to answer a request."""

    async def play(self, request: web.Request, body: Body) -> web.StreamResponse:
        """Answer."""


@dataclass(frozen=True)
class Says:
    """Writes a text, piece by piece, and says how many tokens it took. A function makes the text of the request."""

    text: str | Callable[[Body], str]
    tokens: int = 40
    pause: float = 0.0

    async def play(self, request: web.Request, body: Body) -> web.StreamResponse:
        """Stream the text to its end."""
        text = self.text if isinstance(self.text, str) else self.text(body)
        stream = await begin(request)
        for at in range(0, len(text), PIECE):
            await send(stream, text[at : at + PIECE])
            await asyncio.sleep(self.pause)
        await finish(stream, self.tokens)
        return stream


@dataclass(frozen=True)
class Fails:
    """Answers with a status that is an error; `retry_after` seconds are asked for."""

    status: int
    retry_after: float | None = None

    async def play(self, request: web.Request, body: Body) -> web.StreamResponse:
        """Answer at once."""
        headers = {} if self.retry_after is None else {"Retry-After": f"{self.retry_after:g}"}
        return web.json_response({"error": {"message": "as scripted"}}, status=self.status, headers=headers)


@dataclass(frozen=True)
class Stalls:
    """Writes a text and then nothing more, but keeps the connection open."""

    text: str = ""

    async def play(self, request: web.Request, body: Body) -> web.StreamResponse:
        """Stream, then wait until the client closes the connection."""
        stream = await begin(request)
        if self.text:
            await send(stream, self.text)
        await asyncio.sleep(60)
        return stream


@dataclass(frozen=True)
class Drops:
    """Writes a text and breaks the connection off."""

    text: str = ""

    async def play(self, request: web.Request, body: Body) -> web.StreamResponse:
        """Stream, then close the connection."""
        stream = await begin(request)
        if self.text:
            await send(stream, self.text)
        assert request.transport is not None
        request.transport.close()  # what was written still arrives, the end of the answer never does
        return stream


@dataclass(frozen=True)
class Endless:
    """Writes a text, and then another one again and again."""

    text: str
    again: str = "and more, "

    async def play(self, request: web.Request, body: Body) -> web.StreamResponse:
        """Stream for as long as someone listens."""
        stream = await begin(request)
        await send(stream, self.text)
        for _ in count():
            await send(stream, self.again)
            await asyncio.sleep(0.002)
        return stream


@dataclass(frozen=True)
class Plain:
    """Knows no structured answers, as older servers: refuses requests for them, and plays another turn for others."""

    then: ScriptedTurn

    async def play(self, request: web.Request, body: Body) -> web.StreamResponse:
        """Refuse or play on."""
        return await (Fails(400) if "response_format" in body else self.then).play(request, body)


async def begin(request: web.Request) -> web.StreamResponse:
    """Open a stream of events."""
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await stream.prepare(request)
    return stream


async def send(stream: web.StreamResponse, text: str) -> None:
    """Send one piece of text."""
    await _event(stream, {"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}}]})


async def finish(stream: web.StreamResponse, tokens: int) -> None:
    """End the text, count the tokens and close."""
    await _event(stream, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    half = tokens // 2
    usage = {"prompt_tokens": tokens - half, "completion_tokens": half, "total_tokens": tokens}
    await _event(stream, {"choices": [], "usage": usage})
    await stream.write(b"data: [DONE]\n\n")


async def _event(stream: web.StreamResponse, event: dict[str, Any]) -> None:
    common = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    await stream.write(f"data: {json.dumps({**common, **event})}\n\n".encode())
