"""Answers through the Bot API: 1, 20 and 200 chats that ask at once, no question twice, and the bot at rest.

The floor is a bot on the same server that sends every message back.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tests.bench.figures import Figure, percentile, to_lines
from tests.bench.processes import ended_by_signal, has_ended, running, used_by
from tests.bench.questions import questions
from tests.support.botapi import BotApiServer, Person

_CHATS = (1, 20, 200)
_REST = 10.0  # seconds without a message
_PATIENCE = 120.0  # seconds that an answer is waited for at most
_LONGEST = 900.0  # seconds that a number of chats are served at most
_LOOK = 0.5  # seconds between two looks at whether the bot still runs
_HELLO = "Bonjour"
_FIRST = 1001  # id of the first person


Result = TypeVar("Result")


class Served(NamedTuple):
    """Of a number of answers: processor seconds and real seconds in all, and the seconds that each was waited for."""

    cpu: float
    seconds: float
    waits: list[float]


def measure(home: Path, size: int) -> list[Figure]:
    """Return the figures of `size` questions for each number of chats, or of as many as there are chats.

    Raise AssertionError if the bot ends or a question stays without an answer.
    """
    with ended_by_signal():
        return asyncio.run(_measure(home, size))


async def _measure(home: Path, size: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        figures = []
        for chats in _CHATS:
            own = Path(folder) / str(chats)  # a new one each time: a bot takes no update that it has seen before
            shutil.copytree(home / "index", own / "index")
            (own / "models").symlink_to(home.resolve() / "models")
            asked = max(chats, size)
            echoed, _, _ = await _serve(_echo_bot(own), chats, asked)
            served, resting, memory = await _serve(_relais(own), chats, asked)
            cost = served.cpu / asked * 1000
            name = f"{chats} chats" if chats > 1 else "1 chat"
            figures += [
                Figure(f"{name}: an answer, processor", cost, "ms", "echo", echoed.cpu / asked * 1000),
                Figure(f"{name}: answers a second of one core", 1000 / cost, "/s"),
                Figure(f"{name}: answers a second", asked / served.seconds, "/s"),
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
    """Return the service of the questions, the share of a core at rest afterwards, and the memory in MB."""
    async with BotApiServer() as server:
        people = [server.person(_FIRST + place) for place in range(chats)]
        with bot(server) as pid:
            await _while_it_runs(pid, _greet(people))
            before, started = used_by(pid).cpu, time.perf_counter()
            waits = await _while_it_runs(pid, _ask_all(people, questions(size)))
            served = Served(used_by(pid).cpu - before, time.perf_counter() - started, waits)
            await asyncio.sleep(1.0)
            at_rest = used_by(pid).cpu
            await asyncio.sleep(_REST)
            return served, (used_by(pid).cpu - at_rest) / _REST, used_by(pid).memory


async def _while_it_runs(pid: int, work: Coroutine[Any, Any, Result]) -> Result:
    """Return the result of `work` beside the bot. Raise AssertionError if it ends, TimeoutError after `_LONGEST`."""
    task = asyncio.create_task(work)
    try:
        async with asyncio.timeout(_LONGEST):
            while not (await asyncio.wait({task}, timeout=_LOOK))[0]:
                assert not has_ended(pid), "The bot has ended."
        return task.result()
    finally:
        task.cancel()


async def _greet(people: Sequence[Person]) -> None:
    """Let each person write once: whoever writes first is told what is kept."""
    for person in people:
        await person.say(_HELLO)
    await asyncio.gather(*(person.wait_reply(_PATIENCE) for person in people))
    await asyncio.sleep(1.0)
    for person in people:
        person.catch_up()


async def _ask_all(people: Sequence[Person], asked: Sequence[str]) -> list[float]:
    """Return the seconds that each question waits for its answer; each person asks a share, one after the other."""
    shares = [asked[place :: len(people)] for place in range(len(people))]
    waits = await asyncio.gather(*(_ask(one, own) for one, own in zip(people, shares, strict=True)))
    return [wait for own in waits for wait in own]


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
