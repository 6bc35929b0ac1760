"""Which message is about which case, so that a reply to it finds its way."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.cases.case import (
    HAPPENED,
    Actor,
    Case,
    CaseAction,
    CaseEvent,
    CaseKind,
    CaseState,
    EventKind,
    NewCase,
    after,
)
from bot.domain.cases.workdays import Workdays
from bot.errors import CaseError
from bot.storage.database import Database
from corpus.language import Language

_TYPED = re.compile(r"[rR]-?(\d{4})-(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases are meant. What is empty selects all; `owner` is a name or the beginning of a hash."""

    states: Collection[CaseState] = ()
    overdue: bool = False
    language: Language | None = None
    owner: str = ""
    chat: str = ""


class CaseRepository:
    """The tables of cases; safe to use from several threads and processes. Unknown numbers raise CaseError."""

    def __init__(self, database: Database, workdays: Workdays, days: int = 5) -> None:
        self._database, self.workdays, self._days = database, workdays, days

    def next_due(self, kind: CaseKind = "question") -> date:
        """Return by when a case that is opened now is to be answered; where someone may be in danger, a day is long."""
        return self.workdays.after(self.workdays.today(), 1 if kind == "safeguarding" else self._days)

    def open(self, draft: NewCase, who: Actor) -> Case:
        """Open a case under the next number of the year; an exchange that has a case gets that one."""
        with self._database.write():
            if draft.consultation and (known := self.of_consultation(draft.consultation)):
                return known
            number, now = self._next_number(), self._now()
            row = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
            row |= {"number": number, "state": "open", "found": json.dumps(draft.found, ensure_ascii=False)}
            row |= {"agreed": int(bool(draft.address)), "address": draft.address or None}
            row |= {"opened": now, "changed": now, "due": self.next_due(draft.kind).isoformat()}
            with self._database.write() as db:
                db.insert("cases", row)
            self._note(number, "opened", who)
            return self.find(number)

    def find(self, number: str) -> Case:
        """Return the case of that number, however it is typed ("r-2026-42"). Raise CaseError if there is none."""
        rows = self._rows("number = ?", [full_number(number)])
        if not rows:
            raise CaseError("unknown", number=number.strip()[:40])
        return case_of(rows[0])

    def of_consultation(self, consultation: str) -> Case | None:
        """Return the case that was opened for an exchange, None if there is none."""
        rows = self._rows("consultation = ?", [consultation])
        return case_of(rows[0]) if rows else None

    def select(self, selection: Selection) -> list[Case]:
        """Return the cases that are meant, the first due first."""
        rows = self._rows("chat = ?", [selection.chat]) if selection.chat else self._rows("1", [])
        return [case for row in rows if self._is_meant(case := case_of(row), selection)]

    def history(self, number: str) -> list[CaseEvent]:
        """Return what happened to a case, oldest first."""
        with self._database.read() as db:
            rows = db.select("case_events", "number = ?", [number], order_by="id")
        return [CaseEvent(**{name: row[name] for name in CaseEvent.__dataclass_fields__}) for row in rows]

    def latest(self, number: str, happening: EventKind | None = None) -> int:
        """Return the id of the last thing that happened to a case, or the last of that sort; 0 if there is none."""
        statement = (
            "SELECT coalesce(max(id), 0) FROM case_events WHERE number = ? AND happening = coalesce(?, happening)"
        )
        with self._database.read() as db:
            return int(db.fetch_value(statement, [number, happening]))

    def change(self, number: str, action: CaseAction, who: Actor, note: str = "") -> Case:
        """Do something with a case. Raise CaseError if it may not happen now, or someone else was quicker."""
        with self._database.write():
            case = self.find(number)
            if action in ("take", "take_over") and case.state == "taken" and case.owner == who.key:
                raise CaseError("yours", number=case.number)
            state = after(case, action)
            due = self.next_due(case.kind) if action == "reopen" else case.due
            self._update(case.number, state=state, due=due.isoformat(), **_owner(case, action, state, who))
            self._note(case.number, HAPPENED[action], who, note)
            return self.find(case.number)

    def note(self, number: str, happening: EventKind, who: Actor, note: str = "") -> Case:
        """Add to a case's history something that leaves its state as it is."""
        with self._database.write():
            case = self.find(number)
            self._note(case.number, happening, who, note)
            self._update(case.number)
            return case

    def agree(self, number: str, chat: str, address: str) -> Case:
        """Note whose case it is and where an answer may go, for a person who agreed to that after it was opened."""
        with self._database.write():
            self._update(number, chat=chat, address=address, agreed=1)
            self._note(number, "agreed", Actor(""))
            return self.find(number)

    def disagree(self, number: str) -> Case:
        """Forget whose case it is, the way back to them, and all that was written: the person has thought better of it.

        Nothing else would find it again: what is erased for a person is found by whose case it is.
        """
        with self._database.write() as db:
            chat = self.find(number).chat
            db.delete("case_answers", "number = ?", [number])
            db.delete("case_messages", "number = ? AND chat = ?", [number, chat])
            db.delete("case_events", "number = ? AND happening = 'wrote'", [number])
            db.execute("UPDATE case_events SET who = '', name = '' WHERE number = ? AND who = ?", [number, chat])
            self._update(number, chat="", address=None, agreed=0)
            self._note(number, "disagreed", Actor(""))
            return self.find(number)

    def erase_address(self, number: str) -> None:
        """Forget the way back to the person: it leads nowhere any more, or is no longer needed."""
        self._update(number, address=None)

    def set_address(self, number: str, address: str) -> None:
        """Set the way back again, for a person who agreed to it and has written since."""
        with self._database.write() as db:
            db.execute("UPDATE cases SET address = ? WHERE number = ? AND agreed", [address, number])

    def relocate(self, old: str, new: str, old_chat: str, new_chat: str) -> None:
        """Have the cases of a chat be those of the chat that it has become."""
        with self._database.write() as db:
            db.execute("UPDATE cases SET address = ? WHERE address = ?", [new, old])
            db.execute("UPDATE cases SET chat = ? WHERE chat = ?", [new_chat, old_chat])

    def set_card(self, number: str, message: int | None) -> None:
        """Remember which message shows the case to the staff."""
        with self._database.write() as db:
            db.update("cases", {"card": message}, "number", number)

    def _is_meant(self, case: Case, selection: Selection) -> bool:
        wanted = selection.owner.casefold()
        return (
            (not selection.states or case.state in selection.states)
            and (not selection.overdue or case.is_overdue(self.workdays.today()))
            and selection.language in (None, case.language)
            and (not wanted or case.owner_name.casefold() == wanted or case.owner.startswith(wanted))
        )

    def _next_number(self) -> str:
        """Count in a table of its own: a number is not given again when its case has been erased."""
        year = self.workdays.today().year
        with self._database.write() as db:
            db.insert_new("case_numbers", {"year": year, "last": 0})
            db.execute("UPDATE case_numbers SET last = last + 1 WHERE year = ?", [year])
            last = db.fetch_value("SELECT last FROM case_numbers WHERE year = ?", [year])
        return f"R-{year}-{last:04d}"

    def _rows(self, where: str, values: list[str]) -> list[dict[str, Any]]:
        with self._database.read() as db:
            return db.select("cases", where, values, order_by="due, number")

    def _note(self, number: str, happening: EventKind, who: Actor, note: str = "") -> None:
        row = {"number": number, "at": self._now(), "happening": happening, "who": who.key, "name": who.name}
        with self._database.write() as db:
            db.insert("case_events", row | {"note": note})

    def _update(self, number: str, **values: object) -> None:
        with self._database.write() as db:
            db.update("cases", {"changed": self._now(), **values}, "number", number)

    def _now(self) -> str:
        return self.workdays.now().astimezone(UTC).isoformat(timespec="seconds")


