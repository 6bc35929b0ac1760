"""With what force a sentence says something: obliged, advised, allowed, forbidden, limited, of all or only some."""

from __future__ import annotations

import re
from typing import Literal, get_args

from bot.answering.llm.verification.negation import negations
from corpus.language import LANGUAGES, Language
from corpus.word_list import word_lists
from index.text.folding import plain, terms

Modality = Literal["obliged", "expected", "advised", "possible", "forbidden", "exempt", "all", "some", "only", "except"]
Said = tuple[Modality, bool]  # a force, and whether it is denied: "not an obligation"

# What stands for itself: "must not" is no denied obligation, nor "need not" a denied need.
_UNDENIED: tuple[Modality, ...] = ("forbidden", "exempt", "except", "some")
_LISTS = word_lists("modality")
_MODALITY = {
    language: {
        modality: re.compile(rf"\b{_LISTS[modality].alternation(language)}(?![\w-])") for modality in get_args(Modality)
    }
    for language in LANGUAGES
}
_QUANTIFIED = re.compile(
    rf"\b{_LISTS['quantifiers'].alternation()}(?: {_LISTS['partitive'].alternation()})?"
    rf"(?: {_LISTS['determiners'].alternation()})? ?(\w+)"
)
_IF = re.compile(_LISTS["if"].alternation())
_IN_CASE = re.compile(rf"\b{_LISTS['in_case'].alternation()}\b")
_ALL_ONE_CAN = re.compile(_LISTS["all_one_can"].alternation())


def forces(sentence: str, language: Language) -> frozenset[Said]:
    """Return the forces that words of `sentence` carry, each with whether it is denied.

    >>> sorted(forces("UNICEF offices are encouraged to evaluate.", "en")), sorted(forces("Il faudra le dire.", "fr"))
    ([('advised', False)], [('obliged', False)])
    >>> sorted(forces("Ce n’est pas une obligation.", "fr")), sorted(forces("They must not pay.", "en"))
    ([('exempt', False), ('obliged', True)], [('forbidden', False), ('obliged', True)])
    """
    text = _ALL_ONE_CAN.sub(" ", plain(sentence))
    reached = [range(_word_before(text, negator.start()), end) for negator, end in negations(text, language)]
    return frozenset(
        (force, force not in _UNDENIED and any(match.start() in span for span in reached))
        for force, pattern in _MODALITY[language].items()
        for match in pattern.finditer(text)
    )


def _word_before(text: str, place: int) -> int:
    """Return the start of the word before `place`: "must not" denies "must"."""
    return text.rfind(" ", 0, max(place - 1, 0)) + 1


def generalizes(claim: str, unit: str, language: Language) -> bool:
    """Tell whether `claim` says without a quantifier what `unit` says of some.

    >>> generalizes("Partners report.", "Some partners report.", "en")
    True
    >>> generalizes("Several partners report.", "Some partners report.", "en")
    False
    """
    said = forces(claim, language)
    if ("some", False) in said or ("possible", False) in said:
        return False
    stems = set(terms(claim, language))
    return any(stems & set(terms(noun, language)[:1]) for noun in _QUANTIFIED.findall(plain(unit)))


def drops_condition(claim: str, unit: str) -> bool:
    """Tell whether `claim` says outright what `unit` says under a condition.

    >>> drops_condition("It may end.", "It may end if reports are late."), drops_condition("It may end.", "It may end.")
    (True, False)
    """
    said = plain(claim)
    return bool(_IF.search(plain(unit))) and not (_IF.search(said) or _IN_CASE.search(said))
