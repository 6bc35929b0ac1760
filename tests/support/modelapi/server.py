"""The server: HTTP on 127.0.0.1, a script, and every request that came in."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from tests.support.modelapi.turns import Says, ScriptedTurn

_STARTED = 10.0  # seconds in which the server must be up


class ModelServer:
    """Plays the turns of its script one after the other, and the last one for ever."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.port = 0
        self._script: list[ScriptedTurn] = [Says("")]

    @property
    def base_url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self.port}/v1"

    def plays(self, *script: ScriptedTurn) -> None:
        """Begin a new script and forget earlier requests."""
        self._script = list(script)
        self.requests.clear()
        self.keys.clear()

    @property
    def said(self) -> str:
        """Everything that was sent in the messages of all requests."""
        return "\n".join(message["content"] for body in self.requests for message in body["messages"])

    @contextlib.contextmanager
    def running(self) -> Iterator[ModelServer]:
        """Serve in a thread until the block ends."""
        loop, up = asyncio.new_event_loop(), threading.Event()
        thread = threading.Thread(target=self._serve, args=(loop, up), daemon=True)
        thread.start()
        assert up.wait(_STARTED)
        try:
            yield self
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(_STARTED)

    def _serve(self, loop: asyncio.AbstractEventLoop, up: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(self._listen())
        up.set()
        loop.run_forever()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    async def _listen(self) -> web.AppRunner:
        application = web.Application()
        application.router.add_post("/v1/chat/completions", self._answer)
        runner = web.AppRunner(application, shutdown_timeout=0.05, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        return runner

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        self.keys.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        turn = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        with contextlib.suppress(ConnectionError):  # the client has closed the connection
            return await turn.play(request, body)
        return web.Response()
