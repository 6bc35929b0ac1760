"""People ask, Telegram fails, and the bot is killed at random: one run, and what was counted."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.storage.keys import load_secret
from tests.chaos.count import ChaosCount, count
from tests.support.botapi import BotApiServer, Person
from tests.support.postgres_server import PostgresServer

ROOT = Path(__file__).parents[2]
START_SECONDS, END_SECONDS = 120.0, 120.0


@dataclass(frozen=True, slots=True)
class ChaosPlan:
    """The size of a run: chats, questions of each, kills, the share of calls that fail, and the seed of all chance.

    A kill comes after a random time up to `life` seconds from the start of a bot; people pause up to `pause` seconds.
    With several `replicas` one of them is killed each time; the database server, if there is one, is restarted
    `restarts` times.
    """

    chats: int
    questions: int
    kills: int
    share: float = 0.1
    life: float = 6.0
    pause: float = 6.0
    seed: int = 1
    replicas: int = 1
    restarts: int = 0


@dataclass(slots=True)
class Bots:
    """The processes of one bot, each with a home of its own; they share the secret and the database."""

    server: BotApiServer
    home: Path
    database: str = ""
    running: list[asyncio.subprocess.Process] = field(default_factory=list)

    async def launch(self, number: int) -> asyncio.subprocess.Process:
        """Start a process and wait until it serves; its log goes to a file of its home."""
        home = self.home_of(number)
        log = home / "log"
        before = _starts(log)
        command = [sys.executable, "-m", "tests.support.child_process", "tests.chaos.bot_process", self.server.token]
        command += [f"http://127.0.0.1:{self.server.port}", str(home)]
        environment = os.environ | {"RELAIS_DATABASE_URL": self.database}
        with log.open("ab") as file:
            process = await asyncio.create_subprocess_exec(*command, stderr=file, cwd=ROOT, env=environment)
        async with asyncio.timeout(START_SECONDS):
            while _starts(log) == before:
                if process.returncode is not None:
                    raise AssertionError(f"the bot did not start:\n{log.read_text()[-2000:]}")
                await asyncio.sleep(0.05)
        return process

    def home_of(self, number: int) -> Path:
        """Return the home of a process, with the secret that all have."""
        home = self.home / str(number)
        home.mkdir(exist_ok=True)
        load_secret(self.home)
        (home / "secret.key").write_bytes((self.home / "secret.key").read_bytes())
        return home

    async def kill(self, number: int) -> None:
        """Kill a process, and start it again."""
        self.running[number].send_signal(signal.SIGKILL)
        await self.running[number].wait()
        self.running[number] = await self.launch(number)

    async def stop(self) -> None:
        """Stop all processes in good order."""
        for process in self.running:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        for number, process in enumerate(self.running):
            if await asyncio.wait_for(process.wait(), 30):
                raise AssertionError(f"the bot did not end well:\n{self.log(number)[-2000:]}")

    def log(self, number: int) -> str:
        """Return the log of a process."""
        return (self.home_of(number) / "log").read_text(encoding="utf-8")


async def run_chaos(
    server: BotApiServer, plan: ChaosPlan, home: Path, database: PostgresServer | None = None
) -> ChaosCount:
    """Play a plan with bots at `home` until each question has its answer, or for two minutes after the last kill."""
    dice, bots = random.Random(plan.seed), Bots(server, home, database.url() if database else "")
    bots.running = [await bots.launch(number) for number in range(plan.replicas)]
    server.fail_at_random(plan.share, plan.seed)
    people = [server.person(3000 + number) for number in range(plan.chats)]
    asking = asyncio.gather(*(_ask_all(person, plan, random.Random(person.id)) for person in people))
    restarts = [plan.kills * (place + 1) // (plan.restarts + 1) for place in range(plan.restarts)]
    for kill in range(plan.kills):
        await asyncio.sleep(dice.uniform(0.0, plan.life))
        await bots.kill(dice.randrange(plan.replicas))
        for _ in range(restarts.count(kill)):
            await _restart(database)
    await asking
    await server.changed.wait_for(lambda: _all_answered(people, plan.questions) or None, END_SECONDS)
    server.heal()
    await bots.stop()
    return count(server.transcript)


async def _restart(database: PostgresServer | None) -> None:
    """Stop the database server at once, and start it again."""
    assert database is not None
    await asyncio.to_thread(database.stop)
    await asyncio.sleep(1.0)
    await asyncio.to_thread(database.start)


async def _ask_all(person: Person, plan: ChaosPlan, dice: random.Random) -> None:
    """Ask all questions of a person, each without waiting for the answer to the last one."""
    for number in range(plan.questions):
        await asyncio.sleep(dice.uniform(0.0, plan.pause))
        await person.say(f"lent {dice.uniform(0.0, 0.2):.2f} q{number}")


def _starts(log: Path) -> int:
    """Return the number of times that a bot began to serve, by its log."""
    return log.read_text(encoding="utf-8").count("Listening as") if log.exists() else 0


def _all_answered(people: Sequence[Person], questions: int) -> bool:
    """Tell whether each question of each person has an answer in their chat."""
    wanted = {f"q{number}" for number in range(questions)}
    return all(wanted <= {reply.text.rsplit(" ", 1)[-1] for reply in person.replies} for person in people)
