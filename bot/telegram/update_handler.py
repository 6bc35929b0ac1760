"""From an update to the conversation and the reply to delivery; errors are logged and apologised for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import CallbackContext

from bot.answering.inquiry import AnswerStream
from bot.clock import now
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.logs import in_context, safe_traceback
from bot.replies.reply import Pressed, Reply
from bot.storage.transactions import StorageError
from bot.telegram.api_calls import NotDelivered
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.delivery import ChatTarget, Delivery, preceded
from bot.telegram.message_parsing import ChatMapper, ParsedMessage, asker_of, move_of, parse_message
from bot.telegram.outage import is_outage, through_outage
from bot.telegram.per_chat_processor import PerChatProcessor
from bot.telegram.split_messages import SplitMessages
from bot.telegram.streaming import ActiveStreams, StreamedAnswer, typing
from bot.telegram.update_queue import UpdateQueue

T = TypeVar("T")
Context = CallbackContext[Any, Any, Any, Any]
RecogniseCard = Callable[[str, int, str], object]

_log = logging.getLogger(__name__)


class UpdateHandler:
    """Answer messages and pressed buttons.

    The conversation runs in `executor`, off the event loop; what has to be fast, or in order, runs on the loop. What
    fails since the database server is away is called again once it is back.
    `move_chat` is called with the old and the new address of a group that has become a supergroup, `on_membership` with
    the id of a chat that the bot was put into, or out of, or of a private one that writes, `recognise_card` with the
    key of a chat, the id of a message of the bot's that somebody replies to, and its first line.
    """

    def __init__(
        self,
        *,
        api: Bot,
        conversation: Conversation,
        chats: ChatMapper,
        signer: CallbackSigner,
        delivery: Delivery,
        queue: UpdateQueue,
        executor: Executor,
        move_chat: Callable[[str, str], object] = lambda old, new: None,
        on_membership: Callable[[str, bool], object] = lambda chat, is_member: None,
        recognise_card: RecogniseCard = lambda chat, message, title: None,
    ) -> None:
        self._api = api
        self._conversation = conversation
        self._chats = chats
        self._signer = signer
        self._delivery = delivery
        self._queue = queue
        self._executor = executor
        self._move_chat = move_chat
        self._on_membership = on_membership
        self._recognise_card = recognise_card
        self._streams = ActiveStreams()
        self._parsed: dict[int, ParsedMessage | None] = {}
        self._split = SplitMessages()
        self._started = now() - timedelta(minutes=1)

    def on_arrival(self, update: Update) -> None:
        """Cancel the answer that is being written for the person, if the update stops it or asks something else.

        Called before the update waits for its turn.
        """
        if update.callback_query and self._is_stop(update.callback_query):
            self._streams.cancel(asker_of(update))
        if not update.effective_message or update.callback_query:
            return
        parsed = self._parsed[update.update_id] = self._parse(update)
        if parsed is None or self._split.note(update, parsed):
            return
        if parsed.kind == "question" or self._conversation.is_stop(parsed.name, parsed.text):
            self._streams.supersede(asker_of(update), update.update_id)

    async def message(self, update: Update, _: Context | None = None) -> None:
        """Answer a message, or an edited one: the latter by editing the answer, unless danger is told of."""
        message, parsed = update.effective_message, self._take_parsed(update)
        if message and (move := move_of(message)):
            await self._off_loop(self._move_chat, *move)
        whole = await self._split.whole(update, parsed) if parsed else None
        if message is None or whole is None:
            return
        from_chat = self._chats.chat(message.chat.id, message.from_user, message.chat.title)
        chat, parsed = await self._permitted(from_chat, whole[0])
        if parsed is None or (parsed.kind == "unsupported" and update.edited_message):  # such as a live location
            return
        if parsed.kind == "command" and not chat.is_private and self._conversation.counts_members(parsed.name):
            chat = await self._chats.with_members(chat)
        target = replace(self._target(update, message), parts=whole[1])
        if await self._was_answered(update, target):
            return
        if self._queue.is_poison(update.update_id):
            await self.apologise(update)
            return
        await self._answer_message(update, message, chat, parsed, target)

    async def button(self, update: Update, _: Context | None = None) -> None:
        """Act on a pressed button; its spinner is stopped whatever happens.

        Data that was not signed for this chat counts as no action at all, which the conversation declines.
        """
        query = update.callback_query
        if query is None:
            return
        place = query.message.chat if query.message else None
        chat = self._chats.chat(place.id, query.from_user, place.title) if place else None
        pressed = Pressed()
        try:
            if chat is None or query.data is None or self._queue.is_poison(update.update_id):
                return
            action = self._signer.open(chat.key, query.data) or ""
            pressed = await self._off_loop(self._press, chat, action)
        finally:
            await self._delivery.notify(query.id, pressed.notice)
        await self._show_pressed(update, chat, query, pressed)

    async def membership(self, update: Update, _: Context | None = None) -> None:
        """Note that the bot was put into a chat, or out of it; one that only may write less is still in it."""
        if change := update.my_chat_member:
            is_member = change.new_chat_member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
            await self._off_loop(self._on_membership, str(change.chat.id), is_member)

    async def apologise(self, update: Update, error: Exception | None = None) -> None:
        """Tell the person, once, that something broke, and what if `error` is the disk's or the index's."""
        if update.effective_chat is None:
            return
        message = update.effective_message
        chat = self._chats.chat(update.effective_chat.id, update.effective_user)
        target = ChatTarget(update.effective_chat.id, chat.key)
        if isinstance(message, Message):
            target = self._target(update, message)
        reply = await self._off_loop(self._conversation.apology, chat, error)
        await (self._delivery.revise if update.edited_message else self._delivery.send)(target, reply)

    def _parse(self, update: Update) -> ParsedMessage | None:
        message = update.effective_message
        return parse_message(message, self._api.bot, self._conversation.command_names()) if message else None

    def _take_parsed(self, update: Update) -> ParsedMessage | None:
        """Return the message as it was parsed on arrival; parse it now if it did not pass there."""
        known = update.update_id in self._parsed
        return self._parsed.pop(update.update_id) if known else self._parse(update)

    async def _permitted(self, chat: Chat, parsed: ParsedMessage) -> tuple[Chat, ParsedMessage | None]:
        """Return the chat and the message; None for a bare command that the role of the person does not include.

        The chat has its role if that was needed to decide.
        """
        if not parsed.bare_command:
            return chat, parsed
        chat = await self._off_loop(self._chats.with_role, chat)
        return chat, parsed.permitted(self._conversation.command_names(chat.role))

    async def _answer_message(
        self, update: Update, message: Message, chat: Chat, parsed: ParsedMessage, target: ChatTarget
    ) -> None:
        """Have the conversation answer, the answer shown as it is written, and deliver it."""
        is_edit = update.edited_message is not None
        sign = partial(self._signer.sign, chat.key)
        stream = StreamedAnswer(self._api, target, self._conversation.writing_notice, sign, edits=not is_edit)
        async with typing(self._api, target), self._streams.opened(asker_of(update), update.update_id, stream):
            reply = await self._off_loop(self._reply_to, chat, parsed, message.message_id, stream)
            await self._queue.cancel_attempt(update.update_id)
        if reply.clears:
            await self._delivery.clear(target)
        await self._deliver(update, chat, target, reply, stream.message)
        await stream.clear()

    async def _deliver(
        self, update: Update, chat: Chat, target: ChatTarget, reply: Reply, streamed: int | None
    ) -> None:
        """Send the reply, or replace the answer to an edited question or the message that showed it being written.

        What is urgent is a message of its own: an edit of an old one stands above all that came later.
        """
        if update.edited_message and reply.is_urgent:
            await self._delivery.send(replace(target, quote=True), reply)
        elif update.edited_message:
            await self._delivery.revise(target, reply)
        elif streamed:
            await self._delivery.substitute(target, [streamed], await self._with_late_notice(update, chat, reply))
        else:
            await self._delivery.send(target, await self._with_late_notice(update, chat, reply))

    async def _show_pressed(self, update: Update, chat: Chat, query: CallbackQuery, pressed: Pressed) -> None:
        """Change the message or its buttons, unless it is too old to be changed, and send the replies."""
        target = self._chats.target_of_button(query)
        assert query.message is not None
        if pressed.revised is not None:
            old = [query.message.message_id] if query.message.is_accessible else []
            await self._delivery.substitute(target, old, pressed.revised)
        if pressed.buttons is not None and query.message.is_accessible:
            await self._delivery.set_buttons(target, query.message.message_id, pressed.buttons)
        for reply in pressed.replies:
            await self._delivery.send(target, await self._with_late_notice(update, chat, reply))

    def _is_stop(self, query: CallbackQuery) -> bool:
        if query.message is None or query.data is None:
            return False
        chat = self._chats.chat(query.message.chat.id, query.from_user)
        return self._signer.open(chat.key, query.data) == "stop:"

    def _press(self, chat: Chat, action: str) -> Pressed:
        self._note_presence(chat)
        return self._conversation.press(self._chats.with_role(chat), action)

    def _note_presence(self, chat: Chat) -> None:
        """Note that the bot can write in a private chat: its owner has started it, and does not block it."""
        if chat.is_private:
            with suppress(StorageError):  # the person is answered all the same
                self._on_membership(chat.address, True)

    def _reply_to(self, chat: Chat, parsed: ParsedMessage, message: int, stream: AnswerStream[Reply]) -> Reply:
        try:
            self._note_presence(chat)
            if parsed.answers is not None:
                self._recognise_card(chat.key, parsed.answers, parsed.answered_title)
            return self._ask(self._chats.with_role(chat), parsed, message, stream)
        except Exception as error:
            if (reply := self._fallback(chat, parsed.text)) is None:
                raise
            _log.error("Someone in danger was answered although something failed.\n%s", safe_traceback(error))
            return reply

    def _fallback(self, chat: Chat, text: str) -> Reply | None:
        """Answer who is in danger; a failure to do so must not hide the one before it, which may pass."""
        try:
            return self._conversation.fallback(chat, text)
        except Exception as second:  # noqa: BLE001 - the first one is raised
            _log.error("It could not be told whether someone is in danger.\n%s", safe_traceback(second))
            return None

    def _ask(self, chat: Chat, parsed: ParsedMessage, message: int, stream: AnswerStream[Reply]) -> Reply:
        match parsed.kind:
            case "start":
                return self._conversation.start(chat, parsed.text)
            case "command":
                return self._conversation.command(chat, parsed.name, parsed.text)
            case "question":
                return self._conversation.ask(
                    chat,
                    parsed.text,
                    parsed.answers,
                    message,
                    stream,
                    media=parsed.media,
                    is_forwarded=parsed.is_forwarded,
                )
            case "unsupported":
                return self._conversation.unsupported(chat, parsed.name, parsed.answers, message)

    async def _was_answered(self, update: Update, target: ChatTarget) -> bool:
        """Tell whether the answer went out before a stop, and only the note of it was lost."""
        late = self._queue.is_late(update.update_id) and update.edited_message is None
        return late and bool(await self._delivery.answers(target))

    async def _with_late_notice(self, update: Update, chat: Chat, reply: Reply) -> Reply:
        """Begin a late reply with a sentence that says so."""
        if not reply.paragraphs or not self._is_late(update):
            return reply
        return preceded(reply, await self._off_loop(self._conversation.late_notice, chat))

    def _is_late(self, update: Update) -> bool:
        """Tell whether an update waited: in the journal, or at Telegram while the bot was not running."""
        if self._queue.is_late(update.update_id):
            return True
        return update.message is not None and update.message.date < self._started

    def _target(self, update: Update, message: Message) -> ChatTarget:
        quote = self._is_late(update) or message.chat.type != ChatType.PRIVATE
        return self._chats.target(message, quote=quote)

    async def _off_loop(self, call: Callable[..., T], *arguments: object) -> T:
        loop = asyncio.get_running_loop()
        return await through_outage(in_context(call), *arguments, run=partial(loop.run_in_executor, self._executor))


class ErrorHandler:
    """Postpone an update if Telegram is out of reach, leave it if the database server is; else apologise."""

    def __init__(self, *, updates: UpdateHandler, processor: PerChatProcessor) -> None:
        self._updates = updates
        self._processor = processor

    async def handle(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Handle the error that a handler raised for `update`."""
        error = context.error
        if error is None or not isinstance(update, Update):
            return
        if not self._waits(update, error):
            _log.error("A message could not be handled.\n%s", safe_traceback(error))
            try:
                await self._updates.apologise(update, error)
            except Exception as second:  # noqa: BLE001 - nothing is left but to log it
                if not self._waits(update, second):
                    _log.error("The apology could not be sent either.\n%s", safe_traceback(second))

    def _waits(self, update: Update, error: Exception) -> bool:
        """Keep the update if the error may pass: it is handled again then. Tell whether it may."""
        if isinstance(error, NotDelivered):
            _log.warning("Telegram can't be reached: an answer waits until it can.")
            self._processor.postpone(update)
        elif is_outage(error):
            _log.warning("The database server can't be used: a message waits until it can. %s", error)
            self._processor.leave(update)
        else:
            return False
        return True
