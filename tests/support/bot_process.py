"""The room with the scripted conversation as a process of its own, for tests that kill it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot import logs
from bot.storage.database import open_database
from bot.storage.keys import ChatKeys, load_secret
from bot.telegram.application import serve, wire
from tests.support.scripted_conversation import conversation


@dataclass(frozen=True, slots=True)
class Settings:
    """What the room reads of the settings."""

    telegram_token: SecretStr
    telegram_base_url: str
    home: Path
    telegram_webhook_url: str = ""
    telegram_webhook_listen: str = "127.0.0.1:8443"


def main(token: str, url: str, home: Path) -> None:
    """Serve until told to stop, or killed."""
    logs.configure("INFO")
    settings = Settings(SecretStr(token), url, home)
    database = open_database(home / "relais.sqlite")
    serve(wire(settings, conversation(), database, ChatKeys(load_secret(home))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
