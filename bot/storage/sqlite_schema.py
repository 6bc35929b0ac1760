"""Brings an SQLite file up to date: applies the steps of the schema; knows a file of the last unreleased version."""

from __future__ import annotations

from collections.abc import Callable

import sqlite_utils
from sqlite_utils.migrations import Migrations

from bot.storage.schema import STEPS

# The steps that made the schema of unreleased versions, as the table `_sqlite_migrations` names them.
UNRELEASED_STEPS = frozenset(
    "m001_telegram m002_consultations m003_outbox m004_cases m005_checks m006_model m007_privacy m008_access"
    " m009_languages m010_stopping m020_faq m021_several_drafts m022_answers_held m023_faq_replies".split()
)
RENAMED_TABLES = {
    "deliveries": "sent_answers",
    "keyboards": "sent_keyboards",
    "chats": "chat_languages",
    "notices": "privacy_notices",
    "case_errands": "case_tasks",
    "case_drafts": "consent_requests",
    "case_staff": "staff_chats",
    "requests": "access_requests",
}
RENAMED_COLUMNS = {  # by the new names of their tables
    "consultations": {"aside": "excluded"},
    "outbox": {"doubts": "uncertain_sends"},
    "cases": {"card": "summary"},
    "case_events": {"happening": "kind", "who": "actor", "name": "actor_name"},
    "case_answers": {
        "who": "actor",
        "name": "actor_name",
        "fate": "state",
        "letter": "outgoing_id",
        "heard": "last_event",
    },
    "case_tasks": {"errand": "task"},
    "consent_requests": {"who": "person"},
}

# Updates that wait in a file from before the seventh step: their chat stands in what Telegram sent.
_WITH_ADDRESSES = 7
_FILL_ADDRESSES = """
UPDATE updates SET address = coalesce(
    json_extract(payload, '$.message.chat.id'), json_extract(payload, '$.edited_message.chat.id'),
    json_extract(payload, '$.callback_query.message.chat.id'), json_extract(payload, '$.my_chat_member.chat.id'))
WHERE json_valid(payload)
"""


def missing_steps(db: sqlite_utils.Database) -> list[str]:
    """Return the unreleased steps that a file lacks though it has others: it can't be brought up to date."""
    applied = _applied(db) & UNRELEASED_STEPS
    return sorted(UNRELEASED_STEPS - applied) if applied else []


def unknown_steps(db: sqlite_utils.Database) -> list[str]:
    """Return the steps of a file that this version does not know: a newer one wrote it."""
    return sorted(_applied(db) - UNRELEASED_STEPS - {_name(number) for number in range(1, len(STEPS) + 1)})


def _applied(db: sqlite_utils.Database) -> set[str]:
    return {migration.name for migration in migrations.applied(db)}


def _name(number: int) -> str:
    return f"schema_{number}"


def _make(db: sqlite_utils.Database) -> None:
    """Make all tables, or give those of the last unreleased version their present names; no row is lost."""
    is_unreleased = bool(_applied(db) & UNRELEASED_STEPS)
    if is_unreleased:
        _rename(db)
    for statement in STEPS[0]:
        if not (is_unreleased and statement.startswith("CREATE TABLE")):
            db.execute(statement)


def _step(number: int) -> Callable[[sqlite_utils.Database], None]:
    """Return the function that applies the step of that number."""

    def change(db: sqlite_utils.Database) -> None:
        for statement in STEPS[number - 1]:
            db.execute(statement)
        if number == _WITH_ADDRESSES:
            db.execute(_FILL_ADDRESSES)

    return change


def _migrations() -> Migrations:
    """Return the steps under the names that files remember them by."""
    found = Migrations("relais")
    found(name=_name(1))(_make)
    for number in range(2, len(STEPS) + 1):
        found(name=_name(number))(_step(number))
    return found


def _rename(db: sqlite_utils.Database) -> None:
    """Rename tables and columns, and drop the indexes, which are made anew."""
    made = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    own = [name for (name,) in db.execute(made).fetchall() if "_sqlite_migrations" not in name]
    for name in own:
        db.execute(f"DROP INDEX {name}")
    for old, new in RENAMED_TABLES.items():
        db.execute(f"ALTER TABLE {old} RENAME TO {new}")
    for table, columns in RENAMED_COLUMNS.items():
        for old, new in columns.items():
            db.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    db.execute(
        "UPDATE outbox SET reference = substr(reference, 1, length(reference) - length('card')) || 'summary'"
        " WHERE reference LIKE 'case:%:card'"
    )


migrations = _migrations()