def full_number(typed: str) -> str:
    """Return the number as it is written, from what someone typed.

    >>> full_number(" r-2026-42 "), full_number("R-2026-0042")
    ('R-2026-0042', 'R-2026-0042')
    """
    match = _TYPED.fullmatch(typed.strip())
    return f"R-{match[1]}-{int(match[2]):04d}" if match else typed.strip()


def _owner(case: Case, action: CaseAction, state: CaseState, who: Actor) -> dict[str, str]:
    """Return what changes in whose case it is: theirs who take it, or answer what nobody had taken."""
    if action in ("take", "take_over") or (action == "answer" and not case.owner):
        return {"owner": who.key, "owner_name": who.name}
    return {"owner": "", "owner_name": ""} if state in ("open", "reopened") else {}


def case_of(row: dict[str, Any]) -> Case:
    """Return the case that a row of the table holds."""
    values = {name: row[name] for name in Case.__dataclass_fields__}
    due, found = date.fromisoformat(row["due"]), tuple(json.loads(row["found"]))
    return Case(**values | {"due": due, "found": found, "agreed": bool(row["agreed"]), "address": row["address"] or ""})


KEEP_ADDRESS = timedelta(days=7)  # after a case is closed: time to correct a mistake, then there is no way back
_TABLES = ("case_events", "case_answers", "case_messages", "cases")


