"""The report as one page of HTML that needs nothing else: style and charts inside, no script, nothing loaded."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.replies.texts import texts
from bot.reports.charts import shape_kinds
from bot.reports.sections import Report

if TYPE_CHECKING:
    from jinja2 import Environment


def to_html(report: Report) -> str:
    """Return the page."""
    template = environment().get_template("report.html")
    return template.render(report=report, words=texts(report.language)["report"])


@cache
def environment() -> Environment:
    """Return the templates of reports; `charts.html` of them has the macros `chart` and `table` for other pages too."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("bot.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"px": pixels, "kinds": shape_kinds}
    return made


def pixels(length: float) -> str:
    """Return a length for SVG, with one decimal at most.

    >>> pixels(3.14159), pixels(20.0)
    ('3.1', '20')
    """
    return f"{length:.1f}".removesuffix(".0")
