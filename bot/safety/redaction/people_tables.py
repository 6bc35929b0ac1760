"""Recognise a table of people, as it is pasted from a spreadsheet: under a heading, or rows alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.safety.redaction.name_parsing import WORD, is_known_name, may_be_a_first_name
from corpus.word_list import alternations

_WORDS = alternations("people_lists")
_CELL = re.compile(r"[\t;|,]| {2,}")
_NAME, _OTHER, _ID, _TOLD, _THING = (
    re.compile(rf"\b{_WORDS[name]}\b", re.IGNORECASE)
    for name in ("name_heading", "other_heading", "id_heading", "told_heading", "thing")
)
_INITIALS = re.compile(r"[A-Z]\.? ?[A-Z]\.?")
_CODE = re.compile(r"[A-Z]{0,4}[-/ ]?\d{1,4}")
_DETAIL = re.compile(
    rf"(?P<status>{_WORDS['status']})|(?P<sex>(?-i:[FMGH])|{_WORDS['sex']})"
    rf"|(?P<age>(?:{_WORDS['aged']} )?\d{{1,2}} ?(?:{_WORDS['years']}|{_WORDS['months']})\.?)|(?P<number>\d{{1,2}})",
    re.IGNORECASE,
)
_FEW = 2  # rows that make a table, and cells that make a row
_MOST_WORDS = 3  # of a cell with a name


def is_a_table_of_people(text: str) -> bool:
    """Tell whether two rows of plain `text` are each about somebody.

    >>> is_a_table_of_people("Nom;Sexe\\nAwa;F\\nMoussa;M"), is_a_table_of_people("001\\tF\\t12\\n002\\tM\\t9")
    (True, True)
    >>> is_a_table_of_people("File name | Date\\nReport | May\\nPlan | June"), is_a_table_of_people("Repas;12\\nBus;9")
    (False, False)
    """
    rows = [[cell.strip() for cell in _CELL.split(line)] for line in text.split("\n")]
    at, heading = next(((at, row) for at, row in enumerate(rows) if _is_heading(row)), (-1, []))
    if heading and sum(len(row) == len(heading) for row in rows[at + 1 :]) >= _FEW:
        return True
    return sum(_is_about_somebody(row) for row in rows) >= _FEW


def _is_heading(cells: Sequence[str]) -> bool:
    """Tell whether cells head a table of people: who they are, and what else is told of them."""
    people = [cell for cell in cells if (_NAME.search(cell) or _ID.fullmatch(cell)) and not _THING.search(cell)]
    rest = [cell for cell in cells if people and cell is not people[0]]
    told = any(_TOLD.search(cell) for cell in rest)
    return told or (any(map(_OTHER.search, rest)) and bool(_NAME.search(people[0])))


def _is_about_somebody(cells: Sequence[str]) -> bool:
    """Tell whether a row holds a name, initials or a code, and what is told of that person."""
    told = {found.lastgroup for cell in cells if (found := _DETAIL.fullmatch(cell))}
    if any(_INITIALS.fullmatch(cell) or _is_a_name(cell) for cell in cells):
        return bool(told)
    return len(cells) > _FEW and bool({"sex", "status"} & told) and any(map(_CODE.fullmatch, cells))


def _is_a_name(cell: str) -> bool:
    words = WORD.findall(cell)
    return 0 < len(words) <= _MOST_WORDS and any(is_known_name(word) or may_be_a_first_name(word) for word in words)
