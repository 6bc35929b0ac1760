"""All that is kept of a chat, in every table: handed out, erased when asked, and forgotten in time."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.records.database import Database
from bot.records.holding import HOLDINGS, Holding

if TYPE_CHECKING:
    import sqlite_utils

Listener: TypeAlias = Callable[[str], object]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data is meant: the chat's key, and its address where something was to be sent there."""

    key: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days things are kept; of disclosures there is nothing but when, in which language and of what kind.

    `staff` and `guards` are the keys of the chats in which colleagues work: their language is kept however long nothing
    happens there.
    """

    days: int = 180
    disclosure_days: int = 30
    staff: str = ""
    guards: str = ""


class Holdings:
    """Everything that the tables of `holding.HOLDINGS` hold; safe to use from several threads and processes."""

    def __init__(self, database: Database, clock: Callable[[], datetime] | None = None) -> None:
        self._database, self._clock = database, clock or partial(datetime.now, UTC)
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Have `listener` called with a chat's key before the chat is erased, in the same transaction."""
        self._listeners.append(listener)

    def collect(self, subject: Subject) -> dict[str, list[dict[str, Any]]]:
        """Return all rows of a chat by table, without what they tell of others and without tables that hold none."""
        found: dict[str, list[dict[str, Any]]] = {}
        with self._database.transaction() as db:
            for holding in HOLDINGS:
                for row in db.table(holding.table).rows_where(holding.whose, self._values(subject)):
                    theirs = {column: value for column, value in row.items() if column not in holding.others}
                    found.setdefault(holding.table, []).append(theirs)
        return found

    def erase(self, subject: Subject) -> int:
        """Erase all that is held of a chat and return how many rows that were; no byte of it stays in the file."""
        with self._database.transaction() as db:
            gone = self._count(db, subject)  # before those who listen erase some of it themselves
            for listener in self._listeners:
                listener(subject.key)
            for holding in HOLDINGS:
                _erase(db, holding, holding.whose, self._values(subject))
        self._rewrite()
        return gone

    def erase_all(self, spare: Collection[str] = ()) -> int:
        """Erase what is held of all chats by their keys, and return how many rows that were: the key is given up.

        The tables in `spare` are left as they are.
        """
        with self._database.transaction() as db:
            values = {"key": "", "now": _iso(self._clock())}
            erased = [holding for holding in HOLDINGS if ":key" in holding.whose and holding.table not in spare]
            gone = sum(_erase(db, holding, "1", values) for holding in erased)
        self._rewrite()
        return gone

    def overdue(self, retention: Retention) -> dict[str, int]:
        """Return how many rows of each table have had their time, leaving out tables with none."""
        values = self._moments(retention)
        with self._database.transaction() as db:
            counts = {h.table: db.table(h.table).count_where(h.old, values) for h in HOLDINGS if h.old}
        return {table: count for table, count in counts.items() if count}

    def expire(self, retention: Retention) -> dict[str, int]:
        """Erase what has had its time and return how many rows of each table that were.

        The file is written anew in any case: so what an earlier erasing had to leave in it goes too.
        """
        values = self._moments(retention)
        with self._database.transaction() as db:
            counts = {h.table: _erase(db, h, h.old, values) for h in HOLDINGS if h.old}
        self._rewrite()
        return {table: count for table, count in counts.items() if count}

    def _count(self, db: sqlite_utils.Database, subject: Subject) -> int:
        """Return how many rows are a chat's, each counted once."""
        whose: dict[str, list[str]] = {}
        for holding in HOLDINGS:
            whose.setdefault(holding.table, []).append(f"({holding.whose})")
        values = self._values(subject)
        return sum(db.table(table).count_where(" OR ".join(conditions), values) for table, conditions in whose.items())

    def _rewrite(self) -> None:
        """Leave no copy behind; if another process is in the way, that is done with the next expiry."""
        try:
            done = self._database.rewrite()
        except sqlite3.OperationalError as error:
            _log.warning("The database could not be written anew (%s).", error)
        else:
            if not done:
                _log.warning("The write-ahead log could not be emptied: another process reads it.")

    def _values(self, subject: Subject) -> dict[str, str]:
        return {"key": subject.key, "address": subject.address, "now": _iso(self._clock())}

    def _moments(self, retention: Retention) -> dict[str, str]:
        now = self._clock()
        general, disclosures = (now - timedelta(days=days) for days in (retention.days, retention.disclosure_days))
        return {
            "general": _iso(general),
            "disclosures": _iso(disclosures),
            "now": _iso(now),
            "staff": retention.staff,
            "guards": retention.guards,
        }


def _erase(db: sqlite_utils.Database, holding: Holding, where: str, values: dict[str, str]) -> int:
    act = "UPDATE {table} SET {blank} WHERE {where}" if holding.blank else "DELETE FROM {table} WHERE {where}"
    # Words of our own (see `holding`); what comes from outside is bound.
    statement = act.format(table=holding.table, blank=holding.blank, where=where)
    return int(db.conn.execute(statement, values).rowcount)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
