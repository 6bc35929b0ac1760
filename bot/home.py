"""The folder of all state: made for its owner alone."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from bot.errors import SettingsError
from index.storage_folder import make_private, restrict

DEMO_MARK = "DEMONSTRATION.txt"  # a file in a home whose data is invented
_USERNAME = "telegram-username"  # a file in the home that holds the bot's username on Telegram


def prepare_home(home: Path) -> Path:
    """Create the state folder, closed to others, and return it. Raise SettingsError if it can't be made or read.

    One that is there and can't be written is enough to answer from; whoever writes to it is told that it can't be.
    """
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(home, os.R_OK | os.X_OK):
            raise PermissionError(13, "not readable")
        _make_private(home)
    except OSError as error:
        raise SettingsError(
            f"RELAIS_HOME is {str(home)!r}, which can't be used ({error.strerror}). Name a folder that you may write."
        ) from error
    return home


def _make_private(home: Path) -> None:
    """Take other people's rights from the home folder and what is ours in it, also where it was there before."""
    restrict(home)
    for name in ("documents", "uploads", "index", "models", "files", "alarms"):
        make_private(home / name)
    for file in (*home.glob("relais.db*"), *home.glob("secret.key"), *home.glob("*.tsv")):
        restrict(file)


def is_demo(home: Path) -> bool:
    """Tell whether a home holds the invented data of a demonstration."""
    return (home / DEMO_MARK).is_file()


def note_username(home: Path, username: str) -> None:
    """Note in the home by which username the bot was last connected to Telegram; a full disk keeps it from nothing."""
    with suppress(OSError):
        (home / _USERNAME).write_text(f"{username}\n", encoding="ascii")


def bot_username(home: Path) -> str:
    """Return the username that was noted, empty if the bot was never connected from this home."""
    try:
        return (home / _USERNAME).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
