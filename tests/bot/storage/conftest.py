"""A new database for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage.database import Database, open_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a new database in the test's folder."""
    opened = open_database(tmp_path / "relais.db")
    yield opened
    opened.close()
