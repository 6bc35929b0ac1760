"""Deliver replies: split, sent until they arrive, edited when the question was."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias, TypeVar

from telegram import Bot, InlineKeyboardMarkup, InputFile, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.replies.reply import Attachment, Button, Paragraph, Reply
from bot.retry import RetryPolicy
from bot.storage.sent_messages import SentAnswers, SentExchanges, SentKeyboards
from bot.storage.transactions import StorageError
from bot.telegram.api_calls import NotDelivered, call_api
from bot.telegram.brief_slots import BriefSlots
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.keyboard_removal import KeyboardRemoval
from bot.telegram.outage import through_outage
from bot.telegram.rendering import CAPTION_LIMIT, keyboard, split, to_html, visible

T = TypeVar("T")

# For what is of no use later: a notice over a button, the removal of old messages, a picture of what was said.
BRIEF_RETRY = RetryPolicy(total=8.0)
# What was sent and not yet recorded is sent again after a kill, so only so many answers are sent at a time. One that
# Telegram keeps waiting for longer makes room for the next.
UNRECORDED, UNRECORDED_SECONDS = 4, 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ChatTarget:
    """The target of an answer: a chat, a topic of it, the id of the message that it answers.

    `key` is the chat's key, `quote` tells whether the answer refers to the question visibly. `parts` are the ids of
    further messages that it answers, of one that Telegram delivered in several.
    """

    chat_id: int
    key: str
    thread: int | None = None
    question: int | None = None
    quote: bool = False
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One message of an answer: a text, or a file with its caption as the text; `actions` are those of its buttons."""

    text: str
    buttons: InlineKeyboardMarkup | None = None
    file: Attachment | None = None
    actions: tuple[str, ...] = ()

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture: it illustrates the text before it, which arrives without it too."""
        return self.file is not None and self.file.is_picture


LinkCase: TypeAlias = Callable[[str, int, str], object]  # links a chat's message, by key and id, to a case


class Delivery:
    """Send replies, and remember which messages answer which question.

    Buttons that are to go are removed after each reply, in the background; so are those of what it settles.
    Raise NotDelivered when Telegram stays out of reach. A reply that is refused, as by a person who has blocked the
    bot, is logged and dropped. `move_chat` is called with the old and the new address of a chat that has moved,
    `link_case` for each message of a reply about a case.
    """

    def __init__(
        self,
        *,
        api: Bot,
        answers: SentAnswers,
        exchanges: SentExchanges,
        keyboards: SentKeyboards,
        signer: CallbackSigner,
        retry_policy: RetryPolicy | None = None,
        move_chat: Callable[[str, str], object] = lambda old, new: None,
        link_case: LinkCase = lambda chat, message, number: None,
    ) -> None:
        self._api, self._move_chat, self._link_case = api, move_chat, link_case
        self._answers, self._exchanges, self._keyboards = answers, exchanges, keyboards
        self._signer, self._removal = signer, KeyboardRemoval(api, keyboards)
        self._retry_policy = retry_policy or RetryPolicy()
        self._unrecorded = BriefSlots(UNRECORDED, UNRECORDED_SECONDS)

    async def send(self, target: ChatTarget, reply: Reply) -> None:
        """Send a reply as one message or several, and remember them as the answer to `target.question`."""
        parts = self._parts(target, reply)
        try:
            async with self._unrecorded.slot():
                sent = await self._send_parts(target, parts)
                await self._record_answer(target, sent, reply)
        except (Forbidden, BadRequest) as error:
            _log_refusal(error)
        else:
            await self._record_last_buttons(target, parts, sent)

    async def revise(self, target: ChatTarget, reply: Reply) -> None:
        """Replace the answer to an edited question; send a new one if it had none."""
        await self.substitute(target, await self.answers(target), reply)

    async def substitute(self, target: ChatTarget, old: list[int], reply: Reply) -> None:
        """Replace the messages `old` by a reply: edit them in order, delete or add the difference."""
        parts = self._parts(target, reply)
        if not parts:
            return  # there is nothing to replace it by
        try:
            kept = await self._edit_parts(target, parts, old)
            await self._delete(target, old[len(kept) :])
            sent = await self._send_parts(replace(target, quote=True), parts[len(kept) :])
        except (Forbidden, BadRequest) as error:
            _log_refusal(error)
        else:
            await self._record_answer(target, kept + sent, reply)
            await self._record_last_buttons(target, parts[len(kept) :], sent)

    async def answers(self, target: ChatTarget) -> list[int]:
        """Return the ids of the messages that answered the question, in order."""
        if target.question is None:
            return []
        return await through_outage(self._answers.answers, target.key, target.question)

    async def notify(self, query: str, notice: str) -> None:
        """Answer a button's query, which stops its spinner. It may fail: the query is short-lived."""
        await self._try_briefly(lambda: self._api.answer_callback_query(query, text=notice[:200] or None))

    async def clear(self, target: ChatTarget) -> None:
        """Begin to remove the buttons under all earlier messages of the chat, the last ones first."""
        await self._note(self._keyboards.remove_all, target.key)
        self._removal.begin(target.chat_id, target.key)

    async def stop(self) -> None:
        """End what is done in the background; the next run goes on with it."""
        await self._removal.stop()

    async def set_buttons(self, target: ChatTarget, message: int, buttons: tuple[tuple[Button, ...], ...]) -> None:
        """Replace the buttons under a message; it may fail."""
        markup = keyboard(buttons, partial(self._signer.sign, target.key))
        is_done = await self._try_briefly(
            lambda: self._api.edit_message_reply_markup(target.chat_id, message, reply_markup=markup)
        )
        if is_done and not markup:
            await self._note(self._keyboards.discard, target.key, message)

    def _parts(self, target: ChatTarget, reply: Reply) -> list[MessagePart]:
        return parts_of(reply, partial(self._signer.sign, target.key))

    async def _send_parts(self, target: ChatTarget, parts: list[MessagePart]) -> list[int]:
        sent: list[int] = []
        for part in parts:
            try:
                message = await self._send_part(target, part, first=not sent)
            except (BadRequest, NotDelivered) as error:
                if not part.is_picture:
                    raise
                _log.info("A picture was not sent: %s", error)
                break
            if part is not parts[-1]:
                await self._record_buttons(target, part, message.message_id)
            sent.append(message.message_id)
        return sent

    async def _send_part(self, target: ChatTarget, part: MessagePart, *, first: bool) -> Message:
        try:
            policy = BRIEF_RETRY if part.is_picture else self._retry_policy
            return await call_api(lambda: self._post(target, part, first), policy)
        except ChatMigrated as moved:  # the group has become a supergroup, with another id
            there = replace(target, chat_id=moved.new_chat_id, thread=None)
            await self._record_move(target, moved.new_chat_id)
            return await call_api(lambda: self._post(there, part, first), self._retry_policy)

    def _post(self, target: ChatTarget, part: MessagePart, first: bool) -> Awaitable[Message]:
        quoted = target.question if target.quote and first else None
        return post(self._api, target.chat_id, target.thread, part, quoted)

    async def _edit_parts(self, target: ChatTarget, parts: list[MessagePart], old: list[int]) -> list[int]:
        """Edit the old messages in order; stop at the first that cannot be, so that the order stays."""
        kept: list[int] = []
        for message, part in zip(old, parts, strict=False):
            if not await self._edit_part(target, message, part):
                break
            kept.append(message)
        return kept

    async def _edit_part(self, target: ChatTarget, message: int, part: MessagePart) -> bool:
        if part.file:
            return False

        def call() -> Awaitable[Message | bool]:
            return self._api.edit_message_text(part.text, target.chat_id, message, reply_markup=part.buttons)

        try:
            await call_api(call, self._retry_policy)
        except BadRequest as error:
            return "not modified" in error.message.lower()
        except ChatMigrated:
            return False
        await self._record_buttons(target, part, message)
        return True

    async def _record_move(self, target: ChatTarget, new: int) -> None:
        try:
            await through_outage(self._move_chat, str(target.chat_id), str(new))
        except StorageError as error:  # the answer comes first; the next message to the old address moves the chat
            _log.error("The move of a group can't be recorded: %s", error)

    async def _record_last_buttons(self, target: ChatTarget, parts: list[MessagePart], sent: list[int]) -> None:
        """Record the buttons under the last message once the answer is recorded.

        A process that is killed before the latter sends the answer again, so nothing must come between.
        """
        if parts and len(sent) == len(parts):
            await self._record_buttons(target, parts[-1], sent[-1])

    async def _record_buttons(self, target: ChatTarget, part: MessagePart, message: int) -> None:
        if part.buttons:
            await self._note(self._keyboards.record, target.key, message, part.actions)

    async def _note(self, note: Callable[..., object], *arguments: object) -> None:
        """Note something about the buttons of messages; a failure is logged, for the messages are sent."""
        try:
            await through_outage(note, *arguments)
        except StorageError as error:
            _log.error("The buttons of a message can't be recorded: %s", error)

    async def _delete(self, target: ChatTarget, messages: list[int]) -> None:
        for message in messages:
            await self._try_briefly(partial(self._api.delete_message, target.chat_id, message))

    async def _try_briefly(self, call: Callable[[], Awaitable[T]]) -> bool:
        """Tell whether a call that may fail has succeeded."""
        try:
            await call_api(call, BRIEF_RETRY)
        except (BadRequest, Forbidden, ChatMigrated, NotDelivered) as error:
            _log.info("Not tried again: %s", error)
            return False
        return True

    async def _settle(self, target: ChatTarget, reply: Reply) -> None:
        """Begin to remove the buttons that are to go, those of what the reply settles among them."""
        if reply.settles:
            await self._note(self._keyboards.remove_those_with, target.key, reply.settles)
        self._removal.begin(target.chat_id, target.key)

    async def _record_answer(self, target: ChatTarget, sent: list[int], reply: Reply) -> None:
        await self._settle(target, reply)
        if sent:
            try:
                for question in () if target.question is None else (target.question, *target.parts):
                    await through_outage(self._answers.record, target.key, question, sent)
                if reply.consultation:
                    await through_outage(self._exchanges.record, target.key, sent, reply.consultation)
                for message in sent if reply.case else ():
                    await through_outage(self._link_case, target.key, message, reply.case)
            except StorageError as error:  # the answer is sent: no reason to apologise
                _log.error("The messages of an answer can't be recorded: %s", error)


