"""Replies on their way to the person: split, sent until they arrive, edited when the question was."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from telegram import Bot, InlineKeyboardMarkup, InputFile, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.replies.reply import Attachment, Button, Paragraph, Reply
from bot.retry import RetryPolicy
from bot.storage.database import StorageError
from bot.storage.sent_messages import SentAnswers, SentKeyboards
from bot.telegram.api_calls import NotDelivered, call_api
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.message_splitting import split
from bot.telegram.rendering import keyboard, to_html, visible

T = TypeVar("T")

# For what is of no use later: a notice over a button, the removal of old messages.
BRIEF = RetryPolicy(total=8.0)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChatTarget:
    """Where an answer goes: a chat, a topic of it, the message that it answers.

    `key` is the chat's key, `quote` whether the answer refers to the question visibly.
    """

    chat_id: int
    key: str
    thread: int | None = None
    question: int | None = None
    quote: bool = False


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One message of an answer: a text, or a file without one."""

    text: str
    buttons: InlineKeyboardMarkup | None = None
    file: Attachment | None = None


class Delivery:
    """Sends replies.

    Raises Undelivered when Telegram stays out of reach; a chat that will not have a reply is let be.
    """

    def __init__(
        self,
        api: Bot,
        deliveries: SentAnswers,
        keyboards: SentKeyboards,
        seal: CallbackSigner,
        patience: RetryPolicy | None = None,
    ) -> None:
        self._api = api
        self._deliveries, self._keyboards = deliveries, keyboards
        self._seal = seal
        self._patience = patience or RetryPolicy()

    async def send(self, place: ChatTarget, reply: Reply) -> None:
        """Send a reply as one message or several, and remember them as the answer to `place.question`."""
        try:
            sent = await self._send_parts(place, self._parts(place, reply))
        except (Forbidden, BadRequest) as error:
            _give_up(error)
        else:
            await self._record(place, sent)

    async def revise(self, place: ChatTarget, reply: Reply) -> None:
        """Put a reply in the place of the answer that the question had; send it anew if it had none."""
        await self.substitute(place, await self.answers(place), reply)

    async def substitute(self, place: ChatTarget, old: list[int], reply: Reply) -> None:
        """Put a reply in the place of the messages `old`: edit them in order, delete or add what differs in number."""
        parts = self._parts(place, reply)
        if not parts:
            return  # there is nothing to put in its place
        try:
            kept = await self._edit_parts(place, parts, old)
            await self._delete(place, old[len(kept) :])
            sent = await self._send_parts(replace(place, quote=True), parts[len(kept) :])
        except (Forbidden, BadRequest) as error:
            _give_up(error)
        else:
            await self._record(place, kept + sent)

    async def answers(self, place: ChatTarget) -> list[int]:
        """Return the ids of the messages that answered the question, in order."""
        if place.question is None:
            return []
        return await asyncio.to_thread(self._deliveries.answers, place.key, place.question)

    async def notify(self, query: str, notice: str) -> None:
        """Answer a button's query, which stops its spinner. It may fail: the query is short-lived."""
        await self._try_briefly(lambda: self._api.answer_callback_query(query, text=notice[:200] or None))

    async def clear(self, place: ChatTarget) -> None:
        """Take the buttons away that stand under earlier messages of the chat, the last ones first; it may fail."""
        found = await asyncio.to_thread(self._keyboards.take, place.key)
        calls = [partial(self._api.edit_message_reply_markup, place.chat_id, message) for message in found]
        await asyncio.gather(*map(self._try_briefly, calls))

    async def set_buttons(self, place: ChatTarget, message: int, buttons: tuple[tuple[Button, ...], ...]) -> None:
        """Replace the buttons under a message; it may fail."""
        markup = keyboard(buttons, partial(self._seal.sign, place.key))
        await self._try_briefly(
            lambda: self._api.edit_message_reply_markup(place.chat_id, message, reply_markup=markup)
        )

    def _parts(self, place: ChatTarget, reply: Reply) -> list[MessagePart]:
        return parts_of(reply, partial(self._seal.sign, place.key))

    async def _send_parts(self, place: ChatTarget, parts: list[MessagePart]) -> list[int]:
        sent: list[int] = []
        for part in parts:
            message = await self._send_part(place, part, first=not sent)
            sent.append(message.message_id)
        return sent

    async def _send_part(self, place: ChatTarget, part: MessagePart, *, first: bool) -> Message:
        try:
            sent = await call_api(lambda: self._post(place, part, first), self._patience)
            await self._note_buttons(place, part, sent.message_id)
            return sent
        except ChatMigrated as moved:  # the group has become a supergroup, with another id
            there = replace(place, chat_id=moved.new_chat_id, thread=None)
            return await call_api(lambda: self._post(there, part, first), self._patience)

    def _post(self, place: ChatTarget, part: MessagePart, first: bool) -> Awaitable[Message]:
        quoted = place.question if place.quote and first else None
        return post(self._api, place.chat_id, place.thread, part, quoted)

    async def _edit_parts(self, place: ChatTarget, parts: list[MessagePart], old: list[int]) -> list[int]:
        """Edit the old messages in order; stop at the first that cannot be, so that the order stays."""
        kept: list[int] = []
        for message, part in zip(old, parts, strict=False):
            if not await self._edit_part(place, message, part):
                break
            kept.append(message)
        return kept

    async def _edit_part(self, place: ChatTarget, message: int, part: MessagePart) -> bool:
        if part.file:
            return False

        def call() -> Awaitable[Message | bool]:
            return self._api.edit_message_text(part.text, place.chat_id, message, reply_markup=part.buttons)

        try:
            await call_api(call, self._patience)
        except BadRequest as error:
            return "not modified" in error.message.lower()
        except ChatMigrated:
            return False
        await self._note_buttons(place, part, message)
        return True

    async def _note_buttons(self, place: ChatTarget, part: MessagePart, message: int) -> None:
        if part.buttons:
            try:
                await asyncio.to_thread(self._keyboards.record, place.key, message)
            except StorageError as error:  # the message is out: no reason to apologise
                _log.error("A message's buttons cannot be noted: %s", error)

    async def _delete(self, place: ChatTarget, messages: list[int]) -> None:
        for message in messages:
            await self._try_briefly(partial(self._api.delete_message, place.chat_id, message))

    async def _try_briefly(self, call: Callable[[], Awaitable[T]]) -> None:
        try:
            await call_api(call, BRIEF)
        except (BadRequest, Forbidden, ChatMigrated, NotDelivered) as error:
            _log.info("Let be: %s", error)

    async def _record(self, place: ChatTarget, sent: list[int]) -> None:
        if place.question is not None and sent:
            try:
                await asyncio.to_thread(self._deliveries.record, place.key, place.question, sent)
            except StorageError as error:  # the answer is out: no reason to apologise
                _log.error("An answer's place cannot be noted: %s", error)


