"""A database with rows in every table, and all that is in one, for tests of copies."""

from __future__ import annotations

from typing import Any

from bot.storage.copying import COPIED
from bot.storage.database import Database
from bot.storage.schema import COUNTED, NUMBERED, ROW_ORDER, TABLES
from tests.support.engines import columns_of

LARGE = -1_002_345_678_901_234  # the id of a supergroup
TEXTS = ("é 💶 'x' \"y\" %s ? :name", "", "2026-03-02T09:00:00+00:00")


def fill(database: Database, rows: int = 3) -> None:
    """Write rows into every table, the last of which is erased again in those that count."""
    with database.write() as db:
        for table in TABLES:
            columns = columns_of(db, table)
            for number in range(rows):
                row = {name: _value(name, kind, number) for name, kind in columns.items() if name != "id"}
                if table not in NUMBERED and "id" in columns:
                    row["id"] = _value("id", columns["id"], number)
                db.insert(table, row)
        for table in COUNTED:
            db.delete(table, f"id = (SELECT max(id) FROM {table})")  # noqa: S608 - names of the schema


def contents(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of every table that is copied; in the order in which they were written, where that is kept."""
    with database.read() as db:
        found = {table: db.select(table, order_by=ROW_ORDER.get(table, "")) for table in COPIED}
    return {table: rows if table in ROW_ORDER else sorted(rows, key=str) for table, rows in found.items()}


def waiting_updates(database: Database) -> list[tuple[int, int]]:
    """Return the ids of the updates that are not finished, with the attempts at each that never ended."""
    with database.read() as db:
        rows = db.select("updates", "done IS NULL", order_by="update_id")
    return [(row["update_id"], row["attempts"]) for row in rows]


def next_numbers(database: Database) -> dict[str, int]:
    """Return the last number that each table has given, to a row or to one that was erased since."""
    with database.read() as db:
        return {table: db.last_number(table) for table in NUMBERED}


def _value(name: str, kind: str, number: int) -> object:
    if kind.startswith("INTEGER"):
        return LARGE + number
    if kind.startswith("BLOB"):
        return bytes(range(256))
    if kind.endswith("*"):
        return f"{name} {9 - number}"  # an order that is not that of writing
    return None if number == 1 else TEXTS[number % len(TEXTS)]
