"""A new database for each test, on each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.support.engines import engine as engine
from tests.support.engines import open_database
from tests.support.engines import postgres_server as postgres_server
from tests.support.engines import pytest_generate_tests as pytest_generate_tests


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a new database in the test's folder."""
    opened = open_database(tmp_path / "relais.db")
    yield opened
    opened.close()
