"""Take personal data out of a text before it is stored."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.safety.redaction.birth_dates import births
from bot.safety.redaction.contact_data import emails, handles, telephones
from bot.safety.redaction.identity import accounts, papers
from bot.safety.redaction.location import addresses, places
from bot.safety.redaction.names import names
from bot.safety.redaction.normalisation import PersonalDataKind, Span, apart, plain
from bot.safety.redaction.people_lists import holds_a_list_of_people
from corpus.language import LANGUAGES, Language
from index.text.language_detection import detect

_IN_LOWER_CASE = (emails, births, papers, accounts, places, handles)  # faster than to fold case in each expression
_IN_ANY_CASE = (telephones, names, addresses)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text that may be stored, and which kinds of personal data were taken out of it, each once."""

    text: str
    kinds: tuple[PersonalDataKind, ...] = ()


def redact(text: str, language: Language | None = None) -> Redacted:
    """Return `text` with a label in place of each piece of personal data, in `language` or else that of the text.

    Of a text that lists people nothing is left. What was redacted is looked through again, until nothing is found:
    redacting twice changes nothing.

    >>> redact("Mme Zongo, 70 12 34 56 : l’accord PCA/2023/014 du 5 mars 2023 ?", "fr")
    Redacted(text='Mme [nom], [téléphone] : l’accord PCA/2023/014 du 5 mars 2023 ?', kinds=('name', 'phone'))
    """
    kinds: dict[PersonalDataKind, None] = {}
    spoken = language or detect(text, "fr")
    while not holds_a_list_of_people(text):
        found = find(text)
        if not found:
            return Redacted(text, tuple(kinds))
        kinds |= dict.fromkeys(one.kind for one in found)
        text = _replaced(text, found, spoken)
    return Redacted(_labels()[spoken]["people"], ("people",))


def find(text: str) -> list[Span]:
    """Return what is personal in `text`, in order and apart; places are those in `text` as it was written.

    >>> find("Né le 3 mai 2012 à Kaya")
    [Span(start=6, end=16, kind='birth')]
    """
    view = plain(text)
    seen = [one for finder in _IN_LOWER_CASE for one in finder(view.lower)]
    seen += [one for finder in _IN_ANY_CASE for one in finder(view.text)]
    found = [Span(*view.original(one.start, one.end), one.kind) for one in seen]
    labels = [(match.start(), match.end()) for match in _label().finditer(text)]
    return [one for one in apart(found) if not any(one.start < end and start < one.end for start, end in labels)]


def _replaced(text: str, found: Iterable[Span], language: Language) -> str:
    pieces, at = [], 0
    for one in found:
        pieces += [text[at : one.start], _labels()[language][one.kind]]
        at = one.end
    return "".join([*pieces, text[at:]])


@cache
def _labels() -> dict[Language, dict[PersonalDataKind, str]]:
    with Path(__file__).with_name("labels.toml").open("rb") as file:
        return tomllib.load(file)  # type: ignore[return-value] # the keys are tested


@cache
def _label() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(label) for language in LANGUAGES for label in _labels()[language].values()))
