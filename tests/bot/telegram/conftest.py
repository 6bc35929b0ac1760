"""The application, running against a Bot API server on loopback, in the test's own event loop."""

from __future__ import annotations

import asyncio
import io
import logging
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.container import Container
from bot.logs import configure
from bot.retry import RetryPolicy
from bot.settings import Settings
from bot.storage.database import Database, open_database
from bot.telegram.application import TelegramApplication, serve_until
from index.library import Library
from tests.support.botapi import BotApiServer
from tests.support.botapi.fixtures import botapi, person
from tests.support.scripted_conversation import conversation

__all__ = ["botapi", "database", "person", "telegram"]

QUICK = RetryPolicy(first=0.05, longest=0.2, total=3.0)


def settings_for(server: BotApiServer, home: Path, **chosen: Any) -> Settings:
    """Return settings for a bot that talks to `server`."""
    address = {"telegram_token": server.token, "telegram_base_url": f"http://127.0.0.1:{server.port}"}
    return Settings.model_validate({"home": home, **address, **chosen})


@asynccontextmanager
async def served(container: Container) -> AsyncIterator[TelegramApplication]:
    """Serve a container's Telegram application until the block ends."""
    stopping = asyncio.Event()
    with container:
        task = asyncio.create_task(serve_until(container.telegram, stopping))
        try:
            yield container.telegram
        finally:
            stopping.set()
            await asyncio.wait_for(task, 30)


@asynccontextmanager
async def running(
    server: BotApiServer, home: Path, retry_policy: RetryPolicy = QUICK, **chosen: str
) -> AsyncIterator[TelegramApplication]:
    """Run the application with the scripted conversation until the block ends; `chosen` are further settings."""
    settings = settings_for(server, home, **chosen)
    container = Container(settings, conversation=conversation(), delivery_retry=retry_policy)
    async with served(container) as application:
        yield application


@asynccontextmanager
async def serving(
    server: BotApiServer, library: Library, home: Path, **chosen: Any
) -> AsyncIterator[TelegramApplication]:
    """Run the application with the real conversation, as in production, until the block ends."""
    container = Container(settings_for(server, home, **chosen), library=library, delivery_retry=QUICK)
    await asyncio.to_thread(container.conversation.warm_up)
    async with served(container) as application:
        yield application


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
    """Return a new database on the disk."""
    return open_database(tmp_path / "relais.db")


@pytest_asyncio.fixture
async def telegram(botapi: BotApiServer, tmp_path: Path) -> AsyncIterator[TelegramApplication]:
    """Run the application for one test."""
    async with running(botapi, tmp_path) as wired:
        yield wired
