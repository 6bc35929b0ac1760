"""Cases as JSON and CSV: what happened and what was said, without any way back to the person."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.domain.cases.case import Case, CaseEvent
from bot.domain.cases.case_answers import CaseAnswer

COLUMNS = (
    "number", "state", "overdue", "kind", "language", "topic", "question", "outcome", "found", "owner", "opened",
    "changed", "due", "reachable", "answers",
)  # fmt: skip  # one column a line would hide the rest of the module

# What a spreadsheet takes for the beginning of a formula, also in full width, after spaces and what has no width
# (OWASP, "CSV Injection").
_FORMULA = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]|^[\t\r\n]")


def as_object(case: Case, today: date) -> dict[str, Any]:
    """Return the case as the fields that programs are promised."""
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
    }


def in_full(case: Case, answers: Iterable[CaseAnswer], history: Iterable[CaseEvent], today: date) -> dict[str, Any]:
    """Return the case with its answers and its history."""
    given = [{"at": one.at, "by": one.who.name, "fate": one.fate, "text": one.text} for one in answers]
    events = [{"at": one.at, "event": one.happening, "by": one.name, "note": one.note} for one in history]
    return as_object(case, today) | {"answers": given, "history": events}


def to_json(objects: Sequence[dict[str, Any]]) -> str:
    """Return the cases as one JSON array."""
    return json.dumps(objects, ensure_ascii=False, indent=2)


def to_csv(objects: Iterable[dict[str, Any]]) -> str:
    """Return the cases as CSV (RFC 4180), one a row, with no cell that a spreadsheet would calculate."""
    written = io.StringIO()
    rows = csv.writer(written, quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    for one in objects:
        rows.writerow([harmless(_cell(one.get(column, ""))) for column in COLUMNS])
    return written.getvalue()


def harmless(cell: str) -> str:
    """Return a cell with an apostrophe before what a spreadsheet would take for a formula.

    >>> harmless("=HYPERLINK(1)"), harmless(" \uff1dA1"), harmless("-12 %"), harmless("Qui paie ?")
    ("'=HYPERLINK(1)", "' \uff1dA1", "'-12 %", 'Qui paie ?')
    """
    return f"'{cell}" if _FORMULA.search(cell) else cell


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        given = [one for one in value if not isinstance(one, dict) or one["fate"] != "held"]
        return " | ".join(one["text"] if isinstance(one, dict) else str(one) for one in given)
    return str(value)
