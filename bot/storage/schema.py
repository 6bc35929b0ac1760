"""The tables of the database, as the steps that make them and change them, in the SQL of SQLite.

A change of the schema is one more step at the end of `STEPS`. `sqlite_schema` and `postgres_schema` apply them; a step
holds CREATE TABLE, CREATE INDEX and ALTER TABLE ADD COLUMN alone, which both engines know. Moments are ISO 8601 in UTC;
`chat`, `person` and `actor` are keyed hashes (`keys`).
"""

from __future__ import annotations

import re

_TABLES = (
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

_INDEXES = (
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

STEPS: tuple[tuple[str, ...], ...] = (
    (*_TABLES, *_INDEXES),
    # What people choose among the suggestions under an answer: a JSON list.
    ("ALTER TABLE consultations ADD COLUMN chosen TEXT NOT NULL DEFAULT '[]'",),
    # Whether the buttons of a message are to be removed.
    ("ALTER TABLE sent_keyboards ADD COLUMN removing INTEGER NOT NULL DEFAULT 0",),
    # Of cases their theme, the day on which a postponed one comes back, and whether the answer helped. Of answers the
    # message that shows the staff what became of them, and whether the person was told of one that waits. Of messages
    # about a case, what a reply to them is.
    (
        "ALTER TABLE cases ADD COLUMN theme TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE cases ADD COLUMN later TEXT",
        "ALTER TABLE cases ADD COLUMN helped TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE case_answers ADD COLUMN preview INTEGER",
        "ALTER TABLE case_answers ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE case_messages ADD COLUMN purpose TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE consent_requests ADD COLUMN theme TEXT NOT NULL DEFAULT ''",
    ),
    # The messages that show admins a request for access, until it is decided.
    (
        """CREATE TABLE access_cards (
        outgoing INTEGER PRIMARY KEY, number TEXT NOT NULL, address TEXT NOT NULL, message INTEGER,
        failed INTEGER NOT NULL DEFAULT 0, decision TEXT NOT NULL DEFAULT '', decided_by TEXT NOT NULL DEFAULT '')""",
    ),
    # Which exchange each message of an answer belongs to: a reply to it speaks of that exchange.
    (
        """CREATE TABLE sent_exchanges (
        chat TEXT NOT NULL, message INTEGER NOT NULL, consultation TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (chat, message))""",
    ),
    # The chat that an update came from, as Telegram numbers it, until the update is finished.
    ("ALTER TABLE updates ADD COLUMN address TEXT",),
    # The process that handles an update, and until when no other one may take it over.
    (
        "ALTER TABLE updates ADD COLUMN worker TEXT",
        "ALTER TABLE updates ADD COLUMN lease_until TEXT",
        "CREATE INDEX updates_of_chats ON updates (address, update_id) WHERE done IS NULL",
    ),
    # What the buttons of a message do: a line for each.
    ("ALTER TABLE sent_keyboards ADD COLUMN actions TEXT NOT NULL DEFAULT ''",),
    # An index that several machines share: its generations, their files, its collections in Chroma, whose turn it is to
    # build. Then what it is built from: added documents, the files that these were read from, and question files.
    (
        """CREATE TABLE index_generations (
        id TEXT PRIMARY KEY, fields TEXT NOT NULL, files TEXT NOT NULL, replaced TEXT)""",
        """CREATE TABLE index_files (
        digest TEXT NOT NULL, part INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (digest, part))""",
        "CREATE TABLE index_collections (name TEXT PRIMARY KEY)",
        "CREATE TABLE index_turns (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until TEXT NOT NULL)",
        "CREATE TABLE documents (id TEXT PRIMARY KEY, content TEXT NOT NULL)",
        """CREATE TABLE document_files (
        document TEXT NOT NULL, part INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (document, part))""",
        "CREATE TABLE question_texts (name TEXT PRIMARY KEY, content TEXT NOT NULL)",
    ),
    # The same of messages in the outbox; and when each of Telegram's limits, that of a chat under its key, will allow
    # all that it allows at once (microseconds since 1970).
    (
        "ALTER TABLE outbox ADD COLUMN worker TEXT",
        "ALTER TABLE outbox ADD COLUMN lease_until TEXT",
        "CREATE TABLE send_pace (name TEXT PRIMARY KEY, free_at INTEGER NOT NULL)",
    ),
    # What the daily expiry looks for in a long log, and the exchanges that helped.
    (
        "CREATE INDEX consultations_at ON consultations (at)",
        "CREATE INDEX consultations_disclosures ON consultations (at) WHERE outcome = 'safeguarding'",
        "CREATE INDEX consultations_helpful ON consultations (at) WHERE feedback = 'up'",
    ),
    # Links that sign in at the desk once, and sessions there; `token` is a keyed hash.
    (
        """CREATE TABLE desk_links (
        token TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, until TEXT NOT NULL)""",
        """CREATE TABLE desk_sessions (
        token TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, seen TEXT NOT NULL, until TEXT NOT NULL)""",
    ),
    # Which secret key the keyed hashes were made with: one row.
    ("CREATE TABLE key_fingerprint (fingerprint TEXT PRIMARY KEY, at TEXT NOT NULL)",),
    # Who wrote of a danger, for hours, and what they said to the offer of a reply. Of a case the one before it of the
    # same person.
    (
        """CREATE TABLE danger_exchanges (
        chat TEXT PRIMARY KEY, number TEXT NOT NULL, state TEXT NOT NULL, is_child INTEGER NOT NULL, at TEXT NOT NULL,
        until TEXT NOT NULL)""",
        "ALTER TABLE cases ADD COLUMN follows TEXT NOT NULL DEFAULT ''",
    ),
    # The entry that another one was joined to.
    ("ALTER TABLE faq ADD COLUMN joined TEXT NOT NULL DEFAULT ''",),
)


def _names(pattern: str) -> tuple[str, ...]:
    return tuple(name for step in STEPS for text in step for name in re.findall(pattern, text))


TABLES = _names(r"CREATE TABLE (\w+)")
# The tables of an index that is built anew where the others are copied to.
DERIVED = ("index_generations", "index_files", "index_collections", "index_turns")
# The tables that number their rows in the column `id`; of those that count, no number is given twice.
COUNTED = _names(r"CREATE TABLE (\w+) \(\s*id INTEGER PRIMARY KEY AUTOINCREMENT")
NUMBERED = (*COUNTED, "case_events", "audit")
# The column by which the rows of a table stand in the order in which they were written, where that matters.
ROW_ORDER = dict.fromkeys(NUMBERED, "id") | dict.fromkeys(("consultations", "checks"), "rowid")
