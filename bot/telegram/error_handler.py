"""Handle errors of handlers: apologise to the person once, and log where it happened."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Update
from telegram.ext import CallbackContext

from bot.logs import safe_traceback
from bot.telegram.api_calls import NotDelivered
from bot.telegram.per_chat_processor import PerChatProcessor
from bot.telegram.update_handler import UpdateHandler

_log = logging.getLogger(__name__)


class ErrorHandler:
    """Postpone an update if Telegram is out of reach; apologise for any other error."""

    def __init__(self, *, updates: UpdateHandler, processor: PerChatProcessor) -> None:
        self._updates = updates
        self._processor = processor

    async def handle(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        """Handle the error that a handler raised for `update`."""
        error = context.error
        if error is None or not isinstance(update, Update):
            return
        try:
            if not isinstance(error, NotDelivered):
                _log.error("A message could not be handled.\n%s", safe_traceback(error))
                await self._updates.apologise(update)
                return
        except NotDelivered:
            pass
        except Exception as second:  # noqa: BLE001 - nothing is left but to log it
            _log.error("The apology could not be sent either.\n%s", safe_traceback(second))
            return
        _log.warning("Telegram can't be reached: an answer waits until it can.")
        self._processor.postpone(update)
