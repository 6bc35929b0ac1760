"""The bot with the scripted conversation as a process of its own, for tests that kill it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pydantic import SecretStr

from bot import logs
from bot.container import Container
from bot.settings import Settings
from tests.support.scripted_conversation import conversation


def main(token: str, url: str, home: Path) -> None:
    """Serve until told to stop, or killed; on the database server that the environment names, if it does."""
    logs.configure("INFO")
    database = SecretStr(os.environ.get("RELAIS_DATABASE_URL", ""))
    settings = Settings(telegram_token=SecretStr(token), telegram_base_url=url, home=home, database_url=database)
    Container(settings, conversation=conversation()).serve()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
