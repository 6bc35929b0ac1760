"""Check that a model's question or translation says the same as the text that it rewords."""

from __future__ import annotations

import re

from bot.answering.llm.verification.alignment import Evidence
from bot.answering.llm.verification.checker import malformed
from bot.answering.llm.verification.entities import addresses, foreign_names, roles
from bot.answering.llm.verification.numbers import is_month, quantities
from bot.answering.llm.verification.polarity import contradicts, denials, modalities
from bot.answering.understanding import split_parts
from corpus.language import Language
from corpus.word_list import word_lists
from index.text.folding import plain, terms
from index.text.language_detection import detect
from index.text.sentences import is_item

LONGEST = 300  # characters of a condensed question
NEAR = 0.86  # least cosine of a translation and its original
LENGTHS = (0.5, 2.0)  # least and greatest length of a translation, as a multiple of its original
_LISTS = word_lists("sources")
_PREAMBLE = re.compile(rf"{_LISTS['translation_preambles'].alternation()}\b[^.]*:")
_PLACE = re.compile(rf"\b{_LISTS['before_place'].alternation()}\s+([A-ZÀ-Þ]\w+)")
_COMPARED = {"obliged", "advised", "possible", "forbidden", "except"}


def is_faithful(question: str, said: str, text: str, language: Language) -> bool:
    """Tell whether `question` is one question in `language` that says what `text` says, in words of `said` alone.

    >>> said = "Que faire sans progrès ? Il faudra convenir de mesures correctives. Et qui s’en occupe ?"
    >>> is_faithful("Qui s’occupe des mesures correctives ?", said, "Et qui s’en occupe ?", "fr")
    True
    >>> is_faithful("Qui paie les mesures correctives au Mali ?", said, "Et qui s’en occupe ?", "fr")
    False
    """
    if len(question) > LONGEST or len(split_parts(question)) > 1 or detect(question, language) != language:
        return False
    if not quantities(question, language) <= quantities(said, language):
        return False
    own, held = set(terms(question, language)), set(terms(said, language))
    return own <= held and set(terms(text, language)) <= own and not foreign_names(question, said, lambda word: True)


def says_the_same(quote: str, source: Language, text: str, target: Language, evidence: Evidence) -> bool:
    """Tell whether `text` can be a translation of `quote`.

    Language, length, lists, numbers, names, modality, negation and meaning are compared.
    """
    least, most = LENGTHS
    if not least * len(quote) <= len(text) <= most * len(quote) or detect(text, source) != target:
        return False
    if malformed(text, quote) or _PREAMBLE.match(plain(text)) or _items(quote) != _items(text):
        return False
    if quantities(quote, source) != quantities(text, target) or _modal(quote, source) != _modal(text, target):
        return False
    if _widens(quote, source, text, target):
        return False
    if bool(denials(quote, source)) != bool(denials(text, target)) or contradicts(text, quote):
        return False
    return _names_the_same(quote, text, evidence) and evidence.nearness(quote, [text])[0] >= NEAR


def _items(text: str) -> int:
    return sum(is_item(line) for line in text.splitlines())


def _modal(text: str, language: Language) -> set[tuple[str, bool]]:
    """Return the modalities of a text, without those worded too freely to be compared across languages."""
    return {said for said in modalities(text, language) if said[0] in _COMPARED}


def _widens(quote: str, source: Language, text: str, target: Language) -> bool:
    """Tell whether one of the texts says "all" and the other "some"."""
    here, there = (
        {modality for modality, _ in modalities(*each)} & {"all", "some"} for each in ((quote, source), (text, target))
    )
    return {frozenset(here), frozenset(there)} == {frozenset(["all"]), frozenset(["some"])}


def _names_the_same(quote: str, text: str, evidence: Evidence) -> bool:
    """Tell whether both name the same roles and addresses, as many places, and no name that no text has."""
    if roles(quote) != roles(text) or addresses(quote) != addresses(text):
        return False
    if len(_places(text, quote)) > len(_places(quote, text)):
        return False
    return all(is_month(name) or evidence.knows(plain(name)) for name in foreign_names(text, quote, evidence.knows))


def _places(text: str, other: str) -> set[str]:
    """Return the places that `text` names and `other` does not, or spells otherwise (Genève, Geneva)."""
    return {place for place in _PLACE.findall(text) if plain(place) not in plain(other) and not is_month(place)}
