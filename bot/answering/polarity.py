"""Compare the opposites, negations and modalities of a sentence with those of the sentence that it restates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, get_args

from corpus.language import LANGUAGES, Language
from corpus.word_list import word_lists
from index.text.folding import plain, terms

Modality = Literal["obliged", "expected", "advised", "possible", "forbidden", "exempt", "all", "some", "only", "except"]
SaidModality = tuple[Modality, bool]  # a modality, and whether it is denied: "not an obligation"

_PAIRS = (
    ("before", "after"),
    ("more", "less"),
    ("beginning", "ending"),
    ("public", "private"),
    ("local", "wider"),
    ("formal", "informal"),
    ("weak", "strong"),
    ("strengthening", "weakening"),
    ("short", "long"),
    ("first", "last"),
    ("regular", "rare"),
    ("accepting", "rejecting"),
    ("including", "excluding"),
    ("free", "paid"),
    ("joining", "leaving"),
    ("giving", "withdrawing"),
    ("receiving", "paying"),
    ("at_once", "later"),
    ("easy", "difficult"),
    ("better", "worse"),
    ("always", "never"),
    ("open", "closed"),
    ("keeping", "stopping"),
    ("benefit", "drawback"),
    ("cooperating", "opposing"),
    ("slow", "fast"),
    ("founding", "dissolving"),
    ("helping", "harming"),
)
# Those of which a question means the one and not the other; "before the end" may well ask about what ends something.
_ASKED_PAIRS = frozenset(
    {
        "more",
        "public",
        "formal",
        "accepting",
        "including",
        "free",
        "joining",
        "better",
        "receiving",
        "benefit",
        "cooperating",
        "slow",
        "founding",
        "helping",
    }
)
_LISTS = word_lists("opposites")
_OPPOSITES = {pair: tuple(re.compile(rf"\b{_LISTS[name].alternation()}\b") for name in pair) for pair in _PAIRS}
_WORD = re.compile(r"[a-z][a-z-]+")
_PREFIX = re.compile(
    r"(?:in|im(?=[bmp])|il(?=l)|ir(?=r)|un|dis|non-?|mal)(?!form(?!al|el|ell)|struct|vest|tent|sist|tegr)(\w{5,})$"
)

_NEGATION_LISTS = word_lists("negation")
_NEGATOR = {language: re.compile(_NEGATION_LISTS["negators"].alternation(language)) for language in LANGUAGES}
_NEGATING = re.compile(rf"\b{_NEGATION_LISTS['negating_words'].alternation()}(?!\w)")
_CLAUSE_BREAK = re.compile(rf"[,;:.!?()–—]|\b{_NEGATION_LISTS['clause_breaks'].alternation()}\b")
_DEGREE = re.compile(rf"\b{_NEGATION_LISTS['degrees'].alternation()}\b")  # removed from what is denied
_SCOPE = 6  # content words after a negation that it can reach

# Never denied: "must not" already is "forbidden", "need not" already is "exempt".
_UNDENIED: tuple[Modality, ...] = ("forbidden", "exempt", "except", "some")
_MODALITY_LISTS = word_lists("modality")
_MODALITY = {
    language: {
        modality: re.compile(rf"\b{_MODALITY_LISTS[modality].alternation(language)}(?![\w-])")
        for modality in get_args(Modality)
    }
    for language in LANGUAGES
}
_QUANTIFIED = re.compile(
    rf"\b{_MODALITY_LISTS['quantifiers'].alternation()}(?: {_MODALITY_LISTS['partitive'].alternation()})?"
    rf"(?: {_MODALITY_LISTS['determiners'].alternation()})? ?(\w+)"
)
_IF = re.compile(_MODALITY_LISTS["if"].alternation())
_IN_CASE = re.compile(rf"\b{_MODALITY_LISTS['in_case'].alternation()}\b")
_ALL_ONE_CAN = re.compile(_MODALITY_LISTS["all_one_can"].alternation())


IsDenied = Callable[[str, re.Match[str]], bool]


def _any_negation(text: str, negation: re.Match[str]) -> bool:
    return True


def contradicts(claim: str, unit: str) -> bool:
    """Tell whether one sentence has a word and the other only its opposite.

    >>> contradicts("Tell them before the end.", "Tell them after the end."), contradicts("Soon.", "Before the end.")
    (True, False)
    """
    said, held = plain(claim), plain(unit)
    opposed = ([_sides(text, pair) for text in (said, held)] for pair in _PAIRS)
    return any(map(_is_opposed, opposed)) or _unlike(said, held) or _unlike(held, said)


def asks_the_opposite(question: str, passage: str, language: Language, denies: IsDenied = _any_negation) -> bool:
    """Tell whether `question` has a word for which `passage` has only the opposite, of those that are never alike.

    Both are in `language`. What is denied counts as its opposite; in the question, what stands under a negation that
    does not deny what is asked for, as `denies` tells of the plain question, counts for neither side.

    >>> asks_the_opposite("How do they reduce it?", "They increase it.", "en"), asks_the_opposite("In?", "Out.", "en")
    (True, False)
    >>> held = "In a third of the cities nobody is involved."
    >>> [asks_the_opposite(text, held, "en") for text in ("Which cities involve them?", "Which ones leave them out?")]
    [True, False]
    """
    asked, held = plain(question), plain(passage)
    unclear = [(found.start(), end) for found, end in negations(asked, language) if not denies(asked, found)]
    for start, end in unclear:
        asked = f"{asked[:start]}{' ' * (end - start)}{asked[end:]}"
    denied = [range(found.start() + 1, end) for found, end in negations(asked, language)]
    reached = [range(found.start() + 1, end) for found, end in negations(held, language)]
    return any(
        _is_opposed([_sides(asked, pair, denied), _sides(held, pair, reached)])
        for pair in _PAIRS
        if pair[0] in _ASKED_PAIRS
    )


def _sides(text: str, pair: tuple[str, str], denied: Sequence[range] = ()) -> set[int]:
    """Return the sides of a pair, 0 and 1, that a plain text speaks of; what begins in a `denied` span is reversed."""
    return {
        side ^ any(found.start() in span for span in denied)
        for side, words in enumerate(_OPPOSITES[pair])
        for found in words.finditer(text)
    }


def _is_opposed(sides: Sequence[set[int]]) -> bool:
    """Tell whether of two texts each speaks of one side of a pair, and not of the same."""
    return all(len(one) == 1 for one in sides) and sides[0] != sides[1]


def denials(sentence: str, language: Language) -> list[tuple[str, ...]]:
    """Return for each negation the stems that it reaches, nearest first, up to the end of its clause.

    >>> denials("The page does not say who decides.", "en")
    [('say', 'decid')]
    """
    text, reached = plain(sentence), []
    for negator, end in negations(text, language):
        inside = _NEGATING.sub(" ", negator[0])  # "ne précise pas": the verb is inside the negation
        denied = _DEGREE.sub(" ", f"{inside} {text[negator.end() : end]}")
        reached.append(tuple(terms(denied, language)[:_SCOPE]))
    return reached


def negations(text: str, language: Language) -> Iterator[tuple[re.Match[str], int]]:
    """Yield each negation in a plain text with the position where its clause ends."""
    for negator in _NEGATOR[language].finditer(text):
        ending = _CLAUSE_BREAK.search(text, negator.end())
        yield negator, ending.start() if ending else len(text)


def is_of_saying(reach: tuple[str, ...], language: Language) -> bool:
    """Tell whether a negation denies that something is said: "does not say if there is a fee", not "there is no fee".

    >>> [is_of_saying(reach, "en") for reach in denials("The page gives no date. There is no fee.", "en")]
    [False, False]
    >>> is_of_saying(denials("La page ne dit pas s’il y a une cotisation.", "fr")[0], "fr")
    True
    """
    return bool(reach) and reach[0] in terms(" ".join(_NEGATION_LISTS["saying"].of(language)), language)


def modalities(sentence: str, language: Language) -> frozenset[SaidModality]:
    """Return the modalities in `sentence`, each with True if it is denied.

    >>> sorted(modalities("UNICEF offices are encouraged to evaluate.", "en"))
    [('advised', False)]
    >>> sorted(modalities("Il faudra le dire.", "fr"))
    [('obliged', False)]
    >>> sorted(modalities("Ce n’est pas une obligation.", "fr")), sorted(modalities("They must not pay.", "en"))
    ([('exempt', False), ('obliged', True)], [('forbidden', False), ('obliged', True)])
    """
    text = _ALL_ONE_CAN.sub(" ", plain(sentence))
    reached = [range(_word_before(text, negator.start()), end) for negator, end in negations(text, language)]
    return frozenset(
        (modality, modality not in _UNDENIED and any(match.start() in span for span in reached))
        for modality, pattern in _MODALITY[language].items()
        for match in pattern.finditer(text)
    )


def generalizes(claim: str, unit: str, language: Language) -> bool:
    """Tell whether `claim` says without a quantifier what `unit` says only of some.

    >>> generalizes("Partners report.", "Some partners report.", "en")
    True
    >>> generalizes("Several partners report.", "Some partners report.", "en")
    False
    """
    said = modalities(claim, language)
    if ("some", False) in said or ("possible", False) in said:
        return False
    stems = set(terms(claim, language))
    return any(stems & set(terms(noun, language)[:1]) for noun in _QUANTIFIED.findall(plain(unit)))


def drops_condition(claim: str, unit: str) -> bool:
    """Tell whether `claim` says unconditionally what `unit` says under a condition.

    >>> drops_condition("It may end.", "It may end if reports are late."), drops_condition("It may end.", "It may end.")
    (True, False)
    """
    said = plain(claim)
    return bool(_IF.search(plain(unit))) and not (_IF.search(said) or _IN_CASE.search(said))


def _unlike(here: str, there: str) -> bool:
    """Tell whether a plain text has "incomplete" where the other has "complete", or the like."""
    words, others = set(_WORD.findall(here)), set(_WORD.findall(there))
    contraries = {base for word in words - others if (base := _contrary(word)) not in words}
    return bool(contraries & others)


def _contrary(word: str) -> str:
    """Return the base word after a negating prefix, or "".

    >>> _contrary("incomplete"), _contrary("irregular"), _contrary("information")
    ('complete', 'regular', '')
    """
    bare = _PREFIX.match(word)
    return bare[1] if bare else ""


def _word_before(text: str, place: int) -> int:
    """Return the start of the word before `place`: "must not" denies "must"."""
    return text.rfind(" ", 0, max(place - 1, 0)) + 1
