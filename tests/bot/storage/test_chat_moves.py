"""A group that becomes a supergroup keeps all that is stored under its old key and address."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.storage.chat_moves import ADDRESS_COLUMNS, KEY_COLUMNS, MESSAGE_TABLES, ChatMoves
from bot.storage.consultations import ChatLanguages, Consultation, ConsultationLog, PrivacyNotices
from bot.storage.database import Database
from bot.storage.sent_messages import SentAnswers, SentKeyboards
from tests.support.engines import Engine, columns_of, open_database, tables_of

KEYS, ADDRESSES = {"chat", "person", "actor", "owner", "subject"}, {"address"}
OLD, NEW, OTHER = "-42", "-10042", "-7"


def key_of(address: str) -> str:
    """Return the key of a chat in these tests."""
    return f"key{address}"


def named(database: Database, names: set[str]) -> set[tuple[str, str]]:
    """Return the tables with a column of these names, with the column."""
    with database.read() as db:
        return {(table, column) for table in tables_of(db) for column in columns_of(db, table) if column in names}


def test_every_column_with_a_key_or_an_address_moves(database: Database) -> None:
    """A new table can't be forgotten."""
    moved = {(table, column) for table, columns in KEY_COLUMNS.items() for column in columns}
    moved |= {(table, "chat") for table in MESSAGE_TABLES}
    assert named(database, KEYS) == moved
    elsewhere = {("outbox", "address"), ("staff_chats", "address")}
    assert named(database, ADDRESSES) == set(ADDRESS_COLUMNS.items()) | elsewhere


def test_a_group_that_moved_has_its_language_notice_exchanges_and_usage(engine: Engine, tmp_path: Path) -> None:
    """Also where the new chat has rows already; another chat keeps its own, and old message ids are forgotten."""
    database = open_database(tmp_path / "relais.db")
    languages, log = ChatLanguages(database), ConsultationLog(database)
    languages.set(key_of(OLD), "en", pinned=True)
    languages.set(key_of(NEW), "fr", pinned=False)
    for chat in (OLD, OTHER):
        log.add(Consultation(key_of(chat), "en", "Who pays?", "answer", "The office."))
        SentAnswers(database).record(key_of(chat), 1, [2])
        SentKeyboards(database).record(key_of(chat), 2)
        PrivacyNotices(database).give(key_of(chat))
    with database.write() as db:
        for chat, tokens in ((OLD, 5), (NEW, 3)):
            db.insert("model_usage", {"day": "2026-03-02", "chat": key_of(chat), "tokens": tokens})
    for _ in range(2):  # both chats are told of the move
        ChatMoves(database, key_of).move(OLD, NEW)
    assert languages.get(key_of(NEW)) == ("en", True)
    assert not PrivacyNotices(database).give(key_of(NEW))
    with database.read() as db:
        assert [row["tokens"] for row in db.select("model_usage")] == [8]
        assert sorted(row["chat"] for row in db.select("consultations")) == [key_of(NEW), key_of(OTHER)]
        assert [row["chat"] for row in db.select("sent_answers")] == [key_of(OTHER)]
        assert [row["chat"] for row in db.select("sent_keyboards")] == [key_of(OTHER)]
    database.close()
    if engine.name == "sqlite":
        assert key_of(OLD).encode() not in (tmp_path / "relais.db").read_bytes()


@pytest.mark.parametrize("table", sorted(KEY_COLUMNS))
def test_each_table_with_keys_follows_the_group(tmp_path: Path, table: str) -> None:
    """Every column of it, whatever it holds."""
    database = open_database(tmp_path / "relais.db")
    with database.write() as db:
        needed = {name: kind for name, kind in columns_of(db, table).items() if kind.endswith("*")}
        row = {name: _value(name, kind, table) for name, kind in needed.items()}
        db.insert(table, row | {column: key_of(OLD) for column in KEY_COLUMNS[table]})
    ChatMoves(database, key_of).move(OLD, NEW)
    with database.read() as db:
        (moved,) = db.select(table)
    assert {moved[column] for column in KEY_COLUMNS[table]} == {key_of(NEW)}


def _value(column: str, kind: str, table: str) -> object:
    """Return some value for a column, the old address where it is one."""
    if column == "address":
        return OLD
    return 1 if kind == "INTEGER*" else f"{table}.{column}"
