"""What happens when a handler fails: the person is told once, the log is told where."""

from __future__ import annotations

import logging
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes

from bot.logs import outline
from bot.telegram.api_calls import NotDelivered
from bot.telegram.per_chat_processor import PerChatProcessor
from bot.telegram.update_handler import UpdateHandler

_log = logging.getLogger(__name__)


class ErrorHandler:
    """Decides between later (Telegram is out of reach) and an apology (something of ours broke)."""

    def __init__(self, desk: UpdateHandler, order: PerChatProcessor) -> None:
        self._desk = desk
        self._order = order

    def attach(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register the error handler."""
        application.add_error_handler(self.handle)

    async def handle(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Handle what a handler raised."""
        error = context.error
        if error is None or not isinstance(update, Update):
            return
        try:
            if not isinstance(error, NotDelivered):
                _log.error("A message could not be handled.\n%s", outline(error))
                await self._desk.apologise(update)
                return
        except NotDelivered:
            pass
        except Exception as second:  # noqa: BLE001 - the last resort: the log is all that is left
            _log.error("Nor could an apology be sent.\n%s", outline(second))
            return
        _log.warning("Telegram is out of reach: an answer waits until it is back.")
        self._order.postpone(update)
