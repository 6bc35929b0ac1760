"""Statements for tests: one of any key, with values that fit."""

from __future__ import annotations

from string import Formatter

from bot.findings.wording import finding_texts
from index.statement import Statement, Value


def sample(key: str, **values: Value) -> Statement:
    """Return a statement of `key` with `values`; each other value that its text has room for is a number."""
    section, _, name = key.partition(".")
    room = [name for _, name, _, _ in Formatter().parse(finding_texts("fr")[section][name]) if name]
    return Statement(key, tuple((name, values.get(name, 3)) for name in dict.fromkeys(room)))
