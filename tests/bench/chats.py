"""Answers through the Bot API: 1, 20 and 200 chats that ask at once, no question twice, and the bot at rest.

The floor is a bot on the same server that sends every message back.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from tests.bench.figures import Figure, percentile, to_lines
from tests.bench.processes import running, used_by
from tests.bench.questions import questions
from tests.support.botapi import BotApiServer, Person

_CHATS = (1, 20, 200)
_REST = 10.0  # seconds without a message
_PATIENCE = 600.0
_HELLO = "Bonjour"


class Served(NamedTuple):
    """Of a number of answers: processor seconds and real seconds in all, and the seconds that each was waited for."""

    cpu: float
    seconds: float
    waits: list[float]


def measure(home: Path, size: int) -> list[Figure]:
    """Return the figures of `size` questions for each number of chats."""
    return asyncio.run(_measure(home, size))


async def _measure(home: Path, size: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / "home"
        own.mkdir()
        for name in ("index", "models"):
            shutil.copytree(home / name, own / name)
        figures = []
        for chats in _CHATS:
            echoed, _, _ = await _serve(_echo_bot(own), chats, size)
            served, resting, memory = await _serve(_relais(own), chats, size)
            cost = served.cpu / size * 1000
            name = f"{chats} chats" if chats > 1 else "1 chat"
            figures += [
                Figure(f"{name}: an answer, processor", cost, "ms", "echo", echoed.cpu / size * 1000),
                Figure(f"{name}: answers a second of one core", 1000 / cost, "/s"),
                Figure(f"{name}: answers a second", size / served.seconds, "/s"),
                Figure(f"{name}: 95th percentile of waiting", percentile(served.waits, 0.95), "s"),
            ]
        return [
            *figures,
            Figure("memory of the bot after them", memory, "MB"),
            Figure("at rest, share of a core", resting * 100, "%"),
        ]


def _relais(home: Path) -> Callable[[BotApiServer], AbstractContextManager[int]]:
    return lambda server: running(
        home,
        "bot",
        "run",
        RELAIS_TELEGRAM_TOKEN=server.token,
        RELAIS_TELEGRAM_BASE_URL=f"http://127.0.0.1:{server.port}",
    )


def _echo_bot(home: Path) -> Callable[[BotApiServer], AbstractContextManager[int]]:
    return lambda server: running(home, "tests.bench.echo_bot", server.token, f"http://127.0.0.1:{server.port}")


async def _serve(
    bot: Callable[[BotApiServer], AbstractContextManager[int]], chats: int, size: int
) -> tuple[Served, float, float]:
    """Return how the questions were served, the share of a core at rest afterwards, and the memory in MB."""
    async with BotApiServer() as server:
        people = [server.person() for _ in range(chats)]
        with bot(server) as pid:
            for person in people:  # whoever writes first is told what is kept
                await person.say(_HELLO)
            await asyncio.gather(*(person.wait_reply(_PATIENCE) for person in people))
            await asyncio.sleep(1.0)
            for person in people:
                person.catch_up()
            before, started = used_by(pid).cpu, time.perf_counter()
            shares = [questions(size)[place::chats] for place in range(chats)]
            waits = await asyncio.gather(*(_ask(one, own) for one, own in zip(people, shares, strict=True)))
            served = Served(used_by(pid).cpu - before, time.perf_counter() - started, [w for own in waits for w in own])
            await asyncio.sleep(1.0)
            at_rest = used_by(pid).cpu
            await asyncio.sleep(_REST)
            return served, (used_by(pid).cpu - at_rest) / _REST, used_by(pid).memory


async def _ask(person: Person, asked: Sequence[str]) -> list[float]:
    """Return the seconds that each question of a chat waits for the first message of its answer."""
    waits = []
    for question in asked:
        started = time.perf_counter()
        await person.say(question)
        await person.wait_reply(_PATIENCE)
        person.catch_up()
        waits.append(time.perf_counter() - started)
    return waits


if __name__ == "__main__":
    print(to_lines(measure(Path(sys.argv[1]), int(sys.argv[2]))))
