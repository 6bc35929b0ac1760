"""What an administrator writes after /invite: a role, a number of days and a note; nothing else is guessed at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.access.roles import Role
from corpus.language import LANGUAGES
from corpus.word_list import word_lists
from index.text.folding import unaccented

_LISTS = word_lists("roles")
_ROLE_OF: dict[str, Role] = {"admin": "admin", "staff": "staff", "partner": "everyone"}
_ROLE_NAMES = {unaccented(name): role for key, role in _ROLE_OF.items() for name in _LISTS[key].of()}
_DAYS, _OTHER_UNITS = (frozenset(_LISTS[name].of()) for name in ("days", "other_units"))
_WORDS_OF = word_lists("spoken_numbers")
_NUMBER_WORDS = {word: value for lang in LANGUAGES for value, word in enumerate(_WORDS_OF["units"].of(lang))}
_NUMBER_WORDS |= {word: ten for ten in range(20, 100, 10) for word in _WORDS_OF[f"tens_{ten}"].of()}
_NUMBER_WORDS |= dict.fromkeys(_WORDS_OF["one"].of(), 1)
_NUMBER = re.compile(r"(?P<sign>[-+]?)(?P<digits>\d+)(?P<unit>[a-z]*)")
_OPTION = re.compile(r"[-–—]+\w.*|\w+=.*")
DAYS, MOST_DAYS, LONGEST_NOTE = 7, 90, 60
_LONGEST_SHOWN = 40  # characters of what was not understood

Fault: TypeAlias = Literal["role", "second_role", "days", "place", "option", "note"]


@dataclass(frozen=True, slots=True)
class InvitationSpec:
    """The invitation that an admin asks for: role, None if none was named; validity in days, note."""

    role: Role | None = None
    days: int = DAYS
    note: str = ""


@dataclass(frozen=True, slots=True)
class Misread:
    """What of a line was not understood, and what is wrong with it."""

    fault: Fault
    said: str


def read_line(argument: str) -> InvitationSpec | Misread:
    """Return the invitation described by a role, a number of days and a note, or the first part that is none of these.

    >>> read_line("admin 3 point focal Bobo"), read_line("Équipe 14 jours Awa").days
    (InvitationSpec(role='admin', days=3, note='point focal Bobo'), 14)
    >>> read_line("équipe quinze jours Awa").days, read_line("team two weeks")
    (15, Misread(fault='days', said='2 weeks'))
    >>> read_line("manager 7 Awa"), read_line("team Awa 14")
    (Misread(fault='role', said='manager'), Misread(fault='place', said='14'))
    >>> read_line("team 365 Awa"), read_line("team --days 3")
    (Misread(fault='days', said='365'), Misread(fault='option', said='--days'))
    """
    words = _in_digits(argument.split())
    options = [word for word in words if _OPTION.fullmatch(word) and not _NUMBER.fullmatch(word)]
    if options:
        return Misread("option", options[0][:_LONGEST_SHOWN])
    role = _ROLE_NAMES.get(unaccented(words[0])) if words else None
    if role:
        words.pop(0)
    elif words and not _NUMBER.fullmatch(words[0].lower()):
        return Misread("role", words[0][:_LONGEST_SHOWN])
    return _read_rest(role, words)


def _in_digits(words: list[str]) -> list[str]:
    """Return the words, numbers in words before a unit of time in digits."""
    before_unit = {place for place, word in enumerate(words[1:]) if word.lower() in _DAYS | _OTHER_UNITS}
    numbers = {place: _NUMBER_WORDS.get(unaccented(words[place])) for place in before_unit}
    return [str(numbers[place]) if numbers.get(place) is not None else word for place, word in enumerate(words)]


def _read_rest(role: Role | None, words: list[str]) -> InvitationSpec | Misread:
    """Read days and note, with the role that stands before them."""
    days = DAYS
    if words and (number := _NUMBER.fullmatch(words[0].lower())):
        said, unit = words.pop(0), number["unit"]
        if not unit and words and words[0].lower() in _DAYS | _OTHER_UNITS:
            unit = words.pop(0).lower()
            said = f"{said} {unit}"
        days = int(number["digits"][:4])
        if number["sign"] or (unit and unit not in _DAYS) or not 1 <= days <= MOST_DAYS:
            return Misread("days", said[:_LONGEST_SHOWN])
    if words and unaccented(words[0]) in _ROLE_NAMES:
        return Misread("second_role", words[0])
    if misplaced := [word for word in words if _is_of_time(word.lower().strip(".,;:()"))]:
        return Misread("place", misplaced[0][:_LONGEST_SHOWN])
    note = " ".join(words)
    return Misread("note", note[:_LONGEST_SHOWN]) if len(note) > LONGEST_NOTE else InvitationSpec(role, days, note)


def _is_of_time(word: str) -> bool:
    """Tell whether a word of a note is a number or a unit of time: days that were not understood as such."""
    number = _NUMBER.fullmatch(word)
    return word in _DAYS | _OTHER_UNITS or bool(number and (not number["unit"] or number["unit"] in _DAYS))
