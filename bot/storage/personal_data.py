"""The personal data in every table: collected and erased for one chat, and erased when its time is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol, TypeAlias

from bot.clock import Clock, iso, now
from bot.storage.database import Database
from bot.storage.transactions import ReadTransaction, StorageError, WriteTransaction

ErasureListener: TypeAlias = Callable[[str], object]


class PersonalFile(Protocol):
    """A file beside the database that holds something of people."""

    def rows_of(self, chat: str) -> list[dict[str, Any]]:
        """Return the lines of the file that came from the chat with that key."""

    def erase(self, chat: str) -> None:
        """Erase it, while the chat's rows are still in the database."""

    def erase_all(self) -> None:
        """Erase what it holds of all chats."""

    def expire(self) -> None:
        """Erase what belongs to rows that are no longer in the database."""


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PersonalDataRule:
    """The personal data in a table: its rows, and when they expire.

    `belongs` is an SQL condition on a row that belongs to the chat of `:key` and `:address`. `expired` is one on a row
    whose retention period is over, by the moments `:general` and `:disclosures` (ISO 8601 UTC), `:staff` and
    `:safeguarding` being the keys of colleagues' chats; empty where another rule erases the rows. The rows are deleted;
    where `blanked` is given, these columns are set instead, since the rest of the row is about something else. The
    columns `of_others` are about other people, and are not handed out.
    """

    table: str
    belongs: str
    expired: str = ""
    blanked: str = ""
    of_others: tuple[str, ...] = ()


NOBODY = "1 = 0"  # the condition of rows that belong to no chat
_CASE_IS_OLD = "changed < CASE kind WHEN 'safeguarding' THEN :disclosures ELSE :general END"
_OF_THEIR_CASES = "number IN (SELECT number FROM cases WHERE chat = :key)"
_OF_OLD_CASES = f"number IN (SELECT number FROM cases WHERE {_CASE_IS_OLD})"  # noqa: S608 - the inserted text is the constant above
_OF_THEIR_REQUESTS = "number IN (SELECT number FROM access_requests WHERE person = :key OR chat = :key)"
# A draft that comes from a case has its number as id, and may have no exchanges.
_IS_AN_OLD_DRAFT = (
    "state IN ('draft', 'dismissed') AND (members <> '[]' OR id LIKE 'R-%') AND id NOT IN (SELECT number FROM cases)"
    " AND NOT EXISTS (SELECT 1 FROM json_each(members) JOIN consultations ON consultations.id = json_each.value)"
)
_COLLEAGUE = ("actor", "actor_name")
_IN_USE = " UNION ".join(
    f"SELECT {column} FROM {table}"  # noqa: S608 - the inserted names are the constants below
    for table, column in (
        ("consultations", "chat"),
        ("privacy_notices", "chat"),
        ("cases", "chat"),
        ("checks", "chat"),
        ("roles", "person"),
    )
)
# Every table with anything of a person, in the order of erasing: rows that are found through others come first.
RULES = (
    PersonalDataRule(
        "updates",
        belongs="address = :address",
        blanked=(
            "payload = NULL, address = NULL, worker = NULL, lease_until = NULL,"
            " done = coalesce(done, :now || ' forgotten')"
        ),
    ),
    PersonalDataRule(
        "outbox",
        belongs="address = :address OR address LIKE :address || '/%'",
        blanked="state = 'withdrawn', finished = :now, address = NULL, content = NULL",
    ),
    # How someone introduced themself, on its way to those who let people in.
    PersonalDataRule(
        "outbox",
        belongs=(
            "reference IN (SELECT 'access:' || number || ':card' FROM access_requests"
            " WHERE person = :key OR chat = :key)"
        ),
        blanked="state = 'withdrawn', finished = :now, address = NULL, content = NULL",
        of_others=("address",),
    ),
    PersonalDataRule(
        "consultations",
        belongs="chat = :key",
        expired=(  # each half by an index of its own
            "(outcome = 'safeguarding' AND at < :disclosures) OR (outcome <> 'safeguarding' AND at < :general)"
        ),
    ),
    PersonalDataRule("sent_answers", belongs="chat = :key"),
    PersonalDataRule("sent_keyboards", belongs="chat = :key"),
    PersonalDataRule("sent_exchanges", belongs="chat = :key", expired="at < :general"),
    PersonalDataRule("model_usage", belongs="chat = :key"),
    PersonalDataRule("send_pace", belongs="name = :key OR name = :key || ' group'"),
    PersonalDataRule("checks", belongs="chat = :key", expired="changed < :general"),
    PersonalDataRule("consent_requests", belongs="chat = :key OR person = :key", expired="at < :general"),
    PersonalDataRule("danger_exchanges", belongs="chat = :key", expired="until < :now"),
    PersonalDataRule("case_events", belongs=_OF_THEIR_CASES, expired=_OF_OLD_CASES, of_others=_COLLEAGUE),
    PersonalDataRule("case_answers", belongs=_OF_THEIR_CASES, expired=_OF_OLD_CASES, of_others=_COLLEAGUE),
    PersonalDataRule("case_messages", belongs=f"chat = :key OR {_OF_THEIR_CASES}", expired=_OF_OLD_CASES),
    PersonalDataRule("cases", belongs="chat = :key", expired=_CASE_IS_OLD, of_others=("owner", "owner_name")),
    # Those who answer cases are people too: the case goes on without them.
    PersonalDataRule("case_events", belongs="actor = :key", blanked="actor = '', actor_name = ''"),
    PersonalDataRule("case_answers", belongs="actor = :key", blanked="actor = '', actor_name = ''"),
    PersonalDataRule(
        "cases",
        belongs="owner = :key",
        blanked="owner = '', owner_name = '', state = CASE state WHEN 'taken' THEN 'open' ELSE state END",
        of_others=("question", "topic", "found", "consultation", "chat", "address"),
    ),
    PersonalDataRule("staff_chats", belongs="address = :address OR address LIKE :address || '/%'"),
    # Drafts quote questions; a published entry is its author's. `FaqErasure` erases what quotes one chat.
    PersonalDataRule("faq", belongs=NOBODY, expired=_IS_AN_OLD_DRAFT),
    PersonalDataRule("roles", belongs="person = :key OR (address <> '' AND address = :address)"),
    PersonalDataRule("invitations", belongs=NOBODY, expired="until < :now"),
    PersonalDataRule(
        "access_cards",
        belongs=_OF_THEIR_REQUESTS + " OR (address <> '' AND address = :address)",
        expired="number NOT IN (SELECT number FROM access_requests WHERE until >= :now)",
        of_others=("address",),
    ),
    PersonalDataRule("access_requests", belongs="person = :key OR chat = :key", expired="until < :now"),
    PersonalDataRule("desk_links", belongs="person = :key", expired="until < :now", of_others=("token",)),
    PersonalDataRule("desk_sessions", belongs="person = :key", expired="until < :now", of_others=("token",)),
    # What was done stays on record without those who are forgotten.
    PersonalDataRule("audit", belongs="actor = :key", blanked="actor = ''", of_others=("subject",)),
    PersonalDataRule("audit", belongs="subject = :key", blanked="subject = ''", of_others=("actor",)),
    PersonalDataRule("audit", belongs=NOBODY, expired="at < :general"),
    PersonalDataRule(
        "privacy_notices",
        belongs="chat = :key",
        expired="at < :general AND chat NOT IN (SELECT chat FROM consultations)",
    ),
    # A language goes last, with everything else of its chat; the staff's group needs it as long as it is theirs.
    PersonalDataRule(
        "chat_languages",
        belongs="chat = :key",
        expired=f"at < :general AND chat NOT IN (:staff, :safeguarding) AND chat NOT IN ({_IN_USE})",
    ),
)

