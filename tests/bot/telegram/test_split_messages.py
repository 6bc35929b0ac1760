"""What Telegram delivers in several updates is one message: albums, and texts that a client has cut."""

from __future__ import annotations

import time

import pytest

from bot.telegram.application import TelegramApplication
from tests.support.botapi import BotApiServer, Person
from tests.support.botapi.person import photo

pytestmark = pytest.mark.asyncio

LINE = "Une ligne sur notre projet, sans question. "


async def test_an_album_without_words_gets_one_sentence(telegram: TelegramApplication, person: Person) -> None:
    """Not one a photo."""
    await person.send_album("", "", "")
    assert (await person.wait_reply()).text == "je ne lis pas : photo"
    await person.expect_silence()


@pytest.mark.parametrize("captions", [("Qui signe ?", "", ""), ("", "", "Qui signe ?")])
async def test_the_caption_of_an_album_is_its_question(
    telegram: TelegramApplication, person: Person, captions: tuple[str, ...]
) -> None:
    """Whichever photo bears it, and nothing else is said."""
    await person.send_album(*captions)
    assert "réponse à Qui signe ?" in (await person.wait_reply()).text
    await person.expect_silence()


async def test_several_captions_are_one_question(telegram: TelegramApplication, person: Person) -> None:
    """In the order of the photos."""
    await person.send_album("Le budget", "", "Qui le signe ?")
    assert "réponse à Le budget\nQui le signe ?" in (await person.wait_reply()).text
    await person.expect_silence()


async def test_two_albums_are_two_messages(telegram: TelegramApplication, person: Person) -> None:
    """Each has its answer."""
    await person.send_album("un", "")
    await person.send_album("", "deux")
    assert ["réponse à un" in (await person.wait_reply()).text, "réponse à deux" in (await person.wait_reply()).text]
    await person.expect_silence()


async def test_the_caption_of_an_album_can_be_edited(
    telegram: TelegramApplication, botapi: BotApiServer, person: Person
) -> None:
    """That of any of its photos: the one answer changes."""
    second = (await person.send_album("Qui signe ?", ""))[1]
    answer = await person.wait_reply()
    content = photo("Qui paie ?") | {"media_group_id": "x", "chat": person.chat.api_object, "from": person.user}
    botapi.deliver("edited_message", content | {"message_id": second, "date": int(time.time()), "edit_date": 1})
    assert "réponse à Qui paie ?" in (await person.wait_edit(message_id=answer.message_id)).text


async def test_a_text_that_was_cut_is_one_message(telegram: TelegramApplication, person: Person) -> None:
    """Nine thousand characters come in three parts; what counts is at the end, and a word that was cut is whole."""
    text = f"{LINE * 210}Qui signe ?"
    await person.say(text)
    answers = (await person.wait_reply()).text
    while "Qui signe ?" not in answers:
        answers += (await person.wait_reply()).text
    assert answers.replace("\n", " ").count("Une ligne sur notre projet") == 210
    await person.expect_silence()


async def test_a_reply_to_something_else_is_no_part(
    telegram: TelegramApplication, botapi: BotApiServer, person: Person
) -> None:
    """However soon it comes; nor is what is forwarded after a long text."""
    await person.say("bonjour")
    first = await person.wait_reply()
    await person.say("un " + "a" * 3000)
    await person.say("deux", reply_to=first)
    await person.say("trois " + "a" * 3000)
    await person.forward("quatre")
    said = [(await person.wait_reply()).text for _ in range(4)]
    assert [text.split("réponse à ")[1].split()[0] for text in said] == ["un", "deux", "trois", "quatre"]


async def test_two_long_texts_apart_are_two_messages(
    telegram: TelegramApplication, botapi: BotApiServer, person: Person
) -> None:
    """Telegram dates the parts of one within seconds."""
    moment = int(time.time())
    base = {"chat": person.chat.api_object, "from": person.user}
    person.chat.known = True
    for number, said in enumerate(["un " + "a" * 3000, "deux"]):
        botapi.deliver("message", {**base, "text": said, "message_id": 700 + number, "date": moment + 20 * number})
    assert "réponse à un" in (await person.wait_reply()).text
    assert (await person.wait_reply()).text.endswith("réponse à deux")
