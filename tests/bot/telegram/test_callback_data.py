"""A button acts in its own chat alone: forged, changed and copied data does nothing."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.storage.keys import ChatKeys
from bot.telegram.application import TelegramApplication
from bot.telegram.callback_data import MAX_ACTION, MAX_DATA, CallbackSigner
from tests.support.botapi import BotApiServer, Person

SIGNER = CallbackSigner(ChatKeys(b"0" * 32))
chats = st.text("0123456789abcdef", min_size=1, max_size=24)
actions = st.text(max_size=MAX_ACTION).filter(lambda action: len(action.encode()) <= MAX_ACTION)


@given(chats, actions)
def test_what_was_signed_comes_back_and_fits(chat: str, action: str) -> None:
    """Whatever the action, within Telegram's 64 bytes."""
    data = SIGNER.sign(chat, action)
    assert (SIGNER.open(chat, data), len(data.encode()) <= MAX_DATA) == (action, True)


@given(chats, chats, actions, st.binary(min_size=32, max_size=32))
def test_what_was_signed_elsewhere_does_not(chat: str, other: str, action: str, secret: bytes) -> None:
    """For another chat, or by another installation."""
    assume(chat != other and secret != b"0" * 32)
    assert SIGNER.open(other, SIGNER.sign(chat, action)) is None
    assert SIGNER.open(chat, CallbackSigner(ChatKeys(secret)).sign(chat, action)) is None


@given(chats, actions, st.integers(0, MAX_DATA), st.characters())
def test_what_was_changed_does_not(chat: str, action: str, place: int, character: str) -> None:
    """By as little as one character."""
    data = SIGNER.sign(chat, action)
    changed = data[:place] + character + data[place + 1 :]
    assume(changed != data)
    assert SIGNER.open(chat, changed) is None


@given(chats, st.text(st.characters(exclude_categories=()), max_size=80))
def test_what_was_made_up_does_not(chat: str, data: str) -> None:
    """Lone surrogates included."""
    assert SIGNER.open(chat, data) is None


def test_an_action_that_is_too_long_is_an_error() -> None:
    """Telegram would refuse the whole message."""
    with pytest.raises(ValueError, match="at most 56 bytes, not 58"):
        SIGNER.sign("chat", "é" * 29)


async def press(botapi: BotApiServer, person: Person, data: str) -> str:
    """Press a button of that data under the bot's last message to the person, and return the notice."""
    query = botapi.chats.ask()
    message = person.chat.messages[person.replies[-1].message_id]
    update = {"id": query.id, "from": person.user, "chat_instance": "1", "message": message, "data": data}
    botapi.deliver("callback_query", update)
    answer = await botapi.changed.wait_for(lambda: query.answer, 5)
    assert answer is not None
    return str(answer["text"])


@pytest.mark.asyncio
@pytest.mark.timeout(60)
async def test_a_button_is_of_no_use_in_another_chat(telegram: TelegramApplication, botapi: BotApiServer) -> None:
    """Ben has the data of Awa's buttons, and those that he would like to have."""
    awa, ben = botapi.person(1, first_name="Awa"), botapi.person(2, first_name="Ben")
    for person in (awa, ben):
        await person.say("q")
        await person.wait_reply()
    theirs = awa.replies[-1].find_button("Sources")
    assert theirs is not None
    for data in (theirs.data, "sources:1", "A" * 8 + "sources:1", theirs.data[:8] + "good:1"):
        assert await press(botapi, ben, data) == "Ce bouton n’est plus valable."
    await ben.expect_silence()
    await press(botapi, awa, theirs.data)
    assert (await awa.wait_reply()).text == "Citation\n\nUNICEF"


@pytest.mark.asyncio
@pytest.mark.timeout(60)
async def test_a_button_in_a_group_is_everybodys_there(telegram: TelegramApplication, botapi: BotApiServer) -> None:
    """And nobody's in private."""
    awa, ben = botapi.person(1, first_name="Awa"), botapi.person(2, first_name="Ben")
    group = botapi.group(members=(awa, ben))
    await group.say(awa, "@relais_bot q")
    button = (await group.wait_reply()).find_button("Sources")
    assert button is not None
    await group.press(ben, "Sources")
    assert (await group.wait_reply()).text == "Citation\n\nUNICEF"
    await ben.say("q")
    await ben.wait_reply()
    assert await press(botapi, ben, button.data) == "Ce bouton n’est plus valable."
