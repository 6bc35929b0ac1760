"""A response to one question of a check, its JSON, and how typed text is read as one: date, file name, remark."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from index.text.folding import fold


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
        """Whether the question has had its turn."""
        return bool(self.value) or self.skipped


def dump(answers: Mapping[str, Response]) -> str:
    """Return what was given to each question as JSON.

    >>> dump({"plan": Response("yes")})
    '{"plan": {"value": "yes", "note": "", "skipped": false}}'
    """
    return json.dumps({key: asdict(given) for key, given in answers.items()}, ensure_ascii=False)


def load(text: str) -> dict[str, Response]:
    """Return what `dump` wrote.

    >>> load(dump({"plan": Response("yes")}))
    {'plan': Response(value='yes', note='', skipped=False)}
    """
    return {key: Response(**given) for key, given in json.loads(text).items()}


LONGEST_NOTE, LONGEST_FILE_NAME = 500, 120
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)

_MONTHS = (
    "janvier january jan janv",
    "fevrier february feb fevr fev",
    "mars march mar",
    "avril april apr avr",
    "mai may",
    "juin june jun",
    "juillet july jul juil",
    "aout august aug",
    "septembre september sep sept",
    "octobre october oct",
    "novembre november nov",
    "decembre december dec",
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NEAR = {
    "aujourd hui": 0,
    "aujourdhui": 0,
    "today": 0,
    "demain": 1,
    "tomorrow": 1,
    "apres demain": 2,
    "hier": -1,
    "yesterday": -1,
}
_DAYS = {"jour": 1, "day": 1, "semaine": 7, "week": 7, "mois": 30, "month": 30}
_NUMERIC = re.compile(r"(\d{1,2})[/. -](\d{1,2})(?:[/. -](\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?(?: of)? ([a-z]+)\.?(?:,? (\d{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
_IN = re.compile(r"(?:dans|in|ici) (\w+) (jour|day|semaine|week|mois|month)s?")
_NUMBERS = {"un": 1, "une": 1, "a": 1, "one": 1, "deux": 2, "two": 2, "trois": 3, "three": 3, "quatre": 4, "four": 4}
_WEEKDAYS = re.compile(
    r"^(?:le |on )?(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[ ,]+"
    r"|^(?:le|on) "
)


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
    written = _written(_plain(text))
    return written is not None and not written[2]


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


def read_note(text: str) -> str:
    r"""Return a remark with its white space made single, paragraphs kept; it may be longer than what is kept.

    >>> read_note("  deux   mots \n\n\n fin ")
    'deux mots\nfin'
    """
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _plain(text: str) -> str:
    return _WEEKDAYS.sub("", re.sub(r"[’'\s]+", " ", fold(text)).strip(" ."))


def _relative(plain: str, today: date) -> date | None:
    if plain in _NEAR:
        return today + timedelta(days=_NEAR[plain])
    if match := _IN.fullmatch(plain):
        count = _NUMBERS.get(match[1]) or (int(match[1]) if match[1].isdecimal() and len(match[1]) < 4 else 0)
        return today + timedelta(days=count * _DAYS[match[2]]) if count else None
    return None


def _absolute(plain: str, today: date) -> date | None:
    written = _written(plain)
    return _day(*written, today) if written else None


def _written(plain: str) -> tuple[int, int, str] | None:
    """Return day, month (0 for a word that is none) and year as they are written; an empty year for none."""
    if match := _ISO.fullmatch(plain):
        return int(match[3]), int(match[2]), match[1]
    if match := _NUMERIC.fullmatch(plain):
        return int(match[1]), int(match[2]), match[3] or ""
    if match := _DAY_FIRST.fullmatch(plain):
        return int(match[1]), _MONTH_OF.get(match[2], 0), match[3] or ""
    if match := _MONTH_FIRST.fullmatch(plain):
        return int(match[2]), _MONTH_OF.get(match[1], 0), match[3] or ""
    return None


def _day(day: int, month: int, year: str, today: date) -> date | None:
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:  # no such day
        return None
