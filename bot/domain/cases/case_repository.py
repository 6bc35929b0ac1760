"""The tables of cases: the cases, their history, and the messages about them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.clock import iso
from bot.domain.cases.case import (
    ANONYMOUS,
    EVENT_OF,
    UNANSWERED,
    Actor,
    Case,
    CaseAction,
    CaseEvent,
    CaseState,
    EventKind,
    Helped,
    NewCase,
    next_state,
)
from bot.domain.cases.workdays import Workdays
from bot.errors import CaseError
from bot.storage.database import Database
from corpus.language import Language
from index.text.folding import fold

KEEP_ADDRESS = timedelta(days=7)  # after a case is closed: time to correct a mistake
_TYPED = re.compile(r"[rR]-?(\d{4})-(\d{1,6})")
_TABLES = ("case_events", "case_answers", "case_messages", "cases")
_LINKED_ANSWERS = """
SELECT number, purpose, answers FROM sent_answers JOIN case_messages
    ON case_messages.chat = sent_answers.chat AND case_messages.message = sent_answers.question
    WHERE sent_answers.chat = ?
"""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Criteria that select cases. An empty one selects all; `owner` is a name or the beginning of a hash.

    Each of the `words` is in the question, the topic or the number, whatever its accents and capitals. `postponed`
    tells which are meant, those that come back later or the others; None for both.
    """

    states: Collection[CaseState] = ()
    overdue: bool = False
    language: Language | None = None
    owner: str = ""
    chat: str = ""
    theme: str = ""
    words: str = ""
    postponed: bool | None = None


