"""A response to one question of a check, and the reading of typed responses: remarks, file names, dates."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache

from corpus.word_list import word_lists
from index.text.folding import fold

LONGEST_NOTE, LONGEST_FILE_NAME = 500, 120  # characters
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip  # one name a line would hide the rest of the module
_NUMERIC = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Response:
    """An answer (`value`: a choice, a date as ISO 8601, or what was typed) and a remark beside it.

    >>> Response().settled, Response("yes").settled, Response(note="see page 3").settled, Response(skipped=True).settled
    (False, True, False, True)
    """

    value: str = ""
    note: str = ""
    skipped: bool = False

    @property
    def settled(self) -> bool:
        """Whether the question is answered or skipped."""
        return bool(self.value) or self.skipped


def dump(answers: Mapping[str, Response]) -> str:
    """Return the responses by question as JSON.

    >>> dump({"plan": Response("yes")})
    '{"plan": {"value": "yes", "note": "", "skipped": false}}'
    """
    return json.dumps({key: asdict(response) for key, response in answers.items()}, ensure_ascii=False)


def load(text: str) -> dict[str, Response]:
    """Return the responses that `dump` wrote.

    >>> load(dump({"plan": Response("yes")}))
    {'plan': Response(value='yes', note='', skipped=False)}
    """
    return {key: Response(**response) for key, response in json.loads(text).items()}


def read_note(text: str) -> str:
    r"""Return a remark with single white space, its lines kept; it may be longer than LONGEST_NOTE.

    >>> read_note("  deux   mots \n\n\n fin ")
    'deux mots\nfin'
    """
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def read_file_name(text: str) -> str:
    r"""Return the file's name in `text`, without the folders before it; empty if it is none.

    A name ends in a dot and 1 to 5 letters or figures, and holds none of `\ / : * ? " < > |`.

    >>> read_file_name(r"C:\Dossiers\Plan correctif v2.docx")
    'Plan correctif v2.docx'
    >>> read_file_name("je ne sais pas"), read_file_name("a?.pdf")
    ('', '')
    """
    name = re.split(r"[\\/]", text.strip().strip("\"'«»“” \u00a0"))[-1].strip()
    if len(name) > LONGEST_FILE_NAME or not re.fullmatch(r'[^\\/:*?"<>|\n]*[^\\/:*?"<>|\n.\s]\.[A-Za-z0-9]{1,5}', name):
        return ""
    return name


def read_date(text: str, today: date) -> date | None:
    """Return the date that `text` names in French or English, day before month in figures; None if it names none.

    Without a year the next such day is meant.

    >>> today = date(2026, 11, 22)
    >>> for text in ("15/12/2026", "2026-12-15", "le 1er mars", "Dec 15, 2026", "dans deux semaines", "31/02/2026"):
    ...     print(read_date(text, today))
    2026-12-15
    2026-12-15
    2027-03-01
    2026-12-15
    2026-12-06
    None
    """
    plain = _plain(text)
    found = _relative(plain, today) or _absolute(plain, today)
    return found if found and EARLIEST <= found <= LATEST else None


def names_no_year(text: str) -> bool:
    """Tell whether a date is written without its year, which has then to be guessed.

    >>> [names_no_year(text) for text in ("3 novembre", "15/12", "15-12-26", "2026-12-15", "demain", "in 3 weeks")]
    [True, True, False, False, False, False]
    """
    parts = _parts(_plain(text))
    return parts is not None and not parts[2]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of dates in both languages, and the patterns made of them."""

    months: dict[str, int]
    near: dict[str, int]  # days from today
    numbers: dict[str, int]
    units: dict[str, int]  # days
    opening: re.Pattern[str]  # a weekday or "le" before the date
    within: re.Pattern[str]
    day_first: re.Pattern[str]
    month_first: re.Pattern[str]


@cache
def _words() -> _Words:
    names, relative = word_lists("dates"), word_lists("relative_dates")

    def values(**values: int) -> dict[str, int]:
        return {word: value for name, value in values.items() for word in relative[name].of()}

    def any_of(name: str) -> str:
        return relative[name].alternation()

    english_ordinals = relative["ordinals"].alternation("en")
    units = values(day=1, week=7, month=30)
    return _Words(
        months={word: number for number, name in enumerate(_MONTHS, 1) for word in names[name].of()},
        near=values(today=0, tomorrow=1, day_after_tomorrow=2, yesterday=-1),
        numbers=values(one=1, two=2, three=3, four=4),
        units=units,
        opening=re.compile(rf"^(?:{any_of('on')} )?{names['weekdays'].alternation()}[ ,]+|^{any_of('on')} "),
        within=re.compile(rf"{any_of('within')} (\w+) ({'|'.join(units)})s?"),
        day_first=re.compile(rf"(\d{{1,2}})(?:{any_of('ordinals')})?(?: {any_of('of')})? ([a-z]+)\.?(?:,? (\d{{4}}))?"),
        month_first=re.compile(rf"([a-z]+)\.? (\d{{1,2}})(?:{english_ordinals})?(?:,? (\d{{4}}))?"),
    )


def _plain(text: str) -> str:
    return _words().opening.sub("", re.sub(r"[’'\s]+", " ", fold(text)).strip(" ."))


def _relative(plain: str, today: date) -> date | None:
    words = _words()
    if plain in words.near:
        return today + timedelta(days=words.near[plain])
    if match := words.within.fullmatch(plain):
        is_figure = match[1].isdecimal() and len(match[1]) < 4
        count = words.numbers.get(match[1]) or (int(match[1]) if is_figure else 0)
        return today + timedelta(days=count * words.units[match[2]]) if count else None
    return None


def _absolute(plain: str, today: date) -> date | None:
    parts = _parts(plain)
    return _date(*parts, today) if parts else None


def _parts(plain: str) -> tuple[int, int, str] | None:
    """Return day, month (0 for an unknown word) and year as they are written; an empty year for none."""
    words = _words()
    if match := _ISO.fullmatch(plain):
        return int(match[3]), int(match[2]), match[1]
    if match := _NUMERIC.fullmatch(plain):
        return int(match[1]), int(match[2]), match[3] or ""
    if match := words.day_first.fullmatch(plain):
        return int(match[1]), words.months.get(match[2], 0), match[3] or ""
    if match := words.month_first.fullmatch(plain):
        return int(match[2]), words.months.get(match[1], 0), match[3] or ""
    return None


def _date(day: int, month: int, year: str, today: date) -> date | None:
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:  # no such day
        return None
