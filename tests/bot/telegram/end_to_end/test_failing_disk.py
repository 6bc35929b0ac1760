"""A disk that fills while the bot serves, a locked and a damaged database: what people are told on Telegram."""

from __future__ import annotations

import asyncio
import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.replies.texts import say
from index.library import Library
from tests.support.botapi import BotApiServer, Person
from tests.support.small_disk import SmallDisk, small_disk
from tests.support.telegram_application import serving

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240)]

QUESTION = "Qui assure le suivi des mesures correctives ?"
DANGER = "mon mari me frappe tous les soirs"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Return a disk of 8 MB."""
    with small_disk(tmp_path / "disk", 8) as mounted:
        yield mounted


async def asked(person: Person, text: str) -> str:
    """Say something and return what the bot answers."""
    await person.say(text)
    return (await person.wait_reply(60)).text


async def test_a_full_disk_takes_no_message_and_says_so(
    botapi: BotApiServer, library: Library, person: Person, disk: SmallDisk, log: io.StringIO
) -> None:
    """Each is told once and in their language, who is in danger gets help; with room again all are answered."""
    ben, eva = botapi.person(3002, language_code="en"), botapi.person(3003)
    async with serving(botapi, library, disk.home):
        assert "mesures correctives" in await asked(person, QUESTION)
        disk.fill()
        assert await asked(person, QUESTION) == say("fr", "error.refused")
        assert await asked(ben, "Who follows up the corrective measures?") == say("en", "error.refused")
        assert say("fr", "safeguarding.care") in await asked(eva, DANGER)
        await person.expect_silence(3)
        assert len(botapi.inbox.pending) == 3
        disk.free()
        assert "mesures correctives" in (await person.wait_reply(60)).text
        assert "corrective measures" in (await ben.wait_reply(60)).text
        await eva.wait_reply(60)
    assert "mesures correctives" not in log.getvalue()


async def test_a_locked_database_is_waited_for(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks meanwhile is told, and answered once it is free."""
    monkeypatch.setattr("bot.storage.sqlite_database.BUSY_SECONDS", 0.3)
    async with serving(botapi, library, tmp_path):
        assert "mesures correctives" in await asked(person, QUESTION)
        holder = sqlite3.connect(tmp_path / "relais.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        assert await asked(person, QUESTION) == say("fr", "error.refused")
        holder.execute("ROLLBACK")
        holder.close()
        assert "mesures correctives" in (await person.wait_reply(60)).text


async def test_a_damaged_database_is_told_and_not_written_to(
    botapi: BotApiServer, library: Library, person: Person, tmp_path: Path
) -> None:
    """What can't be kept is not taken: it waits at Telegram until the database is restored."""
    async with serving(botapi, library, tmp_path):
        assert "mesures correctives" in await asked(person, QUESTION)
        await asyncio.sleep(0.5)
        for path in tmp_path.glob("relais.db*"):
            path.write_bytes(b"\0" * path.stat().st_size)
        assert await asked(person, QUESTION) == say("fr", "error.refused")
        assert len(botapi.inbox.pending) == 1