class CaseRepository:
    """The tables of cases; safe to use from several threads and processes. Unknown numbers raise CaseError."""

    def __init__(self, database: Database, workdays: Workdays) -> None:
        self._database, self.workdays = database, workdays

    def open(self, new: NewCase, actor: Actor, opened: str = "") -> Case:
        """Open a case under the next number of the year; a consultation that has a case gets that one.

        `opened` is its moment if that is not now (ISO 8601 UTC).
        """
        with self._database.write():
            if new.consultation and (known := self.of_consultation(new.consultation)):
                return known
            number, now = self._next_number(), self._now()
            row = {name: getattr(new, name) for name in new.__dataclass_fields__}
            row |= {"number": number, "state": "open", "found": json.dumps(new.found, ensure_ascii=False)}
            row |= {"agreed": int(bool(new.address)), "address": new.address or None}
            row |= {"opened": opened or now, "changed": now, "due": self.workdays.next_due(new.kind).isoformat()}
            with self._database.write() as db:
                db.insert("cases", row)
            self._note(number, "opened", actor)
            return self.find(number)

    def find(self, number: str) -> Case:
        """Return the case of that number, however it is typed ("r-2026-42"). Raise CaseError if there is none."""
        rows = self._rows("number = ?", [full_number(number)])
        if not rows:
            raise CaseError("unknown", number=number.strip()[:40])
        return case_of(rows[0])

    def of_consultation(self, consultation: str) -> Case | None:
        """Return the case that was opened for a consultation, None if there is none."""
        rows = self._rows("consultation = ?", [consultation])
        return case_of(rows[0]) if rows else None

    def select(self, criteria: CaseFilter) -> list[Case]:
        """Return the matching cases, the first due first."""
        rows = self._rows("chat = ?", [criteria.chat]) if criteria.chat else self._rows("1 = 1", [])
        return [case for row in rows if self._matches(case := case_of(row), criteria)]

    def history(self, number: str) -> list[CaseEvent]:
        """Return the events of a case, oldest first."""
        with self._database.read() as db:
            rows = db.select("case_events", "number = ?", [number], order_by="id")
        return [CaseEvent(row["at"], row["kind"], Actor(row["actor"], row["actor_name"]), row["note"]) for row in rows]

    def last_event(self, number: str, kind: EventKind | None = None) -> int:
        """Return the id of the last event of a case, or of the last of that kind; 0 if there is none."""
        statement = "SELECT coalesce(max(id), 0) FROM case_events WHERE number = ? AND kind = coalesce(?, kind)"
        with self._database.read() as db:
            return int(db.fetch_value(statement, [number, kind]))

    def events_until(self, number: str, event: int) -> int:
        """Return the number of events of a case up to that of the id `event`."""
        statement = "SELECT count(*) FROM case_events WHERE number = ? AND id <= ?"
        with self._database.read() as db:
            return int(db.fetch_value(statement, [number, event]))

    def change(self, number: str, action: CaseAction, actor: Actor, note: str = "") -> Case:
        """Apply an action to a case. Raise CaseError if it is not allowed now, or someone else was quicker."""
        with self._database.write():
            case = self.find(number)
            if action in ("take", "take_over") and case.state == "taken" and case.owner == actor.key:
                raise CaseError("yours", number=case.number)
            state = next_state(case, action)
            due = self.workdays.next_due(case.kind) if action == "reopen" else case.due
            self._update(
                case.number, state=state, due=due.isoformat(), later=None, **_owner(case, action, state, actor)
            )
            self._note(case.number, EVENT_OF[action], actor, note)
            return self.find(case.number)

    def assign(self, number: str, recipient: Actor, actor: Actor) -> Case:
        """Give a case to a colleague, as `actor` wishes. Raise CaseError if it waits for no answer or is theirs."""
        with self._database.write():
            case = self.find(number)
            if case.state not in UNANSWERED:
                raise CaseError("is_closed" if case.state == "closed" else "already_answered", number=case.number)
            if case.owner == recipient.key:
                raise CaseError("already_taken", number=case.number, name=case.owner_name)
            self._update(case.number, state="taken", later=None, owner=recipient.key, owner_name=recipient.name)
            self._note(case.number, "assigned", actor)
            self._note(case.number, "received", recipient)
            return self.find(case.number)

    def note(self, number: str, kind: EventKind, actor: Actor, note: str = "") -> Case:
        """Add an event that leaves the state as it is to a case's history."""
        with self._database.write():
            case = self.find(number)
            self._note(case.number, kind, actor, note)
            self._update(case.number)
            return case

    def postpone(self, number: str, day: date, actor: Actor) -> Case:
        """Put a case off until `day`. Raise CaseError if it waits for no answer."""
        with self._database.write():
            case = self.find(number)
            if case.state not in UNANSWERED:
                raise CaseError("is_closed" if case.state == "closed" else "already_answered", number=case.number)
            self._update(case.number, later=day.isoformat())
            self._note(case.number, "postponed", actor, day.isoformat())
            return self.find(case.number)

    def bring_back(self, number: str) -> Case:
        """Record that a postponed case is back."""
        return self._return(number, "returned", ANONYMOUS)

    def resume(self, number: str, actor: Actor) -> Case:
        """Record that somebody brings a postponed case back. Raise CaseError if it is not postponed."""
        with self._database.write():
            if self.find(number).later is None:
                raise CaseError("not_put_off", number=number)
            return self._return(number, "resumed", actor)

    def set_helped(self, number: str, helped: Helped) -> None:
        """Record that the person was asked whether the answer helped, or what they said."""
        self._update(number, helped=helped)

    def record_consent(self, number: str, chat: str, address: str) -> Case:
        """Set the chat and the address of a person who agreed to be answered after the case was opened."""
        with self._database.write():
            self._update(number, chat=chat, address=address, agreed=1)
            self._note(number, "agreed", ANONYMOUS)
            return self.find(number)

    def withdraw_consent(self, number: str) -> Case:
        """Erase the chat, the address and all that was written, for a person who withdraws their consent.

        Nothing may be left for later: other erasures find a person's data by the chat of their cases, erased here.
        """
        with self._database.write() as db:
            chat = self.find(number).chat
            db.delete("case_answers", "number = ?", [number])
            db.delete("case_messages", "number = ? AND chat = ?", [number, chat])
            db.delete("case_events", "number = ? AND kind = 'wrote'", [number])
            db.execute(
                "UPDATE case_events SET actor = '', actor_name = '' WHERE number = ? AND actor = ?", [number, chat]
            )
            self._update(number, chat="", address=None, agreed=0)
            self._note(number, "disagreed", ANONYMOUS)
            return self.find(number)

    def erase_address(self, number: str) -> None:
        """Erase the address of the person: messages to it fail, or it is no longer needed."""
        self._update(number, address=None)

    def set_address(self, number: str, address: str) -> None:
        """Set the address again, for a person who agreed to it and has written since."""
        with self._database.write() as db:
            db.execute("UPDATE cases SET address = ? WHERE number = ? AND agreed = 1", [address, number])

    def set_summary(self, number: str, message: int | None) -> None:
        """Set the message that shows the case in the team's chat."""
        with self._database.write() as db:
            db.update("cases", {"summary": message}, "number", number)

    def erase_chat(self, chat: str) -> list[Case]:
        """Erase every case of a chat, from the file and its log too; return them as they were."""
        with self._database.write() as db:
            cases = [case_of(row) for row in db.select("cases", "chat = ?", [chat])]
            for case in cases:
                for table in _TABLES:
                    db.delete(table, "number = ?", [case.number])
        if cases:
            self._database.checkpoint()
        return cases

    def erase_addresses(self) -> int:
        """Erase the addresses of cases that have been closed for a week; return how many there were."""
        statement = "UPDATE cases SET address = NULL WHERE state = 'closed' AND changed < ? AND address IS NOT NULL"
        with self._database.write() as db:
            erased = db.execute(statement, [iso(self.workdays.now() - KEEP_ADDRESS)])
        if erased:
            self._database.checkpoint()
        return erased

    def _matches(self, case: Case, criteria: CaseFilter) -> bool:
        wanted = criteria.owner.casefold()
        return (
            (not criteria.states or case.state in criteria.states)
            and (not criteria.overdue or case.is_overdue(self.workdays.today()))
            and criteria.language in (None, case.language)
            and (not wanted or case.owner_name.casefold() == wanted or case.owner.startswith(wanted))
            and criteria.theme in ("", case.theme)
            and criteria.postponed in (None, case.is_postponed(self.workdays.today()))
            and _holds(case, criteria.words)
        )

    def _return(self, number: str, kind: EventKind, actor: Actor) -> Case:
        with self._database.write():
            self._update(number, later=None)
            self._note(number, kind, actor)
            return self.find(number)

    def _next_number(self) -> str:
        """Return the next number of the year, counted in its own table: the number of an erased case is not reused."""
        year = self.workdays.today().year
        with self._database.write() as db:
            db.insert_new("case_numbers", {"year": year, "last": 0})
            db.execute("UPDATE case_numbers SET last = last + 1 WHERE year = ?", [year])
            last = db.fetch_value("SELECT last FROM case_numbers WHERE year = ?", [year])
        return f"R-{year}-{last:04d}"

    def _rows(self, where: str, values: list[str]) -> list[dict[str, Any]]:
        with self._database.read() as db:
            return db.select("cases", where, values, order_by="due, number")

    def _note(self, number: str, kind: EventKind, actor: Actor, note: str = "") -> None:
        row = {"number": number, "at": self._now(), "kind": kind, "actor": actor.key, "actor_name": actor.name}
        with self._database.write() as db:
            db.insert("case_events", row | {"note": note})

    def _update(self, number: str, **values: object) -> None:
        with self._database.write() as db:
            db.update("cases", {"changed": self._now(), **values}, "number", number)

    def _now(self) -> str:
        return iso(self.workdays.now())


