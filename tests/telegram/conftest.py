"""The room, running against a Bot API server on loopback, in the test's own event loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from pydantic import SecretStr

from bot.records.database import Database, open_database
from bot.records.keys import ChatKeys, load_secret
from bot.telegram.application import Telegram, serve_until, wire
from bot.telegram.retrying import Patience
from tests.botapi import BotApiServer
from tests.botapi.fixtures import botapi, person

from .process import Settings
from .scripted import conversation

__all__ = ["botapi", "database", "person", "room"]

QUICK = Patience(first=0.05, longest=0.2, total=3.0)


def settings_for(server: BotApiServer, home: Path) -> Settings:
    """Return settings that lead to the server."""
    return Settings(SecretStr(server.token), f"http://127.0.0.1:{server.port}", home)


@asynccontextmanager
async def running(server: BotApiServer, home: Path, patience: Patience = QUICK) -> AsyncIterator[Telegram]:
    """Run the room until the block ends."""
    database = open_database(home / "relais.sqlite")
    keys = ChatKeys(load_secret(home))
    room = wire(settings_for(server, home), conversation(), database, keys, patience)
    stopping = asyncio.Event()
    task = asyncio.create_task(serve_until(room, stopping))
    try:
        yield room
    finally:
        stopping.set()
        await asyncio.wait_for(task, 30)
        database.close()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Return a new database on the disk."""
    return open_database(tmp_path / "relais.sqlite")


@pytest_asyncio.fixture
async def room(botapi: BotApiServer, tmp_path: Path) -> AsyncIterator[Telegram]:
    """Run the room for one test."""
    async with running(botapi, tmp_path) as wired:
        yield wired
