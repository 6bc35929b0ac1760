"""From an update to the conversation: parsed once, by the role of the person who wrote it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest
from telegram import Bot, Update, User

from bot.conversation.router import Conversation
from bot.domain.access.roles import Roles
from bot.replies.reply import Paragraph, Reply
from bot.storage.database import Database
from bot.storage.keys import ChatKeys
from bot.storage.transactions import ServerError
from bot.storage.update_journal import UpdateJournal
from bot.telegram import update_handler
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.delivery import Delivery
from bot.telegram.message_parsing import ChatMapper, parse_message
from bot.telegram.update_handler import UpdateHandler
from bot.telegram.update_queue import UpdateQueue

ME = User(99, "Relais", is_bot=True, username="relais_bot")
REPLY = Reply("fr", (Paragraph("Oui."),))
COMMANDS = {"admin": frozenset({"help", "invite"}), "everyone": frozenset({"help"})}

pytestmark = pytest.mark.asyncio


def update(text: str, chat: int = 7, **content: Any) -> Update:
    """Return a message of person 7 as an update."""
    face = {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "x"}
    person = {"id": 7, "is_bot": False, "first_name": "Awa"}
    message = {"message_id": 3, "date": 1, "chat": face, "from": person, "text": text, **content}
    return Update.de_json({"update_id": 1, "message": message}, None)


@pytest.fixture
def conversation() -> Mock:
    """Return a conversation with a command for everyone and one for administrators."""
    return Mock(
        spec=Conversation,
        command_names=Mock(side_effect=lambda role="admin": COMMANDS[role]),
        command=Mock(return_value=REPLY),
        ask=Mock(return_value=REPLY),
        late=Mock(return_value="Désolé."),
        is_stop=Mock(return_value=False),
    )


@pytest.fixture
def delivery() -> Mock:
    """Return a delivery that keeps what it is to send."""
    return Mock(spec=Delivery, send=AsyncMock(), revise=AsyncMock(), answers=AsyncMock(return_value=[]))


@pytest.fixture
def moves() -> Mock:
    """Return a listener that records the addresses of chats that have moved."""
    return Mock()


@pytest.fixture
def roles() -> Mock:
    """Return roles by which everyone has that of everyone."""
    return Mock(spec=Roles, of=Mock(return_value="everyone"))


@pytest.fixture
def handler(conversation: Mock, delivery: Mock, roles: Mock, database: Database, moves: Mock) -> UpdateHandler:
    """Return a handler of updates whose Bot API does nothing."""
    keys, api = ChatKeys(b"0" * 32), AsyncMock(spec=Bot, bot=ME, username="relais_bot")
    return UpdateHandler(
        api=api,
        conversation=conversation,
        chats=ChatMapper(api=api, keys=keys, roles=roles),
        signer=CallbackSigner(keys),
        delivery=delivery,
        queue=UpdateQueue(UpdateJournal(database)),
        executor=ThreadPoolExecutor(1),
        move_chat=moves,
    )


@pytest.mark.parametrize(
    ("chat", "notice"), [(-2, {"migrate_to_chat_id": -1002}), (-1002, {"migrate_from_chat_id": -2})]
)
async def test_the_notice_that_a_group_became_a_supergroup_moves_the_chat(
    handler: UpdateHandler, moves: Mock, delivery: Mock, chat: int, notice: dict[str, int]
) -> None:
    """Whichever of the two chats it comes from; nothing is answered, and an ordinary message moves nothing."""
    received = update("", chat, **notice)
    handler.on_arrival(received)
    await handler.message(received)
    moves.assert_called_once_with("-2", "-1002")
    delivery.send.assert_not_awaited()
    await handler.message(update("Bonjour"))
    moves.assert_called_once()


async def test_a_message_is_parsed_once(handler: UpdateHandler, monkeypatch: pytest.MonkeyPatch) -> None:
    """On arrival; in its turn the result is used."""
    parsed: list[str] = []

    def count(message: Any, *others: Any) -> Any:
        parsed.append(message.text)
        return parse_message(message, *others)

    monkeypatch.setattr(update_handler, "parse_message", count)
    for one in (update("Qui décide ?"), update("/help", chat=-100)):
        handler.on_arrival(one)
        await handler.message(one)
    assert parsed == ["Qui décide ?", "/help"]


@pytest.mark.parametrize(
    ("command", "is_answered"), [("/help", True), ("/invite", False), ("/invite@relais_bot", True)]
)
async def test_in_a_group_a_command_of_another_role_is_ignored(
    handler: UpdateHandler, conversation: Mock, delivery: Mock, command: str, is_answered: bool
) -> None:
    """Unless the bot is named: then the conversation says that there is no such command."""
    await handler.message(update(command, chat=-100))
    assert (conversation.command.called, delivery.send.await_count) == (is_answered, int(is_answered))


async def test_the_role_is_read_once(handler: UpdateHandler, conversation: Mock, roles: Mock) -> None:
    """Also where it decides whether a command in a group is one of ours."""
    await handler.message(update("/help", chat=-100))
    assert (conversation.command.call_count, roles.of.call_count) == (1, 1)


async def test_the_conversation_is_told_the_role_and_no_id(handler: UpdateHandler, conversation: Mock) -> None:
    """Of chat and person it gets keyed hashes; the address is for messages of our own."""
    await handler.message(update("Qui décide ?"))
    chat = conversation.ask.call_args.args[0]
    assert (chat.role, chat.address, chat.is_private) == ("everyone", "7", True)
    assert "7" not in (chat.key, chat.person)
    assert chat.start_link == "https://t.me/relais_bot?start="


async def test_a_failure_where_someone_is_in_danger_still_has_an_answer(
    handler: UpdateHandler, conversation: Mock, delivery: Mock, caplog: pytest.LogCaptureFixture
) -> None:
    """The fallback answers; without one the error goes to the error handler."""
    conversation.ask.side_effect = KeyError("broken")
    conversation.fallback = Mock(side_effect=[REPLY, None])
    await handler.message(update("il me frappe"))
    assert (delivery.send.await_count, "broken" in caplog.text) == (1, False)
    with pytest.raises(KeyError, match="broken"):
        await handler.message(update("Qui décide ?"))


async def test_a_fallback_that_fails_hides_no_outage(
    handler: UpdateHandler, conversation: Mock, delivery: Mock
) -> None:
    """So that the message is handled again once the database server is back, in place of an apology."""
    conversation.ask.side_effect = [ServerError("away", "unreachable"), REPLY]
    conversation.fallback = Mock(side_effect=KeyError("broken"))
    await handler.message(update("Qui décide ?"))
    (sent,) = delivery.send.await_args_list
    assert (conversation.ask.call_count, sent.args[1].paragraphs[-1]) == (2, REPLY.paragraphs[-1])


async def test_a_press_that_fails_stops_the_spinner(handler: UpdateHandler, conversation: Mock, delivery: Mock) -> None:
    """The query is answered before the error goes on."""
    conversation.press = Mock(side_effect=KeyError("broken"))
    delivery.notify = AsyncMock()
    message = SimpleNamespace(chat=SimpleNamespace(id=7, title=None))
    query = SimpleNamespace(id="q", data="unsigned", message=message, from_user=None)
    pressed: Any = SimpleNamespace(update_id=1, callback_query=query)
    with pytest.raises(KeyError):
        await handler.button(pressed)
    delivery.notify.assert_awaited_once_with("q", "")
    assert conversation.press.call_args.args[1] == ""
