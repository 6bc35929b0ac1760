"""What is kept of people, on Telegram's protocol: sent as files, erased to the last byte, forgotten in time."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.replies.texts import say
from bot.storage.database import open_database
from bot.storage.keys import ChatKeys, load_secret
from index.library import Library
from tests.support.botapi import BotApiServer, Person
from tests.support.telegram_application import serving

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

NAME, QUESTION = "Awa-Canari", "Quels sont les motifs d’une résiliation anticipée, mot-canari ?"


def kept(home: Path) -> bytes:
    """Return every byte of the database and its log."""
    return b"".join(path.read_bytes() for path in home.glob("relais.db*"))


async def asked(person: Person, text: str) -> str:
    """Say something and return what the bot answers."""
    await person.say(text)
    return (await person.wait_reply(60)).text


async def test_a_person_reads_what_is_kept_and_has_it_erased(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """Of two people one goes: no byte of hers is left, and all of the other's."""
    awa, ben = botapi.person(700100200, first_name=NAME), botapi.person(700300400)
    async with serving(botapi, library, tmp_path):
        assert say("fr", "privacy.notice") in await asked(awa, "/start")
        for person in (awa, ben):
            await asked(person, QUESTION)
        assert await asked(awa, "/mesdonnees") == say("fr", "mydata.sent")
        readable, whole = [awa.download(await awa.wait_reply(10)).content for _ in range(2)]
        assert QUESTION in readable.decode()
        assert [row["question"] for row in json.loads(whole)["consultations"]] == [QUESTION]
        assert await asked(awa, "/oublier") == say("fr", "forget.ask")
        await awa.press(say("fr", "forget.button_yes"))
        assert (await awa.wait_reply(10)).text == say("fr", "forget.yes")
        await awa.wait_edit(10)
    key = ChatKeys(load_secret(tmp_path)).key
    assert key(ben.id).encode() in kept(tmp_path)
    canaries = (NAME, str(awa.id), key(awa.id))
    assert [canary for canary in canaries if canary.encode() in kept(tmp_path)] == []
    assert kept(tmp_path).count(b"mot-canari") == 1  # the other's


async def test_what_has_had_its_time_goes_while_the_bot_runs(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """At the start, and every day after."""
    database = open_database(tmp_path / "relais.db")
    with database.write() as db:
        db.execute("INSERT INTO privacy_notices VALUES ('old-key', '2020-01-01T00:00:00+00:00')")
    database.close()
    async with serving(botapi, library, tmp_path):
        for _ in range(100):
            if b"old-key" not in kept(tmp_path):
                break
            await asyncio.sleep(0.1)
    assert b"old-key" not in kept(tmp_path)
