"""What people should not have written, on Telegram's protocol: taken out of what is kept, to the last byte."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.replies.texts import say
from corpus.language import Language
from index.library import Library
from tests.bot.telegram.end_to_end.test_privacy import asked, kept
from tests.support.botapi import BotApiServer
from tests.support.telegram_application import serving

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

ASKED = "Mme Zongo-Canari (70 45 12 88) demande quels motifs mettent fin à l’accord PCA/2023/014."
TOLD = "Mme [nom] ([téléphone]) demande quels motifs mettent fin à l’accord PCA/2023/014."
LISTED: dict[Language, str] = {
    "fr": "Voici les bénéficiaires :\n1. Awa Canari, 12 ans\n2. Moussa Canari, 9 ans\n3. Fatou Canari, 14 ans",
    "en": "These are the beneficiaries:\n1. Kofi Canari, 12\n2. Ama Canari, 9\n3. Yaw Canari, 14",
}
PERSONAL = ("Canari", "70 45 12 88")


async def left(home: Path) -> list[str]:
    """Return the personal data that is still kept once it has had time to be erased, which is after the answer."""
    for _ in range(100):
        if not any(words.encode() in kept(home) for words in PERSONAL):
            break
        await asyncio.sleep(0.05)
    return [words for words in PERSONAL if words.encode() in kept(home)]


async def test_nothing_personal_is_kept_of_what_was_written(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """A question is answered and logged without it; of a list of people nothing is kept, and nothing is repeated."""
    person = botapi.person(700500600)
    async with serving(botapi, library, tmp_path):
        assert "Canari" not in await asked(person, ASKED)
        for language, listed in LISTED.items():
            assert say(language, "smalltalk.people") in await asked(person, listed)
        assert await left(tmp_path) == []
        with closing(sqlite3.connect(tmp_path / "relais.db")) as database:
            logged = [question for (question,) in database.execute("SELECT question FROM consultations ORDER BY rowid")]
    assert logged == [TOLD, "", ""]
