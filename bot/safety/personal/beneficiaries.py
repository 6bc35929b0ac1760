"""Notice a message that lists people: beneficiaries, participants, survivors, with or without ages and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.safety.personal.dates import DAY
from bot.safety.personal.naming import WORD, looks_like_a_name
from bot.safety.personal.plain import plain
from bot.safety.personal.vocabulary import is_given_name, is_known_name

_TITLE = re.compile(r"\b(?:M|Mr|Mrs|Ms|Mme|Mlle|Melle|Monsieur|Madame|Miss|Dr|Pr)\b\.? (?=[A-Z])")
_TITLED = "\N{SECTION SIGN} "
_NUMBERING = r"(?:\bn[°o] ?\d+\b|(?:^|\n)\s*\d{1,3} ?[.):-](?=\s)|\b(?:enfant|child|survivor|survivante|fille|girl|boy|person|personne) (?:\d{1,3}|[A-Z]) ?[:.-])"
_SPLIT = re.compile(rf"{_NUMBERING}|[\n;,|:•·]| - |\t|\.(?= |$)|\b(?:et|and|puis)\b|&", re.IGNORECASE)
_AGE = r"(?:\d{1,2} ?(?:ans?|years?(?: old)?|yrs?|y/?o|mois)\b\.?)"
_PHONE = r"(?:(?!\d{1,3}(?: \d{3})+\b(?! ?\d))\+?\d(?:[ .-]?\d){6,14})"
_SEX = r"(?:\b[FMHG]\b)"
_BARE = r"(?:\d{1,2}\b)"
_DETAIL = re.compile(
    rf"[\s(]*(?:(?P<birth>(?:\bnee?\b|\bborn\b)?(?: le| on)? ?{DAY})|(?P<phone>{_PHONE})|(?P<age>(?:agee? de |aged? )?{_AGE}|{_SEX})"
    rf"|(?P<bare>{_BARE}))", re.IGNORECASE
)
_HEADER = re.compile(
    r"^[^\n]*\b(?:noms?|names?|prenoms?)\b[^\n]*[;,|\t][^\n]*\b(?:ages?|sexe?|prenoms?|dates?|dob|naissance|tel\w*|phones?|contacts?|villages?|classe?)\b",
    re.IGNORECASE | re.MULTILINE,
)
_CELL = re.compile(r"[;,|\t]")
_CALLED_A_LIST = re.compile(
    r"\b(?:listes?|lists?|noms|names|beneficiaires|beneficiaries|participants?|enfants|children|kids|filles|girls|garcons|boys|attendance|presences?"
    r"|survivant\w+|survivors|benef|inscrits?|enrol\w*|register|reunifies|presents|eleves|pupils)\b",
    re.IGNORECASE,
)
SEVERAL, TITLED, SAID_TO_BE = 3, 4, 2  # people that make a list: with details or bare, with titles, called one or born on


@dataclass(frozen=True, slots=True)
class _Person:
    """One entry of a list: what may be a name, whether its words are known ones, and what is told beside it."""

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
    view = plain(text).text
    if _is_table(view):
        return True
    least = SAID_TO_BE if _CALLED_A_LIST.search(view) else SEVERAL
    for run in _runs(_entries(_TITLE.sub(_TITLED, view))):
        detailed = [person for person in run if person.detail and (person.known or person.detail != "bare")]
        if len(detailed) >= least or sum(person.detail == "birth" for person in run) >= SAID_TO_BE:
            return True
        if _are_names(run):
            return True
    return False


def _is_table(text: str) -> bool:
    """Tell whether a line of headings that speak of names is followed by two rows of as many cells."""
    header = _HEADER.search(text)
    if not header:
        return False
    heading, *rows = text[header.start() :].split("\n")
    cells = len(_CELL.findall(heading))
    return sum(len(_CELL.findall(row)) == cells for row in rows) >= SAID_TO_BE


def _are_names(run: Sequence[_Person]) -> bool:
    """Tell whether the `run` is of people by their names alone, most of which we know."""
    known = sum(person.known for person in run)
    if any(person.titled for person in run):
        return sum(person.titled for person in run) >= TITLED
    return len(run) >= SEVERAL and 2 * known >= len(run) and all(person.alone for person in run[1:-1])


def _runs(entries: Iterable[_Person | None]) -> Iterator[list[_Person]]:
    """Yield the people that follow each other with no more than one other thing between them."""
    run: list[_Person] = []
    gap = 0
    for entry in entries:
        gap = 0 if entry else gap + 1
        if entry:
            run.append(entry)
        elif gap > 1 and run:
            yield run
            run = []
    if run:
        yield run


def _entries(text: str) -> Iterator[_Person | None]:
    """Yield what each piece of `text` is: a person, or None; a piece that only tells an age or number goes with its person."""
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
    """Return the person whose name begins or ends `piece` or stands before a detail."""
    names = [list(group) for is_name, group in groupby(WORD.finditer(piece), _is_name) if is_name]
    words = len(WORD.findall(piece))
    for name in names:
        start, end = name[0].start(), name[-1].end()
        detail = _DETAIL.match(piece, end)
        if detail or not WORD.search(piece[:start]) or not WORD.search(piece, end):
            known = any(is_known_name(word[0]) or is_given_name(word[0]) for word in name)
            titled = piece[max(0, start - len(_TITLED)) : start] == _TITLED
            return _Person(known, titled, len(name) == words, _kind(detail) if detail else "")
    return None


def _is_name(word: re.Match[str]) -> bool:
    said = word[0]
    return looks_like_a_name(said) or is_known_name(said) or is_given_name(said) or (len(said) == 1 and said.isupper())


def _kind(detail: re.Match[str]) -> str:
    return detail.lastgroup or ""
