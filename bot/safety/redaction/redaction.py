"""Redact personal data from a text before it is stored."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.safety.redaction.addresses import addresses, coordinates
from bot.safety.redaction.ages import ages
from bot.safety.redaction.birth_dates import birth_dates
from bot.safety.redaction.contact_data import emails, handles, telephones
from bot.safety.redaction.health import health, health_after
from bot.safety.redaction.identity_numbers import accounts, identity_documents
from bot.safety.redaction.names import names
from bot.safety.redaction.people_lists import holds_a_list_of_people
from bot.safety.redaction.plates import plates
from bot.safety.redaction.secrets import secrets
from bot.safety.redaction.spans import PersonalDataKind, Span, merge_overlaps, plain_view
from corpus.language import LANGUAGES, Language
from index.text.language_detection import detect

# Searching lower-case text is faster than ignoring case in each expression.
_IN_LOWER_CASE = (emails, birth_dates, identity_documents, accounts, coordinates, handles, health, secrets)
_IN_ANY_CASE = (telephones, addresses, plates)
_learned: list[Callable[[str], Iterable[Span]]] = []


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that may be stored, and the kinds of personal data that were replaced in it, each once."""

    text: str
    kinds: tuple[PersonalDataKind, ...] = ()


def redact(
    text: str,
    language: Language | None = None,
    *,
    is_role: bool = False,
    kept: Collection[str] = (),
) -> Redacted:
    """Return `text` with a label in place of each piece of personal data, in `language` or else that of the text.

    In what should be a role, and is too short for the model, names are found by the rules as well. The kinds that are
    `kept` stay as they are.

    A text that lists people is replaced as a whole. The result is searched again until nothing is found, so that
    redacting twice changes nothing.

    >>> redact("Mme Zongo, 70 12 34 56 : l’accord PCA/2023/014 du 5 mars 2023 ?", "fr")
    Redacted(text='Mme [nom], [téléphone] : l’accord PCA/2023/014 du 5 mars 2023 ?', kinds=('name', 'phone'))
    """
    kinds: dict[PersonalDataKind, None] = {}
    language = language or detect(text, "fr")
    while not holds_a_list_of_people(text):
        found = [span for span in find_personal_data(text, is_role) if span.kind not in kept]
        if not found:
            return Redacted(text, tuple(kinds))
        kinds |= dict.fromkeys(span.kind for span in found)
        text = _replaced(text, found, language)
    return Redacted(_labels()[language]["people"], ("people",))


def use_learned(finder: Callable[[str], Iterable[Span]] | None) -> None:
    """Have every redaction of this process ask `finder` too, a LearnedFinder; None: the rules alone.

    Texts are redacted wherever they are stored. The composition root sets this once, so that none is forgotten.
    """
    _learned[:] = [finder] if finder else []


def find_personal_data(text: str, is_role: bool = False) -> list[Span]:
    """Return the spans of personal data in `text`, in order and without overlap.

    >>> find_personal_data("Né le 3 mai 2012 à Kaya")
    [Span(start=6, end=16, kind='birth')]
    """
    view = plain_view(text)
    in_view = [span for finder in _IN_LOWER_CASE for span in finder(view.lower)]
    in_view += [span for finder in _IN_ANY_CASE for span in finder(view.text)]
    named = [] if _learned and not is_role else list(names(view.text))  # the model knows more names than any list
    in_view += [*named, *ages(view.lower, named), *health_after(view.lower, (span.end for span in named))]
    in_text = [Span(*view.original(span.start, span.end), span.kind) for span in in_view]
    spans = merge_overlaps([*in_text, *(_learned[0](text) if _learned else ())])
    labels = [match.span() for match in _label().finditer(text)]  # of an earlier redaction
    return [span for span in spans if not _touches(span, labels)]


def _touches(span: Span, places: Sequence[tuple[int, int]]) -> bool:
    """Tell whether `span` overlaps one of `places`, which are in order and do not overlap each other."""
    at = bisect_left(places, span.end, key=lambda place: place[0])
    return at > 0 and places[at - 1][1] > span.start


def _replaced(text: str, found: Iterable[Span], language: Language) -> str:
    pieces, at = [], 0
    for span in found:
        pieces += [text[at : span.start], _labels()[language][span.kind]]
        at = span.end
    return "".join([*pieces, text[at:]])


@cache
def _labels() -> dict[Language, dict[PersonalDataKind, str]]:
    with Path(__file__).with_name("labels.toml").open("rb") as file:
        return tomllib.load(file)  # type: ignore[return-value]  # tests check the keys


@cache
def _label() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(label) for language in LANGUAGES for label in _labels()[language].values()))
