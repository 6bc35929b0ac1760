"""The process is killed outright in the middle of its work: every question has its answer all the same."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from tests.support.botapi import BotApiServer, Person
from tests.support.engines import ENGINES, Engine
from tests.support.engines import engine as engine
from tests.support.engines import postgres_server as postgres_server
from tests.support.scripted_conversation import REFUSAL

PEOPLE, EACH = 20, 10
ROOT = Path(__file__).parents[4]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test on each engine."""
    metafunc.parametrize("engine", ENGINES, indirect=True)


async def launch(server: BotApiServer, home: Path) -> asyncio.subprocess.Process:
    """Start the bot as a process of its own; its log goes to a file."""
    command = [sys.executable, "-m", "tests.support.child_process", "tests.support.bot_process", server.token]
    command += [f"http://127.0.0.1:{server.port}", str(home)]
    with (home / "log").open("ab") as log:
        return await asyncio.create_subprocess_exec(*command, stderr=log, cwd=ROOT)


def answers(person: Person) -> list[str]:
    """Return the question of each answer, in order; that a message is not taken while the server is down is none."""
    return [reply.text.rsplit(" ", 1)[-1] for reply in person.replies if reply.text != REFUSAL]


def answered(person: Person) -> set[str]:
    """Return the questions of a person that were answered."""
    return set(answers(person))


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_two_hundred_questions_and_three_kills(botapi: BotApiServer, engine: Engine, tmp_path: Path) -> None:
    """`kill -9` while answers are on their way: after the restarts each of the 200 has one, in order.

    A database server is stopped and started as well, while the bot runs.
    """
    people = [botapi.person(3000 + number) for number in range(PEOPLE)]
    for number in range(EACH):
        for person in people:
            await person.say(f"lent 0.02 q{number}")
    for sent in (20, 60, 120):
        process = await launch(botapi, tmp_path)
        await botapi.wait_calls("sendMessage", sent, 60)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    process = await launch(botapi, tmp_path)
    if engine.server:  # it goes away at once, and comes back
        await botapi.wait_calls("sendMessage", 140, 60)
        await asyncio.to_thread(engine.server.stop)
        await asyncio.to_thread(engine.server.start)
    wanted = {f"q{number}" for number in range(EACH)}
    await botapi.changed.wait_for(lambda: all(answered(one) == wanted for one in people) or None, 60)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 20) == 0
    assert [answered(person) for person in people] == [wanted] * PEOPLE
    assert (tmp_path / "relais.db").exists() == (engine.name == "sqlite")
    for person in people:
        assert list(dict.fromkeys(answers(person))) == sorted(wanted)
    log = (tmp_path / "log").read_text()
    assert (botapi.token in log, "lent 0.02" in log) == (False, False)


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_a_stop_in_mid_answer_ends_well_and_loses_nothing(botapi: BotApiServer, tmp_path: Path) -> None:
    """SIGTERM: a short answer is finished, one that takes longer than the grace is given after the next start."""
    awa, ben = botapi.person(3000), botapi.person(3001)
    short, long = tmp_path / "short", tmp_path / "long"
    process = await launch(botapi, tmp_path)
    await awa.say(f"attend {short} q0")
    await ben.say(f"attend {long} q0")
    await botapi.wait_calls("sendChatAction", 2, 60)
    process.send_signal(signal.SIGTERM)
    short.touch()
    assert await asyncio.wait_for(process.wait(), 20) == 0
    assert [answered(person) for person in (awa, ben)] == [{"q0"}, set()]
    long.touch()
    process = await launch(botapi, tmp_path)
    assert (await ben.wait_reply(60)).text.endswith(f"attend {long} q0")
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 20) == 0
    assert len(awa.replies) == 1
