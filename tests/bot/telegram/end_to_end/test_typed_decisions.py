"""What is answered in words has no buttons left, as after a press; what is still open keeps them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.replies.texts import say
from bot.telegram import keyboard_removal
from corpus.language import LANGUAGES, Language
from tests.support.botapi import BotApiServer, Group, Person
from tests.support.botapi.shown import Shown
from tests.support.cases import ManualClock
from tests.support.staff_service import COLLEAGUES, STAFF_CHAT, UNDO, open_case, press, scripted_container, staff_group
from tests.support.telegram_application import served, settings_for

pytestmark = pytest.mark.asyncio
QUESTION: dict[Language, str] = {"fr": "Qui paie l’audit ?", "en": "Who pays for the audit?"}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    """Return each language: everybody speaks it."""
    found: Language = request.param
    return found


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pause for a moment only: the server of these tests has no limit."""
    monkeypatch.setattr(keyboard_removal, "PAUSE_SECONDS", 0.01)


@pytest.fixture
def asker(botapi: BotApiServer, language: Language) -> Person:
    """Return someone who asks."""
    return botapi.person(1001, language_code=language, first_name="Kadi")


async def has_lost_its_buttons(person: Person, shown: Shown) -> None:
    """Wait until a message of the bot has none."""
    while next(one for one in person.replies if one.message_id == shown.message_id).labels:
        await asyncio.sleep(0.05)


async def said(person: Person, text: str) -> Shown:
    """Say something and return the answer."""
    await person.say(text)
    return await person.wait_reply()


@pytest.mark.parametrize(
    ("words", "key"),
    [({"fr": "oui", "en": "yes please"}, "opened"), ({"fr": "non merci", "en": "no thanks"}, "cancelled")],
)
async def test_an_offer_that_was_answered_in_words_has_no_buttons(
    botapi: BotApiServer, asker: Person, tmp_path: Path, language: Language, words: dict[Language, str], key: str
) -> None:
    """Those of the answer above it stay."""
    async with served(scripted_container(settings_for(botapi, tmp_path), ManualClock())):
        answer = await said(asker, QUESTION[language])
        await press(asker, say(language, "buttons.person"))
        offer = await asker.wait_reply()
        assert say(language, "cases.yes") in offer.labels
        decided = await said(asker, words[language])
        assert decided.text.startswith(say(language, f"cases.{key}", number="R-2026-0001"))
        await has_lost_its_buttons(asker, offer)
        assert next(one for one in asker.replies if one.message_id == answer.message_id).labels == answer.labels


async def test_a_bare_no_may_mean_the_address_alone(
    botapi: BotApiServer, asker: Person, tmp_path: Path, language: Language
) -> None:
    """The choices are shown again; that without an address opens the case."""
    async with served(scripted_container(settings_for(botapi, tmp_path), ManualClock())):
        await said(asker, QUESTION[language])
        await press(asker, say(language, "buttons.person"))
        await asker.wait_reply()
        again = await said(asker, {"fr": "non", "en": "no"}[language])
        assert again.text == say(language, "cases.still_waits", question=QUESTION[language])
        await press(asker, say(language, "cases.no"))
        opened = await asker.wait_reply()
        assert say(language, "cases.comes_not") in opened.text


async def test_a_step_that_was_answered_in_words_has_no_buttons(
    botapi: BotApiServer, asker: Person, tmp_path: Path, language: Language
) -> None:
    """What is no answer to it leaves them, and a step that is paused in words loses them as well."""
    command, title, unclear, ground, fact = {
        "fr": ("/verifier", "Résiliation anticipée", "Sans objet", "Un autre facteur", "Le pont est coupé"),
        "en": ("/check", "Early termination", "Not applicable", "Another factor", "The bridge is cut"),
    }[language]
    async with served(scripted_container(settings_for(botapi, tmp_path), ManualClock())):
        menu = await said(asker, command)
        await press(asker, next(label for label in menu.labels if label.startswith(title)))
        named = await asker.wait_reply()
        first = await said(asker, "Espoir")
        await has_lost_its_buttons(asker, named)
        await said(asker, unclear)
        assert next(one for one in asker.replies if one.message_id == first.message_id).labels
        second = await said(asker, ground)
        await has_lost_its_buttons(asker, first)
        third = await said(asker, fact)
        await has_lost_its_buttons(asker, second)
        await said(asker, "pause")
        await has_lost_its_buttons(asker, third)


async def test_an_answer_that_was_rated_in_words_has_no_buttons(
    botapi: BotApiServer, asker: Person, tmp_path: Path, language: Language
) -> None:
    """The answer came from the outbox."""
    staff = {"staff_chat": str(STAFF_CHAT), "staff": COLLEAGUES}
    container = scripted_container(settings_for(botapi, tmp_path, **staff), ManualClock(), undo_period=UNDO)
    awa = botapi.person(5001, first_name="Awa")
    group: Group = staff_group(botapi, awa)
    async with served(container):
        number = await open_case(asker, QUESTION[language], say(language, "cases.yes"))
        await group.say(awa, "30", reply_to=await group.wait_reply())
        answer = await asker.wait_until(lambda shown: "30" in shown.text)
        asker.catch_up()
        assert say(language, "cases.helped") in answer.labels
        while (await asyncio.to_thread(container.case_service.find, number)).state != "answered":
            await asyncio.sleep(0.05)
        await asker.say({"fr": "oui", "en": "yes"}[language], reply_to=answer)
        assert (await asker.wait_reply()).text == say(language, "cases.settled", number=number)
        await has_lost_its_buttons(asker, answer)
