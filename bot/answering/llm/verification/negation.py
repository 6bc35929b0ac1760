"""The negations of a sentence, and how far each reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.language import LANGUAGES, Language
from corpus.word_list import word_lists
from index.text.folding import plain, terms

_LISTS = word_lists("negation")
_NEGATOR = {language: re.compile(_LISTS["negators"].alternation(language)) for language in LANGUAGES}
_NEGATING = re.compile(rf"\b{_LISTS['negating_words'].alternation()}(?!\w)")
_BREAK = re.compile(rf"[,;:.!?()–—]|\b{_LISTS['clause_breaks'].alternation()}\b")
_DEGREE = re.compile(rf"\b{_LISTS['degrees'].alternation()}\b")  # taken away from what is denied
_SCOPE = 6  # content words after a negation that it can reach


def denials(sentence: str, language: Language) -> list[tuple[str, ...]]:
    """Return for each negation the stems that it reaches, nearest first, up to the end of its clause.

    >>> denials("The page does not say who decides.", "en")
    [('say', 'decid')]
    """
    text, reached = plain(sentence), []
    for negator, end in negations(text, language):
        inside = _NEGATING.sub(" ", negator[0])  # "ne précise pas": the verb stands between
        denied = _DEGREE.sub(" ", f"{inside} {text[negator.end() : end]}")
        reached.append(tuple(terms(denied, language)[:_SCOPE]))
    return reached


def negations(text: str, language: Language) -> Iterator[tuple[re.Match[str], int]]:
    """Yield each negation in a plain text with the place where its clause ends."""
    for negator in _NEGATOR[language].finditer(text):
        ending = _BREAK.search(text, negator.end())
        yield negator, ending.start() if ending else len(text)


def is_of_saying(reach: tuple[str, ...], language: Language) -> bool:
    """Tell whether what is denied is that something is said: "does not say if there is a fee" is no "there is no fee".

    >>> [is_of_saying(reach, "en") for reach in denials("The page gives no date. There is no fee.", "en")]
    [False, False]
    >>> is_of_saying(denials("La page ne dit pas s’il y a une cotisation.", "fr")[0], "fr")
    True
    """
    return bool(reach) and reach[0] in terms(" ".join(_LISTS["saying"].of(language)), language)
