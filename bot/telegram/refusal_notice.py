"""Tell people that their messages can't be kept now, as on a full disk: Telegram keeps them until they can."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.conversation.router import Conversation
from bot.telegram.api_calls import NotDelivered
from bot.telegram.delivery import ChatTarget, Delivery
from bot.telegram.message_parsing import ChatMapper, parse_message

_log = logging.getLogger(__name__)


class RefusalNotice:
    """Answers updates that could not be recorded and so are not taken: once a chat, until one is taken again.

    A message that tells of danger gets the answer that needs no database. `peeks` tells whether the others that wait
    at Telegram may be fetched, without confirming them; with a webhook each comes by itself.
    """

    def __init__(
        self, *, api: Bot, conversation: Conversation, chats: ChatMapper, delivery: Delivery, peeks: bool
    ) -> None:
        self._api, self._conversation, self._chats, self._delivery = api, conversation, chats, delivery
        self._peeks = peeks
        self._told: set[int] = set()
        self._running: set[asyncio.Task[None]] = set()

    async def refused(self, update: Update) -> None:
        """Begin to tell those whose updates wait, `update` being the first; return before they are told."""
        for one in await self._waiting(update):
            if one.effective_chat and one.effective_chat.id not in self._told:
                self._told.add(one.effective_chat.id)
                task = asyncio.create_task(self._tell(one))
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    def taken(self) -> None:
        """Note that an update was recorded: whoever is refused after this is told anew."""
        self._told.clear()

    async def _waiting(self, update: Update) -> Sequence[Update]:
        if not self._peeks:
            return [update]
        try:  # called by the poller, which so does not poll meanwhile; the offset confirms nothing
            return await self._api.get_updates(offset=update.update_id, timeout=0) or [update]
        except TelegramError:
            return [update]

    async def _tell(self, update: Update) -> None:
        try:
            await self._answer(update)
        except (TelegramError, NotDelivered) as error:
            _log.info("Somebody could not be told that messages are not taken: %s", type(error).__name__)

    async def _answer(self, update: Update) -> None:
        assert update.effective_chat is not None
        chat = self._chats.chat(update.effective_chat.id, update.effective_user)
        if query := update.callback_query:
            notice = await asyncio.to_thread(self._conversation.refusal, chat, "")
            await self._delivery.notify(query.id, notice.plain)
        elif message := update.message:
            parsed = parse_message(message, self._api.bot, self._conversation.command_names())
            if parsed is not None:
                reply = await asyncio.to_thread(self._conversation.refusal, chat, parsed.text)
                await self._delivery.send(ChatTarget(message.chat.id, chat.key), reply)