# The other tables, and why nothing in them is anybody's.
OTHER_TABLES = {
    "_sqlite_migrations": "the steps of the schema",
    "schema_steps": "the same on PostgreSQL",
    "case_tasks": "what was done today, by its name",
    "case_numbers": "the last number of each year",
    "procedures": "texts of the corpus",
    "sqlite_sequence": "counters of SQLite",
    "documents": "texts that were added to the index",
    "document_files": "the files that these were read from",
    "question_texts": "what the index learned from confirmed questions, erased by `ConfirmedQuestions`",
    "index_generations": "the index, which is built anew from the above without what was erased",
    "index_files": "the same",
    "index_collections": "the same",
    "index_turns": "the process that builds it",
    "key_fingerprint": "which secret key is in use",
}


@dataclass(frozen=True, slots=True)
class DataSubject:
    """The chat whose data is meant: its key, and its address if messages were to be sent there."""

    key: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days things are kept; of disclosures there is nothing but when, in which language and of what kind.

    `staff` and `safeguarding` are the keys of the chats in which colleagues work: their language is kept
    however long nothing happens there.
    """

    days: int = 180
    disclosure_days: int = 30
    staff: str = ""
    safeguarding: str = ""


class PersonalData:
    """Everything that the tables of `RULES` hold; safe to use from several threads and processes."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database, self._clock = database, clock
        self._listeners: list[ErasureListener] = []
        self._files: dict[str, PersonalFile] = {}

    def listen(self, listener: ErasureListener) -> None:
        """Have `listener` called with a chat's key before the chat is erased, in the same transaction."""
        self._listeners.append(listener)

    def include(self, name: str, file: PersonalFile) -> None:
        """Have a file collected, as if it were a table called `name`, and erased with the rest."""
        self._files[name] = file
        self.listen(file.erase)

    def collect(self, subject: DataSubject) -> dict[str, list[dict[str, Any]]]:
        """Return all rows of a chat by table, without what they tell of others and without tables that hold none."""
        found: dict[str, list[dict[str, Any]]] = {}
        with self._database.read() as db:
            for rule in RULES:
                for row in db.select(rule.table, rule.belongs, self._values(subject)):
                    theirs = {column: value for column, value in row.items() if column not in rule.of_others}
                    found.setdefault(rule.table, []).append(theirs)
        return found | {name: rows for name, file in self._files.items() if (rows := file.rows_of(subject.key))}

    def erase(self, subject: DataSubject) -> int:
        """Erase all rows of a chat and return their number; no byte of them stays in the file."""
        with self._database.write() as db:
            gone = self._count(db, subject)  # before listeners erase some of it themselves
            gone += sum(len(file.rows_of(subject.key)) for file in self._files.values())
            for listener in self._listeners:
                listener(subject.key)
            for rule in RULES:
                _erase(db, rule, rule.belongs, self._values(subject))
        self._rewrite(at_any_cost=False)
        return gone

    def erase_all(self, spare: Collection[str] = ()) -> int:
        """Erase the rows of all chats and return their number: the key that they are kept under is replaced.

        Messages that wait are withdrawn. Listeners are called for each chat, and what they queue is still sent. The
        tables in `spare` are left as they are.
        """
        with self._database.write() as db:
            values = {"key": "", "now": iso(self._clock())}
            erased = [rule for rule in RULES if ":key" in rule.belongs and rule.table not in (*spare, "outbox")]
            gone = sum(db.count(table, "1 = 1") for table in {rule.table for rule in erased})
            gone += sum(_erase(db, rule, "address IS NOT NULL", values) for rule in RULES if rule.table == "outbox")
            for row in db.fetch_all(_IN_USE):
                for listener in self._listeners:
                    listener(row["chat"])
            for file in self._files.values():
                file.erase_all()
            for rule in erased:
                _erase(db, rule, "1 = 1", values)
        self._rewrite()
        return gone

    def overdue(self, retention: Retention) -> dict[str, int]:
        """Return the number of overdue rows of each table, without tables that have none."""
        values = self._moments(retention)
        with self._database.read() as db:
            counts = {rule.table: db.count(rule.table, rule.expired, values) for rule in RULES if rule.expired}
        return {table: count for table, count in counts.items() if count}

    def expire(self, retention: Retention) -> dict[str, int]:
        """Erase overdue rows and return their number for each table.

        The file is written anew in any case: so what an earlier erasing had to leave in it goes too.
        """
        values = self._moments(retention)
        with self._database.write() as db:
            counts = {rule.table: _erase(db, rule, rule.expired, values) for rule in RULES if rule.expired}
        for file in self._files.values():
            file.expire()
        self._rewrite()
        return {table: count for table, count in counts.items() if count}

    def _count(self, db: ReadTransaction, subject: DataSubject) -> int:
        """Return the number of rows of a chat, each counted once."""
        conditions: dict[str, list[str]] = {}
        for rule in RULES:
            conditions.setdefault(rule.table, []).append(f"({rule.belongs})")
        values = self._values(subject)
        return sum(db.count(table, " OR ".join(of_table), values) for table, of_table in conditions.items())

    def _rewrite(self, at_any_cost: bool = True) -> None:
        """Leave no copy behind; if another process is in the way, that is done with the next expiry."""
        try:
            done = self._database.rewrite(at_any_cost)
        except StorageError as error:
            _log.warning("The database could not be written anew (%s).", error)
        else:
            if not done:
                _log.warning("Copies of erased text may stay until the next daily expiry (large, or in use).")

    def _values(self, subject: DataSubject) -> dict[str, str]:
        return {"key": subject.key, "address": subject.address, "now": iso(self._clock())}

    def _moments(self, retention: Retention) -> dict[str, str]:
        present = self._clock()
        general, disclosures = (present - timedelta(days=days) for days in (retention.days, retention.disclosure_days))
        return {
            "general": iso(general),
            "disclosures": iso(disclosures),
            "now": iso(present),
            "staff": retention.staff,
            "safeguarding": retention.safeguarding,
        }


def _erase(db: WriteTransaction, rule: PersonalDataRule, where: str, values: dict[str, str]) -> int:
    act = "UPDATE {table} SET {blank} WHERE {where}" if rule.blanked else "DELETE FROM {table} WHERE {where}"
    # Names and conditions are the constants of `RULES`; what comes from outside is bound.
    statement = act.format(table=rule.table, blank=rule.blanked, where=where)
    return db.execute(statement, values)
