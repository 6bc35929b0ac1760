"""The home of a demonstration: known by a file in it, and never one that holds anything else."""

from __future__ import annotations

from pathlib import Path

from bot.errors import SettingsError
from bot.home import DEMO_MARK, is_demo

_SAID = "Everything in this folder is invented: see `relais demo`. Tout ce que contient ce dossier est inventé.\n"
_REPLACED = ("relais.db*", "secret.key", DEMO_MARK)


def clear(home: Path) -> None:
    """Make an empty home for a demonstration, in place of an earlier demonstration if there is one.

    Raise SettingsError if the folder holds anything that is no demonstration's.
    """
    if home.exists() and any(home.iterdir()) and not is_demo(home):
        raise SettingsError(f"{home} holds other data, which a demonstration must not mix with. Name another --home.")
    for pattern in _REPLACED:
        for file in home.glob(pattern):
            file.unlink()


def mark(home: Path) -> None:
    """Note in a home that its data is invented."""
    (home / DEMO_MARK).write_text(_SAID, encoding="utf-8")
