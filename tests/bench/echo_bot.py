"""A bot that sends every message back: the least that a bot on the same library and server needs for a reply."""

from __future__ import annotations

import sys
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

_CONNECTIONS = 64  # at once: as many chats as write at once get their answers in turn
_PATIENCE = 60.0  # seconds, so that no reply is given up where the machine has other work


async def _echo(update: Update, _: Any) -> None:
    if update.effective_message:
        await update.effective_message.reply_text(update.effective_message.text or "?")


def main(token: str, url: str) -> None:
    """Serve until the process is told to stop."""
    builder = ApplicationBuilder().token(token).base_url(f"{url}/bot").concurrent_updates(True)
    application = builder.connection_pool_size(_CONNECTIONS).pool_timeout(_PATIENCE).read_timeout(_PATIENCE).build()
    application.add_handler(MessageHandler(filters.TEXT, _echo))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
