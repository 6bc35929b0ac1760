"""The report as one page of HTML that needs nothing else: style and charts inside, no script, nothing loaded."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.replies.texts import texts
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

    return Environment(
        loader=PackageLoader("bot.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
