"""The parts of a report as data, before a page or a PDF shows them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.checks.check_document import Table
from bot.domain.drawing import Drawing
from corpus.language import Language


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """A number that is read first, what it counts, and a remark on it."""

    value: str
    label: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it, in this order; empty parts are left out.

    A `long_table` holds the numbers of a chart one by one: a page shows it on request, a PDF at its end. `row_ids` and
    `point_ids` are those of what the rows of the table and the points are about, for a page that leads there.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    drawing: Drawing | None = None
    table: Table | None = None
    long_table: Table | None = None
    points_heading: str = ""
    points: tuple[str, ...] = ()
    row_ids: tuple[str, ...] = ()
    point_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language."""

    language: Language
    title: str
    period: str
    lead: str
    numbers: tuple[KeyNumber, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
    made: str
