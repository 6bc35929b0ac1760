"""A table's rows as lines that can be read, found and quoted alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from index.passage import Language

_BORDER = re.compile(r"(?<!\\)\|")
_NAMED = 3  # columns from which a cell needs its column's name beside it
_LONGEST = 60  # characters of a column's name
_MARKS: dict[Language, tuple[str, str]] = {"fr": (" : ", " ; "), "en": (": ", "; ")}


def readable(lines: Sequence[str], language: Language) -> tuple[str, tuple[str, ...]]:
    """Return what introduces a table (empty if nothing does) and its rows as list items.

    `lines` are rows of Markdown, the header first, an empty one if there is none. Of two columns the first names the
    second; of more, each cell follows its column's name.

    >>> readable(["| Item | Cost |", "| Water | 5 |"], "en")
    ('Item: Cost', ('- Water: 5',))
    >>> readable(["| Étape | Délai | Qui |", "| Bilan | 30 jours | le bureau |"], "fr")[1]
    ('- Étape : Bilan ; Délai : 30 jours ; Qui : le bureau',)
    """
    header, *body = [_cells(line) for line in lines]
    if not any(header) and len(body) > 1 and _names(body[0]):
        header, *body = body
    colon, semicolon = _MARKS[language]
    if not any(map(any, body)):
        header, body = [], [header]
    if max(map(len, (header, *body))) < _NAMED:
        return colon.join(filter(None, header)), tuple(_item(row, colon) for row in body if any(row))
    named = [
        [colon.join(filter(None, pair)) for pair in zip_longest(header, row, fillvalue="") if pair[1]] for row in body
    ]
    return "", tuple(_item(row, semicolon) for row in named if row)


def _cells(line: str) -> list[str]:
    """Cut a row at its borders.

    >>> _cells("| a \\\\| b |  | c |")
    ['a | b', '', 'c']
    """
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [" ".join(cell.replace("\\|", "|").split()) for cell in _BORDER.split(inner)]


def _names(row: list[str]) -> bool:
    """Tell whether a first row that nothing marks as a header looks like one: short names, no figures."""
    return (
        len(row) >= _NAMED
        and all(row[1:])
        and not any(len(cell) > _LONGEST or any(mark.isdigit() for mark in cell) for cell in row)
    )


def _item(cells: Sequence[str], mark: str) -> str:
    return f"- {mark.join(filter(None, cells))}"
