"""From an update to the conversation and back."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bot.answering.inquiry import AnswerStream
from bot.conversation.router import Conversation
from bot.domain.access.roles import Roles
from bot.domain.chat import Chat
from bot.logs import outline
from bot.replies.reply import Pressed, Reply
from bot.storage.keys import ChatKeys
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.delivery import ChatTarget, Delivery, preceded
from bot.telegram.message_parsing import ParsedMessage, read
from bot.telegram.streaming import ActiveStreams, Asker, StreamedAnswer, typing
from bot.telegram.update_queue import JournalQueue
from index.passage import LANGUAGES, Language

T = TypeVar("T")

_log = logging.getLogger(__name__)


class UpdateHandler:
    """Takes what people send, has the conversation answer it, and hands the answer to delivery."""

    def __init__(
        self,
        conversation: Conversation,
        keys: ChatKeys,
        seal: CallbackSigner,
        delivery: Delivery,
        queue: JournalQueue,
        executor: Executor,
        roles: Roles | None = None,
    ) -> None:
        self._conversation = conversation
        self._keys = keys
        self._seal = seal
        self._delivery = delivery
        self._queue = queue
        self._executor = executor
        self._roles = roles
        self._albums: deque[str] = deque(maxlen=64)
        self._drafts = ActiveStreams()
        self._me: Callable[[], User]
        self._since = datetime.now(UTC) - timedelta(minutes=1)

    def attach(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the handlers."""
        messages = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        self._me = lambda: application.bot.bot
        application.add_handler(MessageHandler(messages, self.message))
        application.add_handler(CallbackQueryHandler(self.button))

    async def message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message, or an edited one: the latter by editing the answer."""
        message = update.effective_message
        request = await self._read(message, context.bot.bot) if message else None
        if message is None or request is None or self._is_noise(update, message, request):
            return
        chat, place = self._chat(message.chat.id, message.from_user), self._place(update, message)
        if await self._was_answered(update, place):
            return
        if self._queue.is_poison(update.update_id):
            await self.apologise(update)
            return
        drafted = StreamedAnswer(
            context.bot,
            place,
            self._conversation.writing,
            partial(self._seal.sign, chat.key),
            edits=update.edited_message is None,
        )
        me, identity = context.bot.username, message.message_id
        async with typing(context.bot, place), self._drafts.opened(_asker(update), update.update_id, drafted):
            reply = await self._off_loop(self._reply_to, chat, me, request, identity, drafted)
        cleared = [self._delivery.clear(place)] if reply.clears else []
        await asyncio.gather(self._deliver(update, chat, place, reply, drafted.message), *cleared)
        await drafted.clear()

    async def _deliver(self, update: Update, chat: Chat, place: ChatTarget, reply: Reply, grown: int | None) -> None:
        """Send the answer, or put it in the place of the one that is edited or of the message in which it grew."""
        if update.edited_message:
            await self._delivery.revise(place, reply)
        elif grown:
            await self._delivery.substitute(place, [grown], await self._dated(update, chat, reply))
        else:
            await self._delivery.send(place, await self._dated(update, chat, reply))

    def arrived(self, update: Update) -> None:
        """End an answer that is being written for someone who stops it or asks something else, before its turn."""
        if update.callback_query:
            if self._is_stop(update.callback_query):
                self._drafts.stop(_asker(update))
            return
        message = update.effective_message
        request = read(message, self._me(), self._conversation.command_names()) if message else None
        if request and (request.kind == "question" or self._conversation.is_stop(request.name, request.text)):
            self._drafts.supersede(_asker(update), update.update_id)

    async def _read(self, message: Message, me: User) -> ParsedMessage | None:
        """Return what is asked; in a group a command that doesn't exist for the person is as little ours as any."""
        request = read(message, me, self._conversation.command_names())
        if request is None or request.kind == "question" or message.chat.type == ChatType.PRIVATE:
            return request
        role = (await self._off_loop(self._known, self._chat(message.chat.id, message.from_user), "")).role
        return read(message, me, self._conversation.command_names(role))

    def _is_stop(self, query: CallbackQuery) -> bool:
        if query.message is None or query.data is None:
            return False
        return self._seal.open(self._keys.key(query.message.chat.id), query.data) == "stop:"

    async def button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Act on a pressed button; its spinner is stopped whatever happens.

        Data that was not signed for this chat is pressed as no action at all, which the conversation declines.
        """
        query = update.callback_query
        if query is None:
            return
        notice = ""
        try:
            if query.message is None or query.data is None or self._queue.is_poison(update.update_id):
                return
            chat, place = self._chat(query.message.chat.id, query.from_user), self._place_of_button(query)
            action = self._seal.open(chat.key, query.data) or ""
            pressed = await self._off_loop(self._press, chat, context.bot.username, action)
            notice = pressed.notice
        finally:
            await self._delivery.notify(query.id, notice)
        # An inaccessible message is too old to be changed; new messages still reach its chat.
        if pressed.buttons is not None and query.message.is_accessible:
            await self._delivery.set_buttons(place, query.message.message_id, pressed.buttons)
        for reply in pressed.replies:
            await self._delivery.send(place, await self._dated(update, chat, reply))

    async def apologise(self, update: Update) -> None:
        """Tell the person, once, that something broke."""
        if update.effective_chat is None:
            return
        message = update.effective_message
        chat = self._chat(update.effective_chat.id, update.effective_user)
        place = ChatTarget(update.effective_chat.id, chat.key)
        if isinstance(message, Message):
            place = self._place(update, message)
        reply = await self._off_loop(self._conversation.apology, chat)
        await (self._delivery.revise if update.edited_message else self._delivery.send)(place, reply)

    def _press(self, chat: Chat, me: str, action: str) -> Pressed:
        return self._conversation.press(self._known(chat, me), action)

    def _reply_to(
        self, chat: Chat, me: str, request: ParsedMessage, message: int, stream: AnswerStream[Reply]
    ) -> Reply:
        try:
            return self._answer(self._known(chat, me), request, message, stream)
        except Exception as error:
            if (reply := self._conversation.fallback(chat, request.text)) is None:
                raise
            _log.error("Someone in danger was answered although something failed.\n%s", outline(error))
            return reply

    def _answer(self, chat: Chat, request: ParsedMessage, message: int, stream: AnswerStream[Reply]) -> Reply:
        match request.kind:
            case "start":
                return self._conversation.start(chat, request.text)
            case "command":
                return self._conversation.command(chat, request.name, request.text)
            case "question":
                return self._conversation.ask(chat, request.text, request.answers, message, stream)
            case "unsupported":
                return self._conversation.unsupported(chat, request.name, request.text)

    def _is_noise(self, update: Update, message: Message, request: ParsedMessage) -> bool:
        """Pass over edits of what is not text (a live location moves) and all but the first of an album.

        What has a caption is heard wherever it stands: it may tell of danger.
        """
        if request.kind != "unsupported":
            return False
        album = message.media_group_id
        if album is None or album in self._albums:
            return not request.text and (album is not None or update.edited_message is not None)
        self._albums.append(album)
        return False

    async def _was_answered(self, update: Update, place: ChatTarget) -> bool:
        """Say whether the answer went out before a stop, and only the note of it was lost."""
        late = self._queue.is_late(update.update_id) and update.edited_message is None
        return late and bool(await self._delivery.answers(place))

    async def _dated(self, update: Update, chat: Chat, reply: Reply) -> Reply:
        if not self._is_late(update):
            return reply
        return preceded(reply, await self._off_loop(self._conversation.late, chat))

    def _is_late(self, update: Update) -> bool:
        """Say whether an update waited: in the inbox, or at Telegram while the bot was not running."""
        if self._queue.is_late(update.update_id):
            return True
        return update.message is not None and update.message.date < self._since

    def _place(self, update: Update, message: Message) -> ChatTarget:
        return ChatTarget(
            chat_id=message.chat.id,
            key=self._keys.key(message.chat.id),
            thread=message.message_thread_id if message.is_topic_message else None,
            question=message.message_id,
            quote=self._is_late(update) or message.chat.type != ChatType.PRIVATE,
        )

    def _place_of_button(self, query: CallbackQuery) -> ChatTarget:
        message = query.message
        assert message is not None
        topic = isinstance(message, Message) and message.is_topic_message
        return ChatTarget(
            chat_id=message.chat.id,
            key=self._keys.key(message.chat.id),
            thread=message.message_thread_id if isinstance(message, Message) and topic else None,
        )

    def _chat(self, chat_id: int, person: User | None) -> Chat:
        """Return who asks. Groups and channels have negative ids (Bot API, Chat.id)."""
        return Chat(
            key=self._keys.key(chat_id),
            hint=hint(person.language_code if person else None),
            person=self._keys.key(person.id) if person else "",
            address=str(chat_id),
            name=person.first_name if person else "",
            is_private=chat_id > 0,
        )

    def _known(self, chat: Chat, me: str) -> Chat:
        """Return the chat with the person's role, and with the address that opens a chat with `me` by a code."""
        role = self._roles.of(chat.person) if self._roles else chat.role
        return replace(chat, role=role, start_link=f"https://t.me/{me}?start=")

    async def _off_loop(self, call: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, call, *arguments)


def _asker(update: Update) -> Asker:
    """Return who asks where; a channel asks for itself."""
    chat, person = update.effective_chat, update.effective_user
    return chat.id if chat else 0, person.id if person else 0


def hint(code: str | None) -> Language | None:
    """Return the language of a client's code (IETF tag), if the bot speaks it.

    >>> hint("fr-CA"), hint("en"), hint("ar"), hint(None)
    ('fr', 'en', None, None)
    """
    primary = (code or "").partition("-")[0].lower()
    return next((language for language in LANGUAGES if language == primary), None)
