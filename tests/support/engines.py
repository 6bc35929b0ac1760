"""Run tests of what is stored on both engines: import the fixtures and the hook in a `conftest.py`.

A test opens its database by `open_database` of this module, which takes the path of a file; on PostgreSQL that stands
for a database of its own. A test about one engine has its name as a mark.

Each is a copy of one whose tables were made once, which is quicker; in tests with the mark `made_anew` it is an empty
file, or a schema of its own, which the product fills.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.storage import database as port
from bot.storage import sqlite_database
from bot.storage.database import Database
from bot.storage.transactions import ReadTransaction
from tests.support.new_database import open_as_product
from tests.support.postgres_server import PostgresServer, program, running_server

ENGINES = ("sqlite", "postgresql")


class Engine:
    """The engine of the present test, and the databases that it has opened."""

    def __init__(self, server: PostgresServer | None = None, is_made_anew: bool = False) -> None:
        self.server, self._is_made_anew = server, is_made_anew
        self._made: set[str] = set()
        self._opened: list[Database] = []

    @property
    def name(self) -> str:
        """Its name among `ENGINES`."""
        return ENGINES[1] if self.server else ENGINES[0]

    def place(self, path: Path) -> Path | str:
        """Return the place that the product opens for `path`: the path itself, or the URL of a database or schema."""
        if self.server is None:
            return path
        name = "t" + hashlib.sha256(str(path).encode()).hexdigest()[:16]
        if name not in self._made:
            self._made.add(name)
            if self._is_made_anew:
                self.server.execute(f"CREATE SCHEMA {name}")
            else:
                self.server.execute(f"CREATE DATABASE {name} TEMPLATE {_template(self.server)}")
        return self.server.url(name) if self._is_made_anew else self.server.url(database=name)

    def open(self, path: Path) -> Database:
        """Open the database at `path`."""
        self._opened.append(port.open_database(self.place(path)))
        return self._opened[-1]

    def end(self) -> None:
        """Close what is open, and drop what was made."""
        if self.server:
            for database in self._opened:
                database.close()
            for name in self._made:
                drop = f"DROP SCHEMA {name} CASCADE" if self._is_made_anew else f"DROP DATABASE {name} WITH (FORCE)"
                self.server.execute(drop)


@cache
def _template(server: PostgresServer) -> str:
    """Return the name of a database that has all tables, made by the product."""
    server.execute("CREATE DATABASE template_of_tests")
    port.open_database(server.url(database="template_of_tests")).close()
    return "template_of_tests"


_engine = Engine()


def open_database(path: Path) -> Database:
    """Open the database at `path` on the engine of the present test."""
    return _engine.open(path)


def examples(most: int) -> int:
    """Return the number of runs of a state machine: fewer where each makes a schema; all rules are walked in these."""
    return most if _engine.server is None else 3 * most // 5


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that opens a database once for each engine, and those about one of them on that alone."""
    if getattr(metafunc.module, "open_database", None) is not open_database and "database" not in metafunc.fixturenames:
        return
    engines = [name for name in ENGINES if metafunc.definition.get_closest_marker(name)] or ENGINES
    metafunc.parametrize("engine", engines, indirect=True)


def columns_of(db: ReadTransaction, table: str) -> dict[str, str]:
    """Return the columns of a table with their types, INTEGER or TEXT, and an asterisk if they can't be empty."""
    if _engine.server is None:
        known = db.fetch_all('SELECT name, type, "notnull" = 1 OR pk > 0 AS needed FROM pragma_table_info(?)', [table])
    else:
        known = db.fetch_all(
            "SELECT column_name AS name, CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'bytea' THEN 'BLOB'"
            " ELSE 'TEXT' END AS type,"
            " is_nullable = 'NO' AND is_identity = 'NO' AS needed FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = ? AND column_name != 'rowid'"
            " ORDER BY ordinal_position",
            [table],
        )
    return {row["name"]: row["type"] + "*" * bool(row["needed"]) for row in known}


def tables_of(db: ReadTransaction) -> list[str]:
    """Return the names of all tables."""
    if _engine.server is None:
        rows = db.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table'")
    else:
        rows = db.fetch_all(
            "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()"
        )
    return [row["name"] for row in rows]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Run a server for all tests of this process; skip the test where PostgreSQL or psycopg isn't installed."""
    pytest.importorskip("psycopg_pool", reason="psycopg is not installed")
    if not program("initdb"):
        pytest.skip("PostgreSQL is not installed")
    with running_server() as server:
        yield server


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Return the engine that `open_database` uses during this test, and commands with the home `tmp_path`."""
    global _engine
    is_server = getattr(request, "param", ENGINES[0]) == ENGINES[1]
    is_made_anew = request.node.get_closest_marker("made_anew") is not None
    _engine = Engine(request.getfixturevalue("postgres_server") if is_server else None, is_made_anew)
    if is_made_anew:
        monkeypatch.setattr(sqlite_database, "open_sqlite", open_as_product)
    if is_server:
        monkeypatch.setenv("RELAIS_DATABASE_URL", str(_engine.place(tmp_path / "relais.db")))
    yield _engine
    _engine.end()
    _engine = Engine()
