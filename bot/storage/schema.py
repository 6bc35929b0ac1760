"""The tables of the database, and the step that brings a file of the last unreleased version up to date.

A change of the schema is one more function with `@migrations()`, which changes existing files; `TABLES` and `INDEXES`
are what the first one makes. Moments are ISO 8601 in UTC; `chat`, `person` and `actor` are keyed hashes (`keys`).
"""

from __future__ import annotations

import sqlite_utils
from sqlite_utils.migrations import Migrations

migrations = Migrations("relais")

TABLES = (
    # Updates as they came in, and the messages that answer each question.
    """CREATE TABLE updates (
        update_id INTEGER PRIMARY KEY, received TEXT NOT NULL, payload TEXT, attempts INTEGER NOT NULL DEFAULT 0,
        done TEXT)""",
    """CREATE TABLE sent_answers (
        chat TEXT NOT NULL, question INTEGER NOT NULL, answers TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (chat, question))""",
    """CREATE TABLE sent_keyboards (
        chat TEXT NOT NULL, message INTEGER NOT NULL, at TEXT NOT NULL, PRIMARY KEY (chat, message))""",
    # The log of exchanges, the language of each chat, and the chats that were told what is kept.
    """CREATE TABLE consultations (
        id TEXT PRIMARY KEY, at TEXT NOT NULL, chat TEXT NOT NULL, language TEXT NOT NULL, question TEXT NOT NULL,
        outcome TEXT NOT NULL, answer TEXT NOT NULL, passages TEXT NOT NULL, related TEXT NOT NULL,
        latency TEXT NOT NULL, model TEXT NOT NULL, "index" TEXT NOT NULL, feedback TEXT,
        path TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT '', digest TEXT NOT NULL DEFAULT '',
        excluded INTEGER NOT NULL DEFAULT 0, reason TEXT)""",
    """CREATE TABLE chat_languages (
        chat TEXT PRIMARY KEY, language TEXT NOT NULL, pinned INTEGER NOT NULL DEFAULT 0,
        at TEXT NOT NULL DEFAULT '')""",
    "CREATE TABLE privacy_notices (chat TEXT PRIMARY KEY, at TEXT NOT NULL)",
    """CREATE TABLE model_usage (
        day TEXT NOT NULL, chat TEXT NOT NULL, tokens INTEGER NOT NULL, PRIMARY KEY (day, chat))""",
    # Messages to send, and the outcome of each.
    """CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT, reference TEXT NOT NULL, address TEXT, language TEXT NOT NULL,
        content TEXT, edits INTEGER, quotes INTEGER, added TEXT NOT NULL, due TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0,
        uncertain_sends INTEGER NOT NULL DEFAULT 0, messages TEXT NOT NULL DEFAULT '[]', reason TEXT, finished TEXT)""",
    # Cases, their history, their answers, the messages about them, and questions that wait for consent.
    """CREATE TABLE cases (
        number TEXT PRIMARY KEY, state TEXT NOT NULL, language TEXT NOT NULL, question TEXT NOT NULL,
        kind TEXT NOT NULL, topic TEXT NOT NULL, outcome TEXT NOT NULL, found TEXT NOT NULL,
        consultation TEXT NOT NULL, chat TEXT NOT NULL, address TEXT, agreed INTEGER NOT NULL,
        owner TEXT NOT NULL DEFAULT '', owner_name TEXT NOT NULL DEFAULT '', opened TEXT NOT NULL,
        changed TEXT NOT NULL, due TEXT NOT NULL, summary INTEGER, reminded TEXT)""",
    "CREATE TABLE case_numbers (year INTEGER PRIMARY KEY, last INTEGER NOT NULL)",
    """CREATE TABLE case_events (
        id INTEGER PRIMARY KEY, number TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, actor TEXT NOT NULL,
        actor_name TEXT NOT NULL, note TEXT NOT NULL)""",
    """CREATE TABLE case_answers (
        id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, text TEXT NOT NULL, actor TEXT NOT NULL,
        actor_name TEXT NOT NULL, state TEXT NOT NULL, outgoing_id INTEGER UNIQUE, source INTEGER, at TEXT NOT NULL,
        last_event INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE case_messages (
        chat TEXT NOT NULL, message INTEGER NOT NULL, number TEXT NOT NULL, PRIMARY KEY (chat, message))""",
    "CREATE TABLE case_tasks (task TEXT, day TEXT, PRIMARY KEY (task, day))",
    """CREATE TABLE consent_requests (
        id TEXT PRIMARY KEY, chat TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL, language TEXT NOT NULL,
        question TEXT NOT NULL, topic TEXT NOT NULL, outcome TEXT NOT NULL, found TEXT NOT NULL)""",
    "CREATE TABLE staff_chats (id INTEGER PRIMARY KEY, address TEXT NOT NULL)",
    # Checks with their answers, and the text of every procedure that one of them follows.
    """CREATE TABLE checks (
        id TEXT PRIMARY KEY, chat TEXT NOT NULL, name TEXT NOT NULL, procedure TEXT NOT NULL, version TEXT NOT NULL,
        digest TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, answers TEXT NOT NULL, message INTEGER,
        before TEXT, started TEXT NOT NULL, changed TEXT NOT NULL)""",
    "CREATE TABLE procedures (digest TEXT PRIMARY KEY, id TEXT NOT NULL, text TEXT NOT NULL)",
    # Questions that people ask, with the answers written for them.
    """CREATE TABLE faq (
        id TEXT PRIMARY KEY, state TEXT NOT NULL, questions TEXT NOT NULL, answers TEXT NOT NULL,
        variants TEXT NOT NULL, cards TEXT NOT NULL, members TEXT NOT NULL, author TEXT NOT NULL,
        published TEXT NOT NULL, review TEXT NOT NULL, asked INTEGER NOT NULL, reply TEXT NOT NULL DEFAULT '')""",
    # Roles, open invitations, requests for access, and the audit of changes to them.
    """CREATE TABLE roles (
        id INTEGER PRIMARY KEY AUTOINCREMENT, person TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
        address TEXT NOT NULL, note TEXT NOT NULL, at TEXT NOT NULL)""",
    """CREATE TABLE invitations (
        id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT NOT NULL UNIQUE, role TEXT NOT NULL, note TEXT NOT NULL,
        until TEXT NOT NULL)""",
    """CREATE TABLE access_requests (
        number TEXT PRIMARY KEY, person TEXT NOT NULL UNIQUE, chat TEXT NOT NULL, address TEXT NOT NULL,
        language TEXT NOT NULL, state TEXT NOT NULL, introduction TEXT NOT NULL, messages TEXT NOT NULL,
        until TEXT NOT NULL)""",
    """CREATE TABLE audit (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL,
        detail TEXT NOT NULL)""",
)

