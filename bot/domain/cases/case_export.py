"""Cases as JSON and CSV, with their answers and history, without anything that identifies the person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.domain.cases.case import Case, CaseEvent
from bot.domain.cases.case_answers import CaseAnswer
from bot.domain.export import to_csv

COLUMNS = (
    "number", "state", "overdue", "kind", "language", "topic", "question", "outcome", "found", "owner", "opened",
    "changed", "due", "reachable", "answers", "theme", "later", "helped",
)  # fmt: skip  # one column a line would hide the rest of the module


def as_object(case: Case, today: date) -> dict[str, Any]:
    """Return the fields of a case in JSON; they are a promised interface."""
    return {
        "number": case.number,
        "state": case.state,
        "overdue": case.is_overdue(today),
        "kind": case.kind,
        "language": case.language,
        "topic": case.topic,
        "question": case.question,
        "outcome": case.outcome,
        "found": list(case.found),
        "owner": case.owner_name or case.owner[:6],
        "opened": case.opened,
        "changed": case.changed,
        "due": case.due.isoformat(),
        "reachable": bool(case.address),
        "theme": case.theme,
        "later": case.later.isoformat() if case.later else "",
        "helped": case.helped,
    }


def in_full(case: Case, answers: Iterable[CaseAnswer], history: Iterable[CaseEvent], today: date) -> dict[str, Any]:
    """Return the case with its answers and its history."""
    given = [{"at": one.at, "by": one.actor.name, "state": one.state, "text": one.text} for one in answers]
    events = [{"at": one.at, "event": one.kind, "by": one.actor.name, "note": one.note} for one in history]
    return as_object(case, today) | {"answers": given, "history": events}


def cases_csv(objects: Iterable[Mapping[str, Any]]) -> str:
    """Return the cases, each as `in_full` gives it, as CSV."""
    return to_csv(COLUMNS, ({column: _cell(one.get(column, "")) for column in COLUMNS} for one in objects))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        given = [one for one in value if not isinstance(one, dict) or one["state"] != "held"]
        return " | ".join(one["text"] if isinstance(one, dict) else str(one) for one in given)
    return str(value)
