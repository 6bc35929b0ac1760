"""Cases as text for a terminal, from the objects that the export holds (see `bot.domain.cases.case_export`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.replies.texts import truncated


def table(objects: Sequence[Mapping[str, Any]]) -> str:
    """Return one line a case: number, state, due date, language, owner, question."""
    if not objects:
        return "No such case."
    return "\n".join(map(_line, objects))


def sheet(one: Mapping[str, Any]) -> str:
    """Return everything about a case, its answers and its history."""
    facts = [
        f"{one['number']}  {_state(one)}",
        f"Question:  {one['question'] or '(not kept)'}",
        f"Asked in:  {one['language']}    Topic: {one['topic'] or '–'}    The bot's answer: {one['outcome'] or '–'}",
        f"Found:     {'; '.join(one['found']) or '–'}",
        f"Due:       {one['due']}    Owner: {one['owner'] or 'nobody'}",
        "Way back:  " + ("the answer goes to the person's chat" if one["reachable"] else "none: the person reads it"),
    ]
    answers = [f"\nAnswer of {a['at'][:16]} by {a['by'] or '–'} ({a['state']}):\n{a['text']}" for a in one["answers"]]
    events = [f"{e['at'][:16]}  {e['event']:<12} {e['by'] or ''} {e['note']}".rstrip() for e in one["history"]]
    return "\n".join([*facts, *answers, "", *events])


def _line(one: Mapping[str, Any]) -> str:
    question = truncated(" ".join(one["question"].split()) or "(not kept)", 60)
    return f"{one['number']}  {_state(one):<16} {one['due']}  {one['language']}  {one['owner'] or '–':<10} {question}"


def _state(one: Mapping[str, Any]) -> str:
    return f"{one['state']}, overdue" if one["overdue"] else str(one["state"])