def parts_of(reply: Reply, sign: Callable[[str], str]) -> list[MessagePart]:
    """Return a reply as messages that Telegram will take, the buttons under the last text, the files after it.

    `sign` signs the actions of the buttons for the chat that the reply goes to.
    """
    parts = [MessagePart(to_html(part)) for part in split(visible(reply.paragraphs))]
    if parts:
        actions = tuple(button.action for row in reply.buttons for button in row)
        parts[-1] = replace(parts[-1], buttons=keyboard(reply.buttons, sign), actions=actions)
    return parts + [MessagePart(_caption(attachment), file=attachment) for attachment in reply.attachments]


def post(api: Bot, chat: int, thread: int | None, part: MessagePart, quoted: int | None) -> Awaitable[Message]:
    """Send one message, as a reply to the message `quoted` if that is given and still there."""
    answered = ReplyParameters(quoted, allow_sending_without_reply=True) if quoted else None
    if part.file is None:
        return api.send_message(
            chat, part.text, message_thread_id=thread, reply_markup=part.buttons, reply_parameters=answered
        )
    # Telegram derives the type from the name's ending (Bot API, sendDocument).
    file = InputFile(part.file.data, filename=part.file.name)
    send = api.send_photo if part.is_picture else api.send_document
    return send(chat, file, caption=part.text or None, message_thread_id=thread, reply_parameters=answered)


def _caption(attachment: Attachment) -> str:
    """Return the caption of a file as HTML, cut to what Telegram takes."""
    shown = split(visible((Paragraph(attachment.caption),)), CAPTION_LIMIT)
    return to_html(shown[0]) if shown else ""


def preceded(reply: Reply, sentence: str) -> Reply:
    """Return the reply with a sentence before it."""
    return replace(reply, paragraphs=(Paragraph(sentence), *reply.paragraphs))


def _log_refusal(error: Forbidden | BadRequest) -> None:
    """Log that the person has blocked the bot, or that the group does not let it write."""
    level = logging.DEBUG if isinstance(error, Forbidden) else logging.WARNING
    _log.log(level, "Telegram refused an answer: %s", error)
