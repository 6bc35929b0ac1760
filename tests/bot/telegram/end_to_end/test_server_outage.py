"""The PostgreSQL server goes away while a message is handled, which is handled again once it is back, in order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.access.roles import Roles
from bot.replies.texts import say
from bot.storage.consultations import ConsultationLog
from bot.storage.database import open_database
from bot.storage.sent_messages import SentAnswers
from bot.telegram import outage
from index.library import Library
from tests.support.botapi import BotApiServer, Person
from tests.support.postgres_server import PostgresServer, program, running_server
from tests.support.scripted_conversation import REFUSAL
from tests.support.telegram_application import running, serving

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240)]

QUESTIONS = ["Qui assure le suivi des mesures correctives ?", "/langue en", "/stop"]
STAGES = {
    "the role is read": (Roles, "of"),
    "the language is chosen": (LanguagePreference, "pin"),
    "the exchange is logged": (ConsultationLog, "add"),
    "the answer is recorded": (SentAnswers, "record"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """Return a server of this module's own, which is stopped."""
    if not program("initdb"):
        pytest.skip("PostgreSQL is not installed")
    with running_server() as running_one:
        yield running_one


@pytest.fixture(autouse=True)
def _beats_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Renew the leases often, so that what is not held is soon free."""
    monkeypatch.setattr("bot.telegram.replica.HEARTBEAT", timedelta(seconds=0.2))


@pytest.fixture
def interrupt(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Callable[[], None]]:
    """Return a function that has the server stop at the first call of a method, and start again after some seconds."""

    def at(owner: type, name: str, seconds: float) -> Callable[[], None]:
        method, back, once = getattr(owner, name), threading.Timer(seconds, server.start), threading.Lock()

        def interrupted(*arguments: Any, **named: Any) -> Any:
            if once.acquire(blocking=False):
                server.stop()
                back.start()
            return method(*arguments, **named)

        monkeypatch.setattr(owner, name, interrupted)
        return back.join

    return at


async def answers(person: Person, number: int) -> list[str]:
    """Return the first answers; that a message can't be taken now, as while the server is away, is none."""
    said: list[str] = []
    while len(said) < number:
        reply = await person.wait_reply(90)
        if reply.text not in (REFUSAL, say("fr", "error.refused"), say("en", "error.refused")):
            said.append(reply.text)
    return said


@pytest.mark.parametrize("stage", STAGES)
async def test_a_message_amid_which_the_server_is_restarted_is_handled_again(
    botapi: BotApiServer,
    library: Library,
    person: Person,
    server: PostgresServer,
    interrupt: Callable[..., Callable[[], None]],
    tmp_path: Path,
    stage: str,
) -> None:
    """Whatever it was doing: nobody is told that something failed, the log has each question once, order is kept."""
    server.run("DROP SCHEMA IF EXISTS outage CASCADE; CREATE SCHEMA outage")
    url = server.url("outage")
    async with serving(botapi, library, tmp_path, database_url=url):
        back = interrupt(*STAGES[stage], 1.5)
        for question in QUESTIONS:
            await person.say(question)
        said = await answers(person, 3)
        back()
    assert "mesures correctives" in said[0]
    assert say("fr", "error.unkept") not in said[0]
    assert [say("en", "stop.done") in text for text in said] == [False, False, True]
    database = open_database(url)
    with database.read() as db:
        assert db.count("consultations", "1 = 1") == 1
    database.close()


async def test_after_an_outage_that_outlasts_a_lease_a_chat_goes_on_in_its_order(
    botapi: BotApiServer,
    person: Person,
    server: PostgresServer,
    interrupt: Callable[..., Callable[[], None]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """The message amid which it began is given back, and those behind it don't come before it."""
    monkeypatch.setattr(outage, "WAIT_SECONDS", 0.3)
    monkeypatch.setattr("bot.storage.postgres_connection.WAIT_SECONDS", 0.5)
    server.run("DROP SCHEMA IF EXISTS outage CASCADE; CREATE SCHEMA outage")
    async with running(botapi, tmp_path, database_url=server.url("outage")):
        back = interrupt(Roles, "of", 4.0)
        for number in range(6):
            await person.say(f"q{number}")
        said = [text.rsplit(" ", 1)[-1] for text in await answers(person, 6)]
        back()
    assert said == [f"q{number}" for number in range(6)]
