"""Two processes serve one bot on one PostgreSQL server: each chat is one's, and what one leaves the other takes up."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.storage.database import Database, open_database
from bot.storage.keys import load_secret
from bot.telegram.application import TelegramApplication
from tests.bot.telegram.test_webhook import SECRET, URL, free_port
from tests.support.botapi import BotApiServer, Person
from tests.support.engines import Engine
from tests.support.engines import engine as engine
from tests.support.engines import postgres_server as postgres_server
from tests.support.telegram_application import running

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test on PostgreSQL: SQLite has one process."""
    metafunc.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture(autouse=True)
def _beats_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Learn soon who runs."""
    monkeypatch.setattr("bot.telegram.replica.HEARTBEAT", timedelta(seconds=0.2))


class Bot:
    """The processes of one bot, which are started and stopped one by one."""

    def __init__(self, server: BotApiServer, engine: Engine, home: Path) -> None:
        self._server, self._engine, self._home = server, engine, home
        self._stacks: dict[TelegramApplication, AsyncExitStack] = {}

    async def start(self, name: str, **chosen: Any) -> TelegramApplication:
        """Start a process with a home of its own and the secret of all."""
        home = self._home / name
        home.mkdir()
        load_secret(self._home)
        (home / "secret.key").write_bytes((self._home / "secret.key").read_bytes())
        stack = AsyncExitStack()
        place = str(self._engine.place(self._home / "relais.db"))
        process = await stack.enter_async_context(running(self._server, home, database_url=place, **chosen))
        self._stacks[process] = stack
        while not process.application.running:
            await asyncio.sleep(0.01)
        return process

    async def stop(self, process: TelegramApplication) -> None:
        """Stop a process in good order."""
        await self._stacks.pop(process).aclose()

    async def stop_all(self) -> None:
        """Stop all."""
        for process in list(self._stacks):
            await self.stop(process)

    async def know_each_other(self) -> None:
        """Wait until each process knows of all."""
        while any(len(process.replica.standing.workers) != len(self._stacks) for process in self._stacks):
            await asyncio.sleep(0.05)


@pytest_asyncio.fixture
async def bot(botapi: BotApiServer, engine: Engine, tmp_path: Path) -> AsyncIterator[Bot]:
    """Return a bot without processes yet."""
    found = Bot(botapi, engine, tmp_path)
    yield found
    await found.stop_all()


@pytest.fixture
def database(bot: Bot, engine: Engine, tmp_path: Path) -> Database:
    """Return the database of all."""
    return open_database(engine.place(tmp_path / "relais.db"))


async def test_one_asks_telegram_and_both_answer_each_chat_by_one_of_them(
    botapi: BotApiServer, bot: Bot, database: Database
) -> None:
    """So that what a process remembers of a chat is at hand: the last stop, a menu, what must never be stored."""
    both = [await bot.start(name) for name in "ab"]
    await bot.know_each_other()
    people = [botapi.person(3000 + number) for number in range(12)]
    for number in range(3):
        for person in people:
            await person.say(f"q{number}")
    for person in people:
        assert [(await person.wait_reply(30)).text.split()[-1] for _ in range(3)] == ["q0", "q1", "q2"]
    with database.read() as db:
        rows = db.select("updates", order_by="update_id")
    workers = defaultdict[int, set[str]](set)
    for place, row in enumerate(rows):
        workers[place % len(people)].add(row["worker"])
    assert [len(names) for names in workers.values()] == [1] * len(people)
    assert set.union(*workers.values()) == both[0].replica.standing.workers
    assert [process.application.updater.running for process in both if process.application.updater] == [True, False]
    assert [await asyncio.to_thread(process.is_receiving) for process in both] == [True, True]


async def test_when_the_leader_leaves_the_other_asks_telegram(botapi: BotApiServer, bot: Bot, person: Person) -> None:
    """Nothing that was sent meanwhile is lost."""
    first = await bot.start("a")
    second = await bot.start("b")
    await bot.know_each_other()
    assert (first.replica.standing.leads, second.replica.standing.leads) == (True, False)
    await bot.stop(first)
    await person.say("encore là ?")
    assert (await person.wait_reply(30)).text.endswith("encore là ?")
    assert second.replica.standing.leads


async def test_two_receivers_that_take_a_chats_messages_in_the_wrong_order_keep_it(
    botapi: BotApiServer, bot: Bot, person: Person
) -> None:
    """The proxy hands the second one to a process that is quicker."""
    ports = [free_port(), free_port()]
    for name, port in zip("ab", ports, strict=True):
        await bot.start(name, telegram_webhook_url=URL, telegram_webhook_listen=f"127.0.0.1:{port}")
    await botapi.wait_calls("setWebhook", 2)
    await bot.know_each_other()
    for number in range(6):
        await person.say(f"q{number}")
    waiting = botapi.inbox.pending
    patient = httpx.AsyncHTTPTransport(retries=5)
    async with httpx.AsyncClient(transport=patient, headers={SECRET: botapi.webhook_secret}) as client:
        for place in (1, 0, 3, 5, 2, 4):
            brought = await client.post(f"http://127.0.0.1:{ports[place % 2]}/relais/a.b", json=waiting[place])
            assert brought.status_code == 200
    assert [(await person.wait_reply(30)).text.split()[-1] for _ in range(6)] == [f"q{number}" for number in range(6)]
