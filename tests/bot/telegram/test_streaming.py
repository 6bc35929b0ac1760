"""An answer is seen while it is written, and can be stopped."""

from __future__ import annotations

import pytest

from bot.telegram import streaming
from bot.telegram.application import TelegramApplication
from tests.support.botapi import BotApiServer, Person


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show more often than one may on Telegram itself."""
    monkeypatch.setattr(streaming, "DRAFT_SECONDS", 0.05)
    monkeypatch.setattr(streaming, "EDIT_SECONDS", 0.05)


async def test_a_private_chat_sees_drafts(telegram: TelegramApplication, person: Person) -> None:
    """First that it thinks, then more and more, at last the answer; nothing else stays behind."""
    await person.say("flux 4")
    assert (await person.wait_reply()).text == "Phrase 1. Phrase 2. Phrase 3. Phrase 4. [1]"
    assert person.drafts[0] == "" and "Phrase 1." in person.drafts
    assert person.drafts == sorted(person.drafts, key=len)
    assert len(person.replies) == 1


async def test_a_group_sees_one_message_grow(
    telegram: TelegramApplication, botapi: BotApiServer, person: Person
) -> None:
    """With the button to stop under it until it is the answer."""
    group = botapi.group(members=(person,))
    await group.say(person, "@relais_bot flux 4")
    begun = await group.wait_reply()
    assert begun.text.startswith("Phrase 1.") and begun.labels == ("Arrêter",)
    done = await group.wait_until(lambda shown: shown.text.endswith("[1]"))
    assert (done.message_id, len(group.replies), done.labels) == (begun.message_id, 1, ())


async def test_an_older_server_shows_edits_in_a_private_chat_too(
    telegram: TelegramApplication, botapi: BotApiServer, person: Person
) -> None:
    """It knows no drafts."""
    botapi._methods._table.pop("sendmessagedraft")
    await person.say("flux 4")
    begun = await person.wait_reply()
    done = await person.wait_until(lambda shown: shown.text.endswith("[1]"))
    assert (done.message_id, len(person.replies)) == (begun.message_id, 1)


async def test_the_button_stops_at_once(
    telegram: TelegramApplication, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is offered when the writing takes long, works before the answer's turn is over, and goes away with it."""
    monkeypatch.setattr(streaming, "CANCEL_SECONDS", 0.2)
    await person.say("flux 300")
    offer = await person.wait_reply()
    assert (offer.text, offer.labels) == ("J’écris…", ("Arrêter",))
    await person.press("Arrêter")
    assert (await person.wait_reply()).text == "Arrêté."
    await person.wait_until(lambda shown: len(person.replies) == 1)


async def test_another_question_ends_the_first(telegram: TelegramApplication, person: Person) -> None:
    """Both are answered, in order; so it is when the question is edited."""
    first = await person.say("flux 300")
    await person.say("autre")
    assert [(await person.wait_reply()).text for _ in range(2)] == ["Arrêté.", "Titre <&>\n\nréponse à autre"]
    await person.say("flux 300")
    await person.edit(first, "corrigé")
    assert (await person.wait_reply()).text == "Arrêté."
    assert (await person.wait_edit()).text.endswith("réponse à corrigé")


async def test_the_safe_word_ends_the_writing(telegram: TelegramApplication, person: Person) -> None:
    """It need not wait for the end of a long answer."""
    await person.say("flux 300")
    await person.say("/stop")
    assert [(await person.wait_reply()).text for _ in range(2)] == ["Arrêté.", "commande stop  fr"]


async def test_someone_else_in_the_group_stops_nothing(
    telegram: TelegramApplication, botapi: BotApiServer, person: Person
) -> None:
    """What others say is not about this answer."""
    other = botapi.person(1002)
    group = botapi.group(members=(person, other))
    await group.say(person, "@relais_bot flux 6")
    await group.say(other, "@relais_bot bonjour")
    await group.wait_until(lambda shown: "bonjour" in shown.text)
    assert "Phrase 6. [1]" in "".join(shown.text for shown in group.replies)


async def test_a_flood_of_drafts_holds_up_no_answer(
    telegram: TelegramApplication, botapi: BotApiServer, person: Person
) -> None:
    """Neither this one nor anyone else's: Telegram asks for a minute's rest, and the writing takes half a second."""
    botapi.fail("sendMessageDraft", 9, "429", retry_after=60)
    other = botapi.person(1002)
    await person.say("flux 4")
    await other.say("bonjour")
    assert "bonjour" in (await other.wait_reply()).text
    assert (await person.wait_reply()).text == "Phrase 1. Phrase 2. Phrase 3. Phrase 4. [1]"


async def test_a_flood_of_edits_holds_up_nobody_else(
    telegram: TelegramApplication, botapi: BotApiServer, person: Person
) -> None:
    """What a group sees meanwhile is worth no wait."""
    botapi.fail("editMessageText", 1, "429", retry_after=60)
    group, other = botapi.group(members=(person,)), botapi.person(1002)
    await group.say(person, "@relais_bot flux 4")
    await group.wait_reply()
    await other.say("bonjour")
    assert "bonjour" in (await other.wait_reply()).text
    done = await group.wait_until(lambda shown: shown.text.endswith("[1]"))
    assert len(group.replies) == 1 and done.labels == ()
