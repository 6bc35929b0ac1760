"""The buttons under earlier messages go, one by one and all of them, whatever the limits and refusals are."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest

from bot.storage.database import Database, open_database
from bot.storage.sent_messages import MAX_KEYBOARDS, SentKeyboards
from bot.telegram import keyboard_removal
from tests.support.botapi import BotApiServer, Person
from tests.support.telegram_application import running


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pause for a moment only: the server of these tests has no limit unless one is set."""
    monkeypatch.setattr(keyboard_removal, "PAUSE_SECONDS", 0.01)


async def without_buttons(person: Person, most: int = 0) -> None:
    """Wait until at most so many messages of the bot have buttons."""
    while sum(bool(reply.labels) for reply in person.replies) > most:
        await asyncio.sleep(0.05)


async def asked(person: Person, count: int) -> None:
    """Ask so many questions, whose answers have buttons."""
    for number in range(count):
        await person.say(f"q{number}")
        await person.wait_reply()


@pytest.mark.asyncio
async def test_a_stop_removes_all_buttons_though_telegram_limits_the_calls(
    botapi: BotApiServer, person: Person, tmp_path: Path, log: io.StringIO
) -> None:
    """Each refusal for the pace is one line of the log; a message that is gone keeps nothing else from going."""
    async with running(botapi, tmp_path):
        await asked(person, 6)
        botapi.fail("editMessageReplyMarkup", 3, "429", retry_after=1)
        botapi.fail("editMessageReplyMarkup", 1, "error", error=(400, "Bad Request: message to edit not found"), skip=1)
        botapi.fail("editMessageReplyMarkup", 1, "502")
        await person.say("/stop")
        await without_buttons(person, most=1)
    assert "Traceback" not in log.getvalue()
    assert "File " not in log.getvalue()


@pytest.mark.asyncio
async def test_more_messages_with_buttons_than_are_kept_leave_none_behind(
    botapi: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """The oldest lose theirs as new ones come."""
    async with running(botapi, tmp_path):
        await asked(person, MAX_KEYBOARDS + 4)
        await without_buttons(person, most=MAX_KEYBOARDS)
        await person.say("/stop")
        await without_buttons(person)


@pytest.mark.asyncio
async def test_what_a_stop_of_the_bot_interrupts_goes_on_with_the_next_message(
    botapi: BotApiServer, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the database the chat stands under a key: it has to write first."""
    async with running(botapi, tmp_path):
        await asked(person, 3)
        monkeypatch.setattr(keyboard_removal, "PAUSE_SECONDS", 600.0)
        await person.say("/stop")
        await person.wait_reply()
        await without_buttons(person, most=2)
    monkeypatch.setattr(keyboard_removal, "PAUSE_SECONDS", 0.01)
    async with running(botapi, tmp_path):
        await person.say("/aide")
        await person.wait_reply()
        await without_buttons(person)


def test_a_message_with_new_buttons_keeps_them(database: Database) -> None:
    """As an answer that is edited while the old ones go."""
    keyboards = SentKeyboards(database)
    keyboards.record("a", 1)
    keyboards.record("a", 2)
    keyboards.remove_all("a")
    assert keyboards.next_to_remove("a") == 2
    keyboards.record("a", 2)
    keyboards.forget("a", 2)
    keyboards.forget("a", 1)
    keyboards.remove_all("a")
    assert (keyboards.next_to_remove("a"), keyboards.next_to_remove("b")) == (2, None)


def test_the_oldest_of_a_full_chat_go_first(tmp_path: Path) -> None:
    """Those of other chats stay."""
    keyboards = SentKeyboards(open_database(tmp_path / "a.sqlite"))
    for number in range(MAX_KEYBOARDS + 1):
        keyboards.record("a", number + 1)
    keyboards.record("b", 99)
    assert (keyboards.next_to_remove("a"), keyboards.next_to_remove("b")) == (1, None)