class MessageLinks:
    """The table of messages about cases, by chat key and message id; a `purpose` says what a reply to one is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def link(self, chat: str, message: int, number: str, purpose: str = "") -> None:
        """Link a message in a chat to a case."""
        row = {"chat": chat, "message": message, "number": number, "purpose": purpose}
        with self._database.write() as db:
            db.upsert("case_messages", row, "chat, message")

    def number(self, chat: str, message: int | None) -> str:
        """Return the number of the case linked to a message, or to the message that it answers; empty for none."""
        return self._linked(chat, message)[0]

    def purpose(self, chat: str, message: int | None) -> str:
        """Return the purpose of a reply to a message; empty for an answer to the person or if it has no case."""
        return self._linked(chat, message)[1]

    def with_purpose(self, chat: str, number: str, purpose: str) -> list[int]:
        """Return the messages about a case in a chat that have that purpose."""
        where = "chat = ? AND number = ? AND purpose = ?"
        with self._database.read() as db:
            rows = db.select("case_messages", where, [chat, number, purpose], order_by="message")
        return [int(row["message"]) for row in rows]

    def _linked(self, chat: str, message: int | None) -> tuple[str, str]:
        """Return number and purpose of a message, or of the message that it answers; empty for none."""
        if message is None:
            return "", ""
        with self._database.read() as db:
            rows = db.select("case_messages", "chat = ? AND message = ?", [chat, message])
            if not rows:
                answers = db.fetch_all(_LINKED_ANSWERS, [chat])
                rows = [row for row in answers if message in json.loads(row["answers"])]
        return (str(rows[0]["number"]), str(rows[0]["purpose"])) if rows else ("", "")


def full_number(typed: str) -> str:
    """Return the number as it is written, from what someone typed.

    >>> full_number(" r-2026-42 "), full_number("R-2026-0042")
    ('R-2026-0042', 'R-2026-0042')
    """
    match = _TYPED.fullmatch(typed.strip())
    return f"R-{match[1]}-{int(match[2]):04d}" if match else typed.strip()


def case_of(row: dict[str, Any]) -> Case:
    """Return the case in a row of the table."""
    values = {name: row[name] for name in Case.__dataclass_fields__}
    due, found = date.fromisoformat(row["due"]), tuple(json.loads(row["found"]))
    later = date.fromisoformat(row["later"]) if row["later"] else None
    values |= {"due": due, "found": found, "agreed": bool(row["agreed"]), "address": row["address"] or ""}
    return Case(**values | {"later": later})


def _holds(case: Case, words: str) -> bool:
    """Tell whether a case has all words."""
    text = fold(f"{case.question} {case.topic} {case.number}")
    return all(word in text for word in fold(words).split())


def _owner(case: Case, action: CaseAction, state: CaseState, actor: Actor) -> dict[str, str]:
    """Return the new owner columns: the actor on take or first answer, empty when the case becomes open."""
    if action in ("take", "take_over") or (action == "answer" and not case.owner):
        return {"owner": actor.key, "owner_name": actor.name}
    return {"owner": "", "owner_name": ""} if state in ("open", "reopened") else {}
