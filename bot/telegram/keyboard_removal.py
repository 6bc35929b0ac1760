"""Take the buttons under earlier messages away, chat by chat and no faster than Telegram allows."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from telegram import Bot
from telegram.error import TelegramError

from bot.retry import RetryPolicy, retry
from bot.storage.sent_messages import SentKeyboards
from bot.storage.transactions import StorageError
from bot.telegram.api_calls import REFUSALS, UNLIMITED, requested_wait

# A chat takes one message a second, a group twenty a minute (Bot FAQ, "How can I message all my users at once").
PAUSE_SECONDS, GROUP_PAUSE_SECONDS = 1.0, 3.0
RETRY = RetryPolicy(first=1.0, longest=60.0, total=86_400.0)  # then at the next message to the chat

_log = logging.getLogger(__name__)


class KeyboardRemoval:
    """Removes the keyboards that are to go, the newest first; what a stop interrupts is taken up later.

    The chats stand under keys in the database: only a chat that has just been written to can be reached.
    """

    def __init__(self, api: Bot, keyboards: SentKeyboards) -> None:
        self._api, self._keyboards = api, keyboards
        self._running: dict[str, asyncio.Task[None]] = {}

    def begin(self, chat: int, key: str) -> None:
        """Remove what is to go in the chat with this id and key, unless that is under way; return at once."""
        if key not in self._running:
            task = self._running[key] = asyncio.create_task(self._run(chat, key))
            task.add_done_callback(lambda _: self._running.pop(key, None))

    async def stop(self) -> None:
        """Remove nothing more."""
        running = list(self._running.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _run(self, chat: int, key: str) -> None:
        try:
            await self._remove_all(chat, key)
        except TelegramError as error:
            _log.info("Buttons are removed later: %s", error)
        except StorageError as error:
            _log.error("The messages with buttons can't be read or written: %s", error)

    async def _remove_all(self, chat: int, key: str) -> None:
        while (message := await asyncio.to_thread(self._keyboards.next_to_remove, key)) is not None:
            await retry(partial(self._remove, chat, message), RETRY, requested_wait=requested_wait)
            await asyncio.to_thread(self._keyboards.forget, key, message)
            await asyncio.sleep(PAUSE_SECONDS if chat > 0 else GROUP_PAUSE_SECONDS)

    async def _remove(self, chat: int, message: int) -> None:
        """Remove one keyboard, or leave it if Telegram refuses: the message is gone, or bears none any more."""
        try:
            await self._api.edit_message_reply_markup(
                chat,
                message,
                rate_limit_args=UNLIMITED,  # type: ignore[call-arg]  # only ExtBot takes it, and ours is one
            )
        except REFUSALS as error:
            _log.info("Buttons were not removed: %s", error)
