"""The "typing" line over a chat while its answer is found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.telegram.delivery import ChatTarget

FIRST_PAUSE = 0.3  # seconds; most answers are ready sooner and need no call for it
REPEAT_SECONDS = 4.5  # Telegram stops showing it after five seconds (Bot API, sendChatAction)

_showing: set[asyncio.Task[None]] = set()  # the loop itself keeps only weak references to tasks


@asynccontextmanager
async def typing(api: Bot, target: ChatTarget) -> AsyncIterator[None]:
    """Show that the bot is typing while the block runs. Failures to show it are ignored."""
    finished = asyncio.Event()
    task = asyncio.create_task(_show(api, target, finished))
    _showing.add(task)
    task.add_done_callback(_showing.discard)
    try:
        yield
    finally:
        # Not cancelled: a call that is broken off takes its connection with it.
        finished.set()


async def _show(api: Bot, target: ChatTarget, finished: asyncio.Event) -> None:
    pause = FIRST_PAUSE
    while not await _within(finished, pause):
        with suppress(TelegramError):
            await api.send_chat_action(target.chat_id, ChatAction.TYPING, message_thread_id=target.thread)
        if target.chat_id < 0:
            return  # a group has twenty calls a minute, and they are for answers
        pause = REPEAT_SECONDS


async def _within(finished: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(finished.wait(), seconds)
    except TimeoutError:
        return False
    return True
