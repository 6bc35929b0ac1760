"""Keep Telegram's limits together with the other processes that serve the same bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from bot.storage.send_pace import SendPace
from bot.storage.transactions import StorageError

_log = logging.getLogger(__name__)


class SharedPace:
    """The pace of all processes, kept in the database (see the port `Pace`); while this one is alone it asks nobody.

    `key_of` turns the id of a chat into its key. Without the database each process keeps the limits by itself.
    """

    def __init__(self, pace: SendPace, key_of: Callable[[int | str], str], is_shared: Callable[[], bool]) -> None:
        self._pace, self._key_of, self._is_shared = pace, key_of, is_shared

    async def wait(self, chat: int | str | None) -> None:
        """Wait for the place of a message to `chat`, and for as long as Telegram wants nothing; not without a chat."""
        if chat is None or not self._is_shared():
            return
        reserve = partial(self._pace.reserve, self._key_of(chat), is_group=str(chat).startswith(("-", "@")))
        try:
            seconds = await asyncio.to_thread(reserve)
            while seconds:
                await asyncio.sleep(seconds)
                seconds = await asyncio.to_thread(self._pace.held)
        except StorageError as error:
            _log.warning("The shared pace can't be asked: %s", error)

    async def hold(self, seconds: float) -> None:
        """Have all processes send nothing for so many seconds."""
        if self._is_shared():
            try:
                await asyncio.to_thread(self._pace.hold, seconds)
            except StorageError as error:
                _log.warning("The other processes can't be told to wait: %s", error)