INDEXES = (
    "CREATE INDEX updates_pending ON updates (update_id) WHERE done IS NULL",
    "CREATE INDEX consultations_chat ON consultations (chat, at)",
    "CREATE INDEX outbox_open ON outbox (due, id) WHERE state IN ('waiting', 'sending')",
    "CREATE INDEX outbox_address ON outbox (address) WHERE address IS NOT NULL",
    "CREATE UNIQUE INDEX cases_consultation ON cases (consultation) WHERE consultation != ''",
    "CREATE INDEX cases_chat ON cases (chat)",
    "CREATE INDEX case_events_number ON case_events (number)",
    "CREATE INDEX case_answers_number ON case_answers (number)",
    "CREATE INDEX consent_requests_chat ON consent_requests (chat, person)",
    "CREATE INDEX checks_chat ON checks (chat, changed)",
    "CREATE INDEX faq_state ON faq (state, asked)",
)

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


def missing_steps(db: sqlite_utils.Database) -> list[str]:
    """Return the unreleased steps that a file lacks though it has others: it can't be brought up to date."""
    applied = _unreleased_steps(db)
    return sorted(UNRELEASED_STEPS - applied) if applied else []


@migrations()
def schema_1(db: sqlite_utils.Database) -> None:
    """Make all tables, or give those of the last unreleased version their present names; no row is lost."""
    if _unreleased_steps(db):
        _rename(db)
    else:
        for statement in TABLES:
            db.execute(statement)
    for statement in INDEXES:
        db.execute(statement)


@migrations()
def schema_2(db: sqlite_utils.Database) -> None:
    """Add what people choose among the suggestions under an answer: a JSON list."""
    db.execute("ALTER TABLE consultations ADD COLUMN chosen TEXT NOT NULL DEFAULT '[]'")


@migrations()
def schema_3(db: sqlite_utils.Database) -> None:
    """Add whether the buttons of a message are to be removed."""
    db.execute("ALTER TABLE sent_keyboards ADD COLUMN removing INTEGER NOT NULL DEFAULT 0")


@migrations()
def schema_4(db: sqlite_utils.Database) -> None:
    """Add to cases their theme, the day on which a postponed one comes back, and whether the answer helped.

    Add to answers the message that shows the staff what became of them, and whether the person was told of one that
    waits; to messages about a case, what a reply to them is.
    """
    for change in (
        "cases ADD COLUMN theme TEXT NOT NULL DEFAULT ''",
        "cases ADD COLUMN later TEXT",
        "cases ADD COLUMN helped TEXT NOT NULL DEFAULT ''",
        "case_answers ADD COLUMN preview INTEGER",
        "case_answers ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
        "case_messages ADD COLUMN purpose TEXT NOT NULL DEFAULT ''",
        "consent_requests ADD COLUMN theme TEXT NOT NULL DEFAULT ''",
    ):
        db.execute(f"ALTER TABLE {change}")


@migrations()
def schema_5(db: sqlite_utils.Database) -> None:
    """Add the messages that show admins a request for access, until it is decided."""
    db.execute(
        "CREATE TABLE access_cards (outgoing INTEGER PRIMARY KEY, number TEXT NOT NULL, address TEXT NOT NULL,"
        " message INTEGER, failed INTEGER NOT NULL DEFAULT 0, decision TEXT NOT NULL DEFAULT '',"
        " decided_by TEXT NOT NULL DEFAULT '')"
    )


@migrations()
def schema_6(db: sqlite_utils.Database) -> None:
    """Add which exchange each message of an answer belongs to: a reply to it speaks of that exchange."""
    db.execute(
        "CREATE TABLE sent_exchanges (chat TEXT NOT NULL, message INTEGER NOT NULL, consultation TEXT NOT NULL,"
        " at TEXT NOT NULL, PRIMARY KEY (chat, message))"
    )


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


def _unreleased_steps(db: sqlite_utils.Database) -> frozenset[str]:
    return UNRELEASED_STEPS & {migration.name for migration in migrations.applied(db)}
