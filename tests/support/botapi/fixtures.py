"""Pytest fixtures: import them in a ``conftest.py`` to have them in the tests below it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.support.botapi.person import Person
from tests.support.botapi.server import BotApiServer


@pytest_asyncio.fixture
async def botapi() -> AsyncIterator[BotApiServer]:
    """Serve the Bot API on a free port for one test."""
    async with BotApiServer() as server:
        yield server


@pytest.fixture
def person(botapi: BotApiServer) -> Person:
    """Return a French-speaking person who has not written yet."""
    return botapi.person()