def parts_of(reply: Reply, sign: Callable[[str], str]) -> list[MessagePart]:
    """Return a reply as messages that Telegram will take, the buttons under the last text, the files after it.

    `sign` signs the actions of the buttons for the chat that the reply goes to.
    """
    parts = [MessagePart(to_html(part)) for part in split(visible(reply.paragraphs))]
    if parts:
        parts[-1] = replace(parts[-1], buttons=keyboard(reply.buttons, sign))
    return parts + [MessagePart("", file=attachment) for attachment in reply.attachments]


def post(api: Bot, chat: int, thread: int | None, part: MessagePart, quoted: int | None) -> Awaitable[Message]:
    """Send one message, as a reply to the message `quoted` if that is given and still there."""
    answered = ReplyParameters(quoted, allow_sending_without_reply=True) if quoted else None
    if part.file is None:
        return api.send_message(
            chat, part.text, message_thread_id=thread, reply_markup=part.buttons, reply_parameters=answered
        )
    # The type is told by the name's ending; Telegram works it out anew (Bot API, sendDocument).
    file = InputFile(part.file.data, filename=part.file.name)
    return api.send_document(chat, file, message_thread_id=thread, reply_parameters=answered)


def preceded(reply: Reply, sentence: str) -> Reply:
    """Return the reply with a paragraph before it."""
    return replace(reply, paragraphs=(Paragraph(sentence), *reply.paragraphs))


def _give_up(error: Forbidden | BadRequest) -> None:
    """Leave it at that: the person has blocked the bot, or the group does not let it write."""
    level = logging.DEBUG if isinstance(error, Forbidden) else logging.WARNING
    _log.log(level, "Telegram refused an answer: %s", error)