class CaseRetention:
    """Erases cases and the ways back to people. What is erased is gone from the file and its log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forget(self, chat: str) -> list[Case]:
        """Erase every case of a chat, and return them as they were: their cards are still to be taken down."""
        return self._erase("chat = ?", chat)

    def purge(self, before: datetime) -> list[Case]:
        """Erase the cases that were closed, and last changed, before a moment; return them as they were."""
        return self._erase("state = 'closed' AND changed < ?", _iso(before))

    def erase_addresses(self, now: datetime) -> int:
        """Erase the way back of cases that have been closed for a week; return how many had one."""
        statement = "UPDATE cases SET address = NULL WHERE state = 'closed' AND changed < ? AND address IS NOT NULL"
        with self._database.write() as db:
            erased = db.execute(statement, [_iso(now - KEEP_ADDRESS)])
        if erased:
            self._database.checkpoint()
        return erased

    def _erase(self, where: str, value: str) -> list[Case]:
        with self._database.write() as db:
            cases = [case_of(row) for row in db.select("cases", where, [value])]
            for case in cases:
                for table in _TABLES:
                    db.delete(table, "number = ?", [case.number])
        if cases:
            self._database.checkpoint()
        return cases


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


class MessageLinks:
    """The table of messages about cases, by chat key and message id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def join(self, chat: str, message: int, number: str) -> None:
        """Remember that a message in a chat is about a case."""
        row = {"chat": chat, "message": message, "number": number}
        with self._database.write() as db:
            db.upsert("case_messages", row, "chat, message")

    def join_own(self, chat: str, message: int | None, number: str) -> None:
        """Remember that what someone wrote is about a case, so that what we answer to it is too."""
        if message is not None:
            self.join(chat, message, number)

    def number(self, chat: str, message: int | None) -> str:
        """Return the number of the case that a message is about, or that it answers a message about; else nothing."""
        if message is None:
            return ""
        with self._database.read() as db:
            found = db.fetch_value(_NUMBER, {"chat": chat, "message": message})
        return str(found or "")


_NUMBER = """
SELECT number FROM case_messages WHERE chat = :chat AND message = :message
UNION ALL
SELECT number FROM sent_answers, json_each(answers) JOIN case_messages
    ON case_messages.chat = sent_answers.chat AND case_messages.message = sent_answers.question
    WHERE sent_answers.chat = :chat AND json_each.value = :message
"""
