"""The bot of a chaos run: it waits less long for an answer of Telegram, so that many time-outs fit into a minute."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.telegram import application, receiving
from tests.support.bot_process import main

if __name__ == "__main__":
    application.READ_SECONDS, receiving.POLL_SECONDS = 2.0, 5
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
