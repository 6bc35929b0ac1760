"""The schema: a new file has it, and a file of the last unreleased version gets it and loses nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.database import open_database
from bot.storage.schema import DERIVED
from bot.storage.sqlite_schema import RENAMED_COLUMNS, RENAMED_TABLES, UNRELEASED_STEPS
from bot.storage.transactions import StorageError

pytestmark = pytest.mark.made_anew

# Two rows in every table, as the last unreleased version (14 steps) kept them.
OLD = (Path(__file__).parent / "old_schema.sql").read_text(encoding="utf-8")

Contents = dict[str, list[dict[str, object]]]


def write(path: Path, script: str) -> None:
    """Write a file with `script`."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(script)


def contents(path: Path) -> Contents:
    """Return all rows of a file by table, those of SQLite and of the migrations aside."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        tables = [row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [dict(row) for row in db.execute(f"SELECT rowid AS _row, * FROM {name} ORDER BY rowid")]  # noqa: S608 - names that the file itself gives
            for name in tables
            if not name.startswith(("sqlite_", "_sqlite_"))
        }


def structure(path: Path) -> dict[str, object]:
    """Return the columns of each table, with types, defaults and keys, and the statement of each index."""
    with closing(sqlite3.connect(path)) as db:
        made = db.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
        indexes: dict[str, object] = {name: sql for kind, name, sql in made if kind == "index"}
        tables = {
            name: db.execute(f"PRAGMA table_info({name})").fetchall() for kind, name, _ in made if kind == "table"
        }
        return indexes | tables


# The columns of the fourth step and of later ones, with what they hold in rows that were there before.
ADDED: dict[str, dict[str, object]] = {
    "cases": {"theme": "", "later": None, "helped": "", "follows": ""},
    "case_answers": {"preview": None, "told": 0},
    "case_messages": {"purpose": ""},
    "consent_requests": {"theme": ""},
    "faq": {"joined": ""},
}


def renamed(old: Contents) -> Contents:
    """Return rows of the old tables as the present ones hold them, with the columns added since."""
    new: Contents = {}
    for table, rows in old.items():
        name = RENAMED_TABLES.get(table, table)
        columns = RENAMED_COLUMNS.get(name, {})
        new[name] = [{columns.get(column, column): value for column, value in row.items()} for row in rows]
    for row in new["consultations"]:
        row["chosen"] = "[]"  # since the second step
    for row in new["sent_keyboards"]:
        row |= {"removing": 0, "actions": ""}  # since the third and the ninth
    for row in new["updates"]:
        row |= dict.fromkeys(("address", "worker", "lease_until"))  # since the seventh and the eighth
    for row in new["outbox"]:
        row |= dict.fromkeys(("worker", "lease_until"))  # since the ninth
    for table, added in ADDED.items():
        new[table] = [{**row, **added} for row in new[table]]
    later = ("access_cards", "sent_exchanges", "send_pace", "desk_links", "desk_sessions")
    latest = ("key_fingerprint", "danger_exchanges")
    shared = (*DERIVED, "documents", "document_files", "question_texts")
    return new | {table: [] for table in (*later, *latest, *shared)}


def test_an_old_file_keeps_every_row(tmp_path: Path) -> None:
    """Each value stands under its present name, in the same order; nothing else is there."""
    write(tmp_path / "relais.db", OLD)
    old = contents(tmp_path / "relais.db")
    assert {len(rows) for rows in old.values()} == {2}
    expected = renamed(old)
    expected["outbox"][0]["reference"] = "case:R-2026-0001:summary"  # was ":card"
    open_database(tmp_path / "relais.db").close()
    assert contents(tmp_path / "relais.db") == expected


def test_an_old_file_gets_the_structure_of_a_new_one(tmp_path: Path) -> None:
    """The same columns, keys and indexes."""
    write(tmp_path / "old.db", OLD)
    for name in ("old.db", "new.db"):
        open_database(tmp_path / name).close()
    assert structure(tmp_path / "old.db") == structure(tmp_path / "new.db")


def test_an_old_file_gives_no_id_again(tmp_path: Path) -> None:
    """The counters of rows that were erased since go on."""
    write(tmp_path / "relais.db", OLD)
    database = open_database(tmp_path / "relais.db")
    with database.write() as db:
        message = {"reference": "case:1", "language": "fr", "added": "2026", "due": "2026"}
        assert db.insert_numbered("outbox", message) == 100
    database.close()


def test_a_file_is_brought_up_to_date_once(tmp_path: Path) -> None:
    """Opening it again changes nothing."""
    write(tmp_path / "relais.db", OLD)
    open_database(tmp_path / "relais.db").close()
    before = contents(tmp_path / "relais.db")
    open_database(tmp_path / "relais.db").close()
    assert contents(tmp_path / "relais.db") == before


@pytest.mark.parametrize("step", sorted(UNRELEASED_STEPS)[-2:])
def test_an_older_file_is_refused_and_left_as_it_is(tmp_path: Path, step: str) -> None:
    """The steps before the last unreleased version are no longer known."""
    write(tmp_path / "relais.db", OLD)
    with closing(sqlite3.connect(tmp_path / "relais.db")) as db, db:
        db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", [step])
    before = contents(tmp_path / "relais.db")
    with pytest.raises(StorageError, match=step):
        open_database(tmp_path / "relais.db")
    assert contents(tmp_path / "relais.db") == before
