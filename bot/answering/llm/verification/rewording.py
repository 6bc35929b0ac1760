"""Check that a model's question or translation says the same as the text that it rewords, or asks about it alone."""

from __future__ import annotations

import re

from bot.answering.llm.verification.alignment import Evidence
from bot.answering.llm.verification.checker import malformed
from bot.answering.llm.verification.entities import Knows, addresses, foreign_names, roles
from bot.answering.llm.verification.numbers import is_month, quantities
from bot.answering.polarity import contradicts, denials, modalities
from bot.answering.understanding import split_parts
from corpus.language import Language, other
from corpus.word_list import word_lists
from index.text.folding import plain, terms, words
from index.text.language_detection import detect
from index.text.sentences import is_item

LONGEST = 300  # characters of a condensed question, and of one about a passage
_PRONOUN = "I"  # has a capital and is no name
_LONGEST_RUN = 7  # words, from which a question copies its passage
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


def asks_about(question: str, language: Language, text: str, source: Language, knows: Knows) -> bool:
    """Tell whether `question` is one question in `language` about `text`, in the language `source`, and no copy of it.

    Each of its numbers and names must stand in the text.

    >>> text = "La salle se réserve auprès de la gardienne, trois jours avant la fête des voisins."
    >>> asks_about("À qui faut-il demander la salle ?", "fr", text, "fr", lambda word: True)
    True
    >>> asks_about("Who do I have to ask ten days before the party?", "en", text, "fr", lambda word: True)
    False
    """
    if not question.endswith("?") or len(question) > LONGEST or malformed(question, text):
        return False
    if len(split_parts(question)) > 1 or detect(question, other(language)) != language:
        return False
    if not quantities(question, language) <= quantities(text, source):
        return False
    return not _copies(question, text) and set(foreign_names(question, text, knows)) <= {_PRONOUN}


def _copies(question: str, text: str) -> bool:
    """Tell whether `question` is a run of the words of `text`, or has a long one."""
    asked, held = words(question), f" {' '.join(words(text))} "
    length = min(len(asked), _LONGEST_RUN)
    runs = (asked[start : start + length] for start in range(len(asked) - length + 1))
    return any(f" {' '.join(run)} " in held for run in runs)


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
