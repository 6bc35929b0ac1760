"""Pages as HTML: the templates, with every value escaped, and what they may call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.desk.desk_texts import desk_text, desk_texts
from bot.desk.passage_text import headed
from bot.findings.wording import pieces
from bot.replies.texts import day_in_words, say
from bot.reports.number_format import duration
from corpus.language import LANGUAGES, Language

STATIC = Path(__file__).parent / "static"
_TEMPLATES = Path(__file__).parent / "templates"
_NUMBER = re.compile(r"R-\d{4}-\d{4,}")


class Renderer:
    """Renders templates. Moments are shown in the time of the staff's `zone`."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def html(self, template: str, language: Language, values: Mapping[str, Any]) -> str:
        """Return a template with its values.

        In it `text` is a text of the desk, `bot_text` one of the bot, each with `_in` for any language; `pieces` are
        those of a statement; `day_of` reads ISO 8601.
        """
        given = {
            "language": language,
            "languages": LANGUAGES,
            "text": partial(desk_text, language),
            "text_of": partial(_looked_up, language),
            "text_in": desk_text,
            "bot_text": partial(say, language),
            "bot_text_in": say,
            "pieces": partial(pieces, language=language),
            "day": partial(_day, language),
            "day_of": lambda written: _day(language, date.fromisoformat(written)),
            "moment": self._moment(language),
            "time": self._time,
            "figure": partial(_figure, language),
            "percent": _percent,
            "duration": partial(duration, language=language),
        }
        return _environment().get_template(template).render(given | dict(values))

    def _time(self, at: str) -> str:
        """Return the time of day of a moment in ISO 8601, to the second."""
        return f"{datetime.fromisoformat(at).astimezone(self._zone):%H:%M:%S}"

    def _moment(self, language: Language) -> Any:
        def moment(at: str, spoken: Language = language) -> str:
            """Return a moment in ISO 8601 as day and time."""
            then = datetime.fromisoformat(at).astimezone(self._zone)
            return f"{_day(spoken, then.date())}, {then:%H:%M}"

        return moment


@cache
def _environment() -> Environment:
    """Return the templates, each of which is compiled once."""
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(_TEMPLATES), PrefixLoader({"reports": PackageLoader("bot.reports")})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"] = static_address
    made.filters |= {"headed": headed, "unbroken": unbroken}
    return made


def unbroken(text: str) -> Markup:
    """Return a text in which no line breaks within the number of a case.

    >>> print(unbroken("<R-2026-0001>"))
    &lt;<span class="unbroken">R-2026-0001</span>&gt;
    """
    return Markup(_NUMBER.sub(r'<span class="unbroken">\g<0></span>', str(escape(text))))  # noqa: S704 - it is escaped


def static_address(name: str) -> str:
    """Return the address of a file in `static`, which changes with its content: browsers may keep it for long."""
    return f"/static/{name}?{sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def _day(language: Language, day: date) -> str:
    """Return a day in words, with the year if it is not the present one."""
    words = day_in_words(day, language)
    return words if day.year == date.today().year else f"{words} {day.year}"  # noqa: DTZ011 - a matter of display


def _figure(language: Language, value: float) -> str:
    """Return a number with two decimals; what rounds to zero has no sign.

    >>> _figure("fr", 3.2), _figure("en", -3.2), _figure("fr", -0.004)
    ('3,20', '-3.20', '0,00')
    """
    return f"{value:z.2f}".replace(".", "," if language == "fr" else ".")


def _percent(probability: float) -> int:
    """Return a probability as a whole per cent, never 0 or 100: nothing that is estimated is certain.

    >>> _percent(0.964), _percent(0.9999), _percent(0.0)
    (96, 99, 1)
    """
    return min(99, max(1, round(100 * probability)))


def _looked_up(language: Language, section: str, name: str) -> str:
    """Return a text whose name was made from a value; empty if there is none."""
    return desk_texts(language).get(section, {}).get(name, "")
