"""Scripted failures of the network and of an overloaded server."""

from __future__ import annotations

import asyncio
import math
import random
import socket
import struct
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal, get_args

from aiohttp import web

from tests.support.botapi.api_error import ApiError, too_many_requests

FaultKind = Literal["500", "502", "429", "reset", "reset_after", "stall", "silent", "garbage", "error"]
FAULT_KINDS: tuple[str, ...] = get_args(FaultKind)
# What a busy server and a bad network do; with the last two kinds the act takes place.
AT_RANDOM: tuple[FaultKind, ...] = ("500", "502", "429", "reset", "garbage", "reset_after", "silent")
ANSWER_LOST = ("reset_after", "silent")  # the act took place, and the caller can't know
BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


@dataclass(slots=True)
class Fault:
    """One failure to come: the calls that it affects, their number, and what happens to them."""

    method: str
    kind: FaultKind
    times: int
    skip: int = 0
    chat_id: int | None = None
    retry_after: int = 1
    seconds: float = 1.0
    error: tuple[int, str] = (400, "Bad Request")
    migrate_to: int | None = None

    def matches(self, method: str, chat_id: str) -> bool:
        """Tell whether this fault is due for a call; ``*`` is any method."""
        named = self.method == "*" or self.method.lower() == method.lower()
        return self.times > 0 and named and (self.chat_id is None or str(self.chat_id) == chat_id)


@dataclass(slots=True)
class ScriptedFaults:
    """Failures in the order they were scripted; each is used up before the next one counts."""

    planned: list[Fault] = field(default_factory=list)
    share: float = 0.0  # of all other calls fail, in a kind drawn by `dice`
    dice: random.Random = field(default_factory=random.Random)

    def plan(self, fault: Fault) -> Fault:
        """Script a failure; ValueError names the kinds when the given one is none of them."""
        if fault.kind not in FAULT_KINDS:
            raise ValueError(f"kind {fault.kind!r} is not one of {', '.join(FAULT_KINDS)}")
        self.planned.append(fault)
        return fault

    def next_for(self, method: str, chat_id: str) -> Fault | None:
        """Use up one failure for a call, or return None."""
        for fault in self.planned:
            if fault.matches(method, chat_id):
                if fault.skip > 0:
                    fault.skip -= 1
                    return None
                fault.times -= 1
                return fault
        if self.share and self.dice.random() < self.share:
            return Fault(method, self.dice.choice(AT_RANDOM), times=1, seconds=60.0)
        return None


async def before(fault: Fault, request: web.Request) -> web.StreamResponse | None:
    """Do what happens before the action; a response returned here means the action never took place."""
    if fault.kind == "502":
        return web.Response(status=502, text=BAD_GATEWAY, content_type="text/html")
    if fault.kind == "500":
        raise ApiError(500, "Internal Server Error: restart")
    if fault.kind == "429":
        raise too_many_requests(fault.retry_after)
    if fault.kind == "error":
        raise ApiError(*fault.error, migrate_to=fault.migrate_to)
    if fault.kind == "garbage":
        return web.Response(body=b'{"ok":true,"result":{"mess\xff', content_type="application/json")
    if fault.kind == "reset":
        return cut_off(request)
    if fault.kind == "stall":
        await asyncio.sleep(fault.seconds)
    return None


async def after(fault: Fault, request: web.Request) -> None:
    """Do what happens once the action took place: its answer is lost, or comes when nobody waits any more."""
    if fault.kind == "reset_after":
        cut_off(request)
    elif fault.kind == "silent":
        await asyncio.sleep(fault.seconds)


def cut_off(request: web.Request) -> web.StreamResponse:
    """Reset the connection (RST, nothing written) and return a response that goes nowhere."""
    if request.transport is not None:
        reset(request.transport)
    return web.Response()


def reset(transport: asyncio.BaseTransport) -> None:
    """Close at once and send RST instead of FIN: SO_LINGER with a zero wait."""
    endpoint = transport.get_extra_info("socket")
    if endpoint is not None and endpoint.fileno() >= 0:
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


@dataclass(slots=True)
class Flood:
    """A limit of ``limit`` messages or edits a chat within ``per`` seconds; none when ``limit`` is 0."""

    limit: int = 0
    per: float = 1.0
    _sent: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, chat_id: str) -> None:
        """Count a call, or refuse it with a 429 naming the whole seconds to wait."""
        if not self.limit:
            return
        now, sent = time.monotonic(), self._sent[chat_id]
        while sent and now - sent[0] >= self.per:
            sent.popleft()
        if len(sent) >= self.limit:
            raise too_many_requests(max(1, math.ceil(sent[0] + self.per - now)))
        sent.append(now)
