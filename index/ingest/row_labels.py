"""Complete the names of rows that are indented under others: "Q1" below "Kaya" is "Kaya – Q1"."""

from __future__ import annotations

from collections.abc import Sequence


def with_parents(labels: Sequence[tuple[float, str]]) -> list[str]:
    """Return the names of rows, given with their indents, after those that they stand under; empty ones stay.

    >>> with_parents([(0, "Kaya"), (1, "Q1"), (2, "Filles"), (1, "Q2"), (0, ""), (0, "Thiès"), (1, "Q1")])
    ['Kaya', 'Kaya – Q1', 'Kaya – Q1 – Filles', 'Kaya – Q2', '', 'Thiès', 'Thiès – Q1']
    """
    above: list[tuple[float, str]] = []
    found: list[str] = []
    for indent, label in labels:
        if label:
            above = [(other, name) for other, name in above if other < indent] + [(indent, label)]
        found.append(" – ".join(name for _, name in above) if label else "")
    return found
