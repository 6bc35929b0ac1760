"""Delivery: a chat that has moved is followed, a refusal is dropped."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import AsyncMock, Mock

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
)

from bot.replies.reply import Attachment, Paragraph, Reply
from bot.retry import RetryPolicy
from bot.storage.database import Database
from bot.storage.keys import ChatKeys
from bot.storage.sent_messages import SentAnswers, SentExchanges, SentKeyboards
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.delivery import ChatTarget, Delivery, parts_of

QUICK = RetryPolicy(first=0.01, longest=0.02, total=0.1)
SIGNER = CallbackSigner(ChatKeys(b"0" * 32))
REPLY = Reply("fr", (Paragraph("Bonjour"),))

pytestmark = pytest.mark.asyncio


def api(*outcomes: Exception | int) -> AsyncMock:
    """Return a Bot whose sendMessage ends in each outcome in turn: an error, or the id of what was sent."""
    sends = [one if isinstance(one, Exception) else AsyncMock(message_id=one) for one in outcomes]
    return AsyncMock(spec=Bot, send_message=AsyncMock(side_effect=sends))


def delivery_with(bot: Bot, database: Database, moves: Mock | None = None) -> Delivery:
    """Return a delivery that sends with `bot` and soon gives up."""
    answers, keyboards = SentAnswers(database), SentKeyboards(database)
    return Delivery(
        api=bot,
        answers=answers,
        exchanges=SentExchanges(database),
        keyboards=keyboards,
        signer=SIGNER,
        retry_policy=QUICK,
        move_chat=moves or Mock(),
    )


async def test_a_group_that_became_a_supergroup_is_followed(database: Database) -> None:
    """Telegram names the new id in its refusal."""
    bot, moves = api(ChatMigrated(-1002), 5), Mock()
    delivery = delivery_with(bot, database, moves)
    await delivery.send(ChatTarget(-2, "key", question=3), REPLY)
    assert [call.args[0] for call in bot.send_message.await_args_list] == [-2, -1002]
    assert SentAnswers(database).answers("key", 3) == [5]
    moves.assert_called_once_with("-2", "-1002")


@pytest.mark.parametrize("error", [BadRequest("chat not found"), Forbidden("bot was blocked by the user")])
async def test_a_chat_that_will_not_have_it_is_let_be(database: Database, error: Exception) -> None:
    """No error, and no note of an answer."""
    delivery = delivery_with(api(error), database)
    await delivery.send(ChatTarget(7, "key", question=3), REPLY)
    assert SentAnswers(database).answers("key", 3) == []


@pytest.mark.parametrize("error", [BadRequest("not enough rights to send photos to the chat"), NetworkError("reset")])
async def test_a_picture_that_does_not_arrive_takes_nothing_with_it(
    database: Database, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The text is the answer; it is not sent again for the picture's sake."""
    monkeypatch.setattr("bot.telegram.delivery.BRIEF_RETRY", QUICK)
    bot = api(5)
    bot.send_photo = AsyncMock(side_effect=error)
    pictures = tuple(Attachment(f"page-{n}.jpg", b"jpeg", "image/jpeg", f"« R&D », p. {n}") for n in (1, 2))
    await delivery_with(bot, database).send(ChatTarget(7, "key", question=3), replace(REPLY, attachments=pictures))
    assert SentAnswers(database).answers("key", 3) == [5]
    assert {call.kwargs["caption"] for call in bot.send_photo.await_args_list} == {"« R&amp;D », p. 1"}


async def test_a_long_caption_is_cut_to_what_telegram_takes() -> None:
    """A title may be long."""
    picture = Attachment("page-1.jpg", b"jpeg", "image/jpeg", "mot " * 900)
    (part,) = parts_of(Reply("fr", (), attachments=(picture,)), str)
    assert 900 < len(part.text) <= 1024


async def test_the_messages_of_an_answer_are_known_by_its_exchange(database: Database) -> None:
    """Also where it replaces another answer, or answers a button."""
    delivery, exchanges = delivery_with(api(5, 6, 7), database), SentExchanges(database)
    await delivery.send(ChatTarget(2, "key", question=3), replace(REPLY, consultation="c1"))
    await delivery.send(ChatTarget(2, "key"), replace(REPLY, consultation="c2"))
    await delivery.send(ChatTarget(2, "key"), REPLY)
    assert [exchanges.consultation("key", message) for message in (5, 6, 7, 8)] == ["c1", "c2", "", ""]
    await delivery.substitute(ChatTarget(2, "key", question=3), [5], replace(REPLY, consultation="c3"))
    assert exchanges.consultation("key", 5) == "c3"
