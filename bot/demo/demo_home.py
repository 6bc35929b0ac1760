"""The home of a demonstration: known by a file in it, and never one that holds anything else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.errors import SettingsError
from bot.home import DEMO_MARK, is_demo, prepare_home

_SAID = "Everything in this folder is invented: see `relais demo`. Tout ce que contient ce dossier est inventé.\n"
_REPLACED = ("relais.db*", "secret.key")


def demo_day(home: Path) -> date | None:
    """Return the day as of which a demonstration in `home` was written; None if there is none, or not a whole one.

    Raise SettingsError if the folder holds anything that is no demonstration's.
    """
    if home.exists() and any(home.iterdir()) and not is_demo(home):
        raise SettingsError(
            f"{home} holds other data, which a demonstration must not mix with. Nothing was changed."
            " Name another folder: `relais demo --home FOLDER`."
        )
    try:
        return date.fromisoformat((home / DEMO_MARK).read_text(encoding="utf-8").splitlines()[-1])
    except (OSError, ValueError):
        return None


def clear(home: Path) -> None:
    """Make a home for a demonstration, in place of an earlier one. It is marked before anything is written there.

    Raise SettingsError as `demo_day` does.
    """
    demo_day(home)
    (prepare_home(home) / DEMO_MARK).write_text(_SAID, encoding="utf-8")
    for pattern in _REPLACED:
        for file in home.glob(pattern):
            file.unlink()


def mark_whole(home: Path, today: date) -> None:
    """Note in a home that a whole demonstration as of `today` was written."""
    (home / DEMO_MARK).write_text(f"{_SAID}{today.isoformat()}\n", encoding="utf-8")
