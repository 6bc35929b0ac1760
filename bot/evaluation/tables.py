"""Reports as plain text: one row a kind and language, at most 120 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence

from bot.evaluation.measures import MEASURES, Bin, MeasureUnit
from bot.evaluation.report import Numbers, Row, SetReport

WIDTH = 120
NAMES = {"bm25": "BM25 alone", "dense": "dense alone", "langchain": "plain LangChain"}
_LABEL = 26
_CELL: dict[MeasureUnit, int] = {"count": 5, "share": 6, "mean": 6, "ms": 6}
Form = Callable[[float, MeasureUnit], str]


def table(reports: Iterable[SetReport]) -> str:
    """Return the tables of `reports`, each with the other retrievers' rows and the questions that failed."""
    return "\n\n".join("\n".join(_table(one)) for one in reports)


def _table(one: SetReport) -> list[str]:
    lines = [heading(one.name), *(row(label(each), each.measures, plain) for each in one.rows)]
    for name, found in one.baselines.items():
        whole = [each for each in found if not each.kind]
        lines += [row(f"{NAMES.get(name, name)} {each.language}", each.measures, plain) for each in whole]
    lines += [_believed(held) for held in one.reliability]
    failed = [line.id for line in one.questions if not line.passed]
    astray = [line.id for line in one.questions if not line.routed]
    return [*lines, *listed("Not passed", failed), *listed("Not dealt with as expected", astray)]


def _believed(held: Bin) -> str:
    """Return a line of the reliability curve.

    >>> _believed(Bin(3.0, 12, 0.9167))
    'evidence from 3.0             12 answers, 91.7 % of them right'
    """
    return f"evidence from {held.low}".ljust(_LABEL) + f"{held.n:6} answers, {held.right * 100:.1f} % of them right"


def heading(name: str) -> str:
    """Return the line of headings over a table called `name`."""
    return (name[:_LABEL].ljust(_LABEL) + "".join(m.heading.rjust(_CELL[m.unit]) for m in MEASURES)).rstrip()


def label(one: Row) -> str:
    """Return what a row is called: its kind, or its language set in below it.

    >>> label(Row("", "", {})), label(Row("direct", "fr", {}))
    ('all', '  fr')
    """
    return f"  {one.language}" if one.language else one.kind or "all"


def row(name: str, numbers: Numbers, form: Form) -> str:
    """Return the line of `numbers` under `heading`: a dash where there is none, a blank where it was not measured."""
    cells = []
    for measure in MEASURES:
        value = numbers.get(measure.name)
        shown = "–" if value is None else form(value, measure.unit)
        cells.append((shown if measure.name in numbers else "").rjust(_CELL[measure.unit]))
    return (name[:_LABEL].ljust(_LABEL) + "".join(cells)).rstrip()


def plain(value: float, unit: MeasureUnit) -> str:
    """Return shares in percent, means with two digits, the rest whole.

    >>> plain(0.9167, "share"), plain(0.9167, "mean"), plain(41.6, "ms")
    ('91.7', '0.92', '42')
    """
    return f"{value * 100:.1f}" if unit == "share" else f"{value:.2f}" if unit == "mean" else f"{value:.0f}"


def listed(title: str, ids: Sequence[str]) -> list[str]:
    """Return the ids under `title`, wrapped; nothing for none."""
    text = f"{title} ({len(ids)}): {' '.join(ids)}"
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ", break_on_hyphens=False) if ids else []
