"""Examine an installation: what is well, what is not, and what to do about it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import house
from bot.errors import SettingsError
from bot.settings import Settings
from corpus.errors import CorpusError
from index.errors import IndexFault


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked thing. A fault keeps the bot from working; a note does not."""

    subject: str
    text: str
    is_fault: bool = False

    @property
    def line(self) -> str:
        """The finding as one line."""
        return f"{'✗' if self.is_fault else '✓'} {self.subject}: {self.text}"


def examine(settings: Settings) -> list[Finding]:
    """Return one finding for each check, in the order in which things depend on each other."""
    return list(_checks(settings))


def _checks(settings: Settings) -> Iterator[Finding]:
    yield Finding("Python", sys.version.split()[0])
    yield _guarded("Home", lambda: _home(settings.home))
    yield _guarded("Corpus and index", lambda: _index(settings))
    yield _guarded("Embedding model", lambda: _model(settings))
    yield _token(settings)


def _guarded(subject: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, check())
    except (SettingsError, CorpusError, IndexFault, OSError) as error:
        return Finding(subject, str(error), is_fault=True)


def _home(home: Path) -> str:
    from bot.settings import prepare_home

    mode = os.stat(prepare_home(home)).st_mode & 0o777
    return f"{home}" + ("" if mode & 0o077 == 0 else f" is readable by others (mode {mode:o}): run `chmod 700 {home}`")


def _index(settings: Settings) -> str:
    status = house.open_library(settings).status()
    state = (
        "not built yet: `relais run` builds it"
        if not status.generation
        else "out of date: `relais index build`"
        if status.stale
        else "up to date"
    )
    return f"{status.cards} cards, {len(status.documents)} added documents, index {state}"


def _model(settings: Settings) -> str:
    embeddings = house.open_library(settings).embeddings
    return f"{embeddings.name}, {embeddings.dimension} dimensions, window of {embeddings.window} tokens"


def _token(settings: Settings) -> Finding:
    if not settings.telegram_token.get_secret_value():
        return Finding("Telegram", "no RELAIS_TELEGRAM_TOKEN: `relais run` chats in the terminal")
    return Finding("Telegram", f"token set, server {settings.telegram_base_url or 'api.telegram.org'}")
