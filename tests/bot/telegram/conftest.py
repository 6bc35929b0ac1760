"""Fixtures of the Telegram tests: the application on a loopback Bot API server, its database and its log."""

from __future__ import annotations

import io
import logging
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.logs import configure
from bot.storage.database import Database
from bot.telegram.application import TelegramApplication
from tests.support.botapi import BotApiServer
from tests.support.botapi.fixtures import botapi, person
from tests.support.engines import open_database
from tests.support.telegram_application import running

__all__ = ["botapi", "database", "person", "telegram"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Return the log, with every logger at DEBUG; everything is restored afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, hooks = root.handlers[:], (sys.excepthook, threading.excepthook, sys.unraisablehook)
    shown, raising = warnings.showwarning, logging.raiseExceptions
    configure("DEBUG", stream)
    levels = {name: logging.getLogger(name).level for name in ["", *root.manager.loggerDict]}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    root.handlers[:] = handlers
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    warnings.showwarning, logging.raiseExceptions = shown, raising


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Return a new database: a file, or on each engine in a module that imports what `tests.support.engines` has."""
    return open_database(tmp_path / "relais.db")


@pytest_asyncio.fixture
async def telegram(botapi: BotApiServer, tmp_path: Path) -> AsyncIterator[TelegramApplication]:
    """Run the application for one test."""
    async with running(botapi, tmp_path) as wired:
        yield wired
