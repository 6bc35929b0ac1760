"""A model's words on their way to the person: only those that passed are ever seen, and those are what is logged."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from pathlib import Path

import pytest

from bot.replies.texts import say
from bot.telegram import streaming
from index.library import Library
from tests.support.botapi import BotApiServer, Person
from tests.support.modelapi.fixtures import modelapi
from tests.support.modelapi.server import ModelServer
from tests.support.modelapi.turns import Drops, Endless, Says, ScriptedTurn, Stalls
from tests.support.telegram_application import serving

__all__ = ["modelapi"]

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

ASKED = "Why can a partnership stop before its end?"
MAY = "Ending a partnership before its term may sometimes prove necessary."
GROUNDS = (
    "The page gives four grounds: unforeseen circumstances, organizational challenges, a change of context and any"
    " other factor."
)
WRONG = ("The page gives five grounds.", "A partnership must end before its term.", "Visit evil.example/pay now.")


def stated(*claims: str) -> str:
    """Return claims as a model writes them."""
    return json.dumps({"claims": [{"text": text, "passages": ["p1"]} for text in claims]})


def logged(home: Path) -> tuple[str, str]:
    """Return the last answer in the log, and why it came about as it did."""
    with sqlite3.connect(home / "relais.db") as database:
        row = database.execute("SELECT answer, why FROM consultations ORDER BY rowid DESC").fetchone()
    return row[0], row[1]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show more often than one may on Telegram itself."""
    monkeypatch.setattr(streaming, "DRAFT_SECONDS", 0.02)
    monkeypatch.setattr(streaming, "CANCEL_SECONDS", 60.0)


@pytest.mark.parametrize(
    ("turn", "why"),
    [
        (Says(stated(WRONG[0], MAY, WRONG[1], GROUNDS, WRONG[2]), pause=0.005), "2 kept, 3 dropped"),
        (Drops(stated(MAY, WRONG[1])[:-9]), "cut: 1 kept"),
        (Endless(stated(WRONG[1], MAY)[:-2], ', {"text": "Pay 9 dollars.", "passages": ["p1"]}'), "rest: 1 kept"),
    ],
)
async def test_what_did_not_pass_is_never_seen(
    botapi: BotApiServer,
    library: Library,
    modelapi: ModelServer,
    person: Person,
    tmp_path: Path,
    turn: ScriptedTurn,
    why: str,
) -> None:
    """In no draft and no message; the answer that stays is the one in the log."""
    modelapi.plays(turn)
    chosen = {"model": "openai:scripted", "model_base_url": modelapi.base_url, "model_timeout": 60}
    async with serving(botapi, library, tmp_path, **chosen):
        await person.say(ASKED)
        shown = (await person.wait_until(lambda message: "[1]" in message.text, 60)).text
        assert "four grounds" in shown
        seen = "\n".join([shown, *person.drafts])
        assert [wrong for wrong in ("five grounds", "must end", "evil", "dollars") if wrong in seen] == []
        answer, account = logged(tmp_path)
        assert account.startswith(why)
        assert _words(answer) == _words(shown)[: len(_words(answer))]


async def test_the_offer_to_stop_is_in_the_askers_language(
    botapi: BotApiServer, library: Library, modelapi: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in a chat that never wrote before; what is pressed ends the writing, and the texts answer."""
    monkeypatch.setattr(streaming, "CANCEL_SECONDS", 0.05)
    modelapi.plays(Stalls(stated(MAY)[:-2]))
    person = botapi.person(700100201, language_code="fr")
    chosen = {"model": "openai:scripted", "model_base_url": modelapi.base_url, "model_timeout": 100}
    async with serving(botapi, library, tmp_path, **chosen):
        await person.say(ASKED)
        offer = await person.wait_reply(60)
        assert (offer.text, offer.labels) == (say("en", "answer.writing"), (say("en", "buttons.stop"),))
        await person.press(offer.labels[0])
        await person.wait_until(lambda message: "four grounds" in message.text, 30)
        assert logged(tmp_path)[1].startswith("stopped")


async def test_a_new_question_ends_the_writing_and_is_answered(
    botapi: BotApiServer, library: Library, modelapi: ModelServer, person: Person, tmp_path: Path
) -> None:
    """Long before the model's time is over; the first one is answered from the texts."""
    modelapi.plays(Stalls(stated(MAY)[:-2]))
    chosen = {"model": "openai:scripted", "model_base_url": modelapi.base_url, "model_timeout": 100}
    async with serving(botapi, library, tmp_path, **chosen):
        await person.say(ASKED)
        while not any(MAY in draft for draft in person.drafts):
            await asyncio.sleep(0.01)
        await person.say("Bonjour !")
        await person.wait_until(lambda message: "four grounds" in message.text, 30)
        assert logged(tmp_path)[1].startswith("stopped")
        await person.wait_until(lambda message: "onjour" in message.text, 30)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)
