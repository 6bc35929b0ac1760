"""People ask, Telegram fails, and the bot is killed at random: one run, and what was counted."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.count import ChaosCount, count
from tests.support.botapi import BotApiServer, Person

ROOT = Path(__file__).parents[2]
START_SECONDS, END_SECONDS = 120.0, 120.0


@dataclass(frozen=True, slots=True)
class ChaosPlan:
    """The size of a run: chats, questions of each, kills, the share of calls that fail, and the seed of all chance.

    A kill comes after a random time up to `life` seconds from the bot's first poll; people pause up to `pause` seconds.
    """

    chats: int
    questions: int
    kills: int
    share: float = 0.1
    life: float = 6.0
    pause: float = 6.0
    seed: int = 1


async def run_chaos(server: BotApiServer, plan: ChaosPlan, home: Path) -> ChaosCount:
    """Play a plan with a bot at `home` until each question has its answer, or for two minutes after the last kill."""
    dice = random.Random(plan.seed)
    server.fail_at_random(plan.share, plan.seed)
    people = [server.person(3000 + number) for number in range(plan.chats)]
    asking = asyncio.gather(*(_ask_all(person, plan, random.Random(person.id)) for person in people))
    for _ in range(plan.kills):
        process = await _launch(server, home)
        await asyncio.sleep(dice.uniform(0.0, plan.life))
        process.send_signal(signal.SIGKILL)
        await process.wait()
    process = await _launch(server, home)
    await asking
    await server.changed.wait_for(lambda: _all_answered(people, plan.questions) or None, END_SECONDS)
    server.heal()
    process.send_signal(signal.SIGTERM)
    if await asyncio.wait_for(process.wait(), 30):
        raise AssertionError(f"the bot did not end well:\n{(home / 'log').read_text()[-2000:]}")
    return count(server.transcript)


async def _ask_all(person: Person, plan: ChaosPlan, dice: random.Random) -> None:
    """Ask all questions of a person, each without waiting for the answer to the last one."""
    for number in range(plan.questions):
        await asyncio.sleep(dice.uniform(0.0, plan.pause))
        await person.say(f"lent {dice.uniform(0.0, 0.2):.2f} q{number}")


async def _launch(server: BotApiServer, home: Path) -> asyncio.subprocess.Process:
    """Start the bot as a process of its own and wait for its first poll; its log goes to a file."""
    before = server.calls["getUpdates"]
    command = [sys.executable, "-m", "tests.support.child_process", "tests.chaos.bot_process", server.token]
    command += [f"http://127.0.0.1:{server.port}", str(home)]
    with (home / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(*command, stderr=log, cwd=ROOT)
    await server.wait_calls("getUpdates", before + 1, START_SECONDS)
    return process


def _all_answered(people: Sequence[Person], questions: int) -> bool:
    """Tell whether each question of each person has an answer in their chat."""
    wanted = {f"q{number}" for number in range(questions)}
    return all(wanted <= {reply.text.rsplit(" ", 1)[-1] for reply in person.replies} for person in people)
