"""Recognise a message that lists people: beneficiaries, participants, survivors, with or without ages and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.safety.redaction.birth_dates import DAY
from bot.safety.redaction.described_people import lists_described_people
from bot.safety.redaction.name_parsing import WORD, is_known_name, is_ordinary, looks_like_a_name, may_be_a_first_name
from bot.safety.redaction.people_tables import is_a_table_of_people
from bot.safety.redaction.spans import plain_view
from corpus.word_list import alternations

_WORDS = alternations("people_lists")
_TITLE = re.compile(rf"\b{_WORDS['title']}\b\.? (?=[A-Z])")
_TITLED = "\N{SECTION SIGN} "
_NUMBERING = (
    rf"(?:\bn[°o] ?\d+\b|(?:^|\n)[ \t]*\d{{1,3}} ?[.):-](?=\s)|\b{_WORDS['numbered']} (?:\d{{1,3}}|[A-Z]) ?[:.-])"
)
_SPLIT = re.compile(rf"{_NUMBERING}|[\n;,|:•·]| - |\t|\.(?= |$)|\b{_WORDS['and']}\b|&", re.IGNORECASE)
_AGE = rf"(?:\d{{1,2}} ?{_WORDS['years']}\b\.?)"
_PHONE = r"(?:(?!\d{1,3}(?: \d{3})+\b(?! ?\d))\+?\d(?:[ .-]?\d){6,14})"
_SEX = r"(?:\b[FMHG]\b)"
_BARE = r"(?:\d{1,2}\b)"
_DETAIL = re.compile(
    rf"[\s(]*(?:(?P<birth>{_WORDS['born']}[^\d\n]{{0,10}}(?=\d))|(?P<date>{DAY})|(?P<phone>{_PHONE})"
    rf"|(?P<age>(?:{_WORDS['aged']} )?{_AGE}|{_SEX})|(?P<bare>{_BARE}))",
    re.IGNORECASE,
)
_UNSURE = ("bare", "date")  # details that may also follow the name of a town
SEVERAL = 3  # consecutive people that make a list
TITLED = 4  # people with a title: three may be the signatories of an agreement
MOSTLY_UNKNOWN, KNOWN = 4, 2  # people in a list with fewer than half known names, and known names at least
_TOLD_OF_ONE = 2  # pieces between two people with an age or a date of birth: a school, what happened
BORN = 2  # people with dates of birth that make a list


@dataclass(frozen=True, slots=True)
class _Person:
    """A possible name in a list; `alone` if its piece has no other words, `detail` is the kind next to it, or ""."""

    known: bool
    titled: bool
    alone: bool
    detail: str


def holds_a_list_of_people(text: str) -> bool:
    """Tell whether `text` names several people one after the other.

    >>> holds_a_list_of_people("Awa Traoré, 12 ans\\nMoussa Diallo, 9 ans\\nFatou Sow, 14 ans")
    True
    >>> holds_a_list_of_people("Bamako, Ségou et Kayes : formation 12 mois, transport 9 mois")
    False
    """
    view = plain_view(text).text
    if is_a_table_of_people(view) or lists_described_people(view):
        return True
    entries = list(_entries(_TITLE.sub(_TITLED, view)))
    return any(map(_have_details, _runs(entries, _TOLD_OF_ONE))) or any(map(_are_names, _runs(entries, 1)))


def _have_details(run: Sequence[_Person]) -> bool:
    """Tell whether enough people of a `run` have an age, a number or a date of birth next to them."""
    details = [person.detail for person in run if person.detail and (person.known or person.detail not in _UNSURE)]
    born = sum(detail in ("birth", "date") for detail in details)
    return len(details) >= SEVERAL or born >= BORN


def _are_names(run: Sequence[_Person]) -> bool:
    """Tell whether a `run` is a list of names alone, most of them known."""
    known = sum(person.known for person in run)
    if any(person.titled for person in run):
        return sum(person.titled for person in run) >= TITLED
    least = SEVERAL if 2 * known >= len(run) else MOSTLY_UNKNOWN
    return len(run) >= least and known >= KNOWN and all(person.alone for person in run[1:-1])


def _runs(entries: Iterable[_Person | None], most: int) -> Iterator[list[_Person]]:
    """Yield the runs of people with at most `most` other pieces between them."""
    run: list[_Person] = []
    gap = 0
    for entry in entries:
        gap = 0 if entry else gap + 1
        if entry:
            run.append(entry)
        elif gap > most and run:
            yield run
            run = []
    if run:
        yield run


def _entries(text: str) -> Iterator[_Person | None]:
    """Yield each piece of `text` as a person or None; a piece that holds an age alone is merged with its person."""
    before: _Person | None = None
    for piece in _SPLIT.split(text):
        detail = _DETAIL.match(piece)
        if before and detail and not WORD.search(piece, detail.end()):
            before = _Person(before.known, before.titled, before.alone, before.detail or _kind(detail))
            continue
        if before:
            yield before
        before = _person(piece)
        if before is None and piece.strip():
            yield None
    if before:
        yield before


def _person(piece: str) -> _Person | None:
    """Return the person whose name comes before a detail, or else begins or ends `piece`; None for none."""
    words = list(WORD.finditer(piece))
    for group in _before_details(piece, words) or [g for g in _names(words) if g[0] is words[0] or g[-1] is words[-1]]:
        start, detail = group[0].start(), _DETAIL.match(piece, group[-1].end())
        known = any(is_known_name(word[0]) or may_be_a_first_name(word[0]) for word in group)
        titled = piece[max(0, start - len(_TITLED)) : start] == _TITLED
        return _Person(known, titled, len(group) == len(words), _kind(detail) if detail else "")
    return None


def _before_details(piece: str, words: Sequence[re.Match[str]]) -> list[list[re.Match[str]]]:
    """Return the group of up to three words right before an age or number that may be a name, in any case."""
    for at, word in enumerate(words):
        if not _DETAIL.match(piece, word.end()):
            continue
        group: list[re.Match[str]] = []
        for candidate in reversed(words[max(0, at - 2) : at + 1]):
            if is_ordinary(candidate[0]) and not may_be_a_first_name(candidate[0]):
                break
            group.insert(0, candidate)
        if group:
            return [group]
    return []


def _names(words: Sequence[re.Match[str]]) -> list[list[re.Match[str]]]:
    return [list(group) for is_name, group in groupby(words, _is_name) if is_name]


def _is_name(word: re.Match[str]) -> bool:
    written = word[0]
    return (
        looks_like_a_name(written)
        or is_known_name(written)
        or may_be_a_first_name(written)
        or (len(written) == 1 and written.isupper())
    )


def _kind(detail: re.Match[str]) -> str:
    return detail.lastgroup or ""
