"""At the start, find out whether the bot can write again in chats in which it could not before."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.storage.transactions import StorageError

_log = logging.getLogger(__name__)


async def find_chats_again(
    api: Bot, lost: Callable[[], Sequence[str]], on_found: Callable[[str, bool], object]
) -> None:
    """Call `on_found` with the id of each of the `lost` chats in which the bot can write, and True.

    Whether it can is what Telegram says to "typing": nobody is sent a message for it (Bot API, sendChatAction).
    """
    try:
        for address in await asyncio.to_thread(lost):
            chat = address.partition("/")[0]
            if await _can_write(api, int(chat)):
                await asyncio.to_thread(on_found, chat, True)
    except StorageError as error:
        _log.error("The chats of the teams can't be read: %s", error)


async def _can_write(api: Bot, chat: int) -> bool:
    try:
        return await api.send_chat_action(chat, ChatAction.TYPING)
    except TelegramError as error:
        _log.warning("The chat of a team can still not be written to: %s", error)
        return False
