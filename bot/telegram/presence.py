"""The "typing…" line under the chat's name, for as long as an answer is being found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.telegram.delivery import Place

PATIENCE = 0.3  # most answers are there sooner, and need no call for it
LASTS = 4.5  # Telegram takes the line away after five seconds (Bot API, sendChatAction)

_showing: set[asyncio.Task[None]] = set()  # the loop itself keeps only weak references to tasks


@asynccontextmanager
async def typing(api: Bot, place: Place) -> AsyncIterator[None]:
    """Show that the bot is typing while the block runs. Failures to show it are nobody's concern."""
    finished = asyncio.Event()
    task = asyncio.create_task(_show(api, place, finished))
    _showing.add(task)
    task.add_done_callback(_showing.discard)
    try:
        yield
    finally:
        # Not cancelled: a call that is broken off takes its connection with it.
        finished.set()


async def _show(api: Bot, place: Place, finished: asyncio.Event) -> None:
    pause = PATIENCE
    while not await _within(finished, pause):
        with suppress(TelegramError):
            await api.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread)
        if place.chat_id < 0:
            return  # a group has twenty calls a minute, and they are for answers
        pause = LASTS


async def _within(finished: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(finished.wait(), seconds)
    except TimeoutError:
        return False
    return True
