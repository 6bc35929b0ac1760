"""The negations of a sentence, and how far each reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.model.plain import plain
from corpus.language import Language
from index.folding import terms

_NEGATOR: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:not(?! only)|no(?! longer than)|never|none|nobody|nothing(?! but)|neither|nor|cannot|without)\b"
        r"|\b(?:fails? to|lacks?|refus\w+|far from|hardly|scarcely|barely|rarely|seldom)\b|\w+n't\b"
        r"|\b(?:forbidden|forbids?|prohibit\w*|banned|avoid(?:s|ed|ing)?|refrain\w*)\b"
    ),
    "fr": re.compile(
        r"\b(?:ne |n')(?:\S+ ){1,4}?(?:pas|plus|jamais|rien|aucune?|personne|guere|nulle?)\b"
        r"|\b(?:ne |n')(?=\S+ ni\b)|\b(?:jamais|aucune?|rien|sans|nullement|ni)\b(?! que\b)"
        r"|(?<!a )\bpas\b(?! a pas)|\b(?:et non|mais non|non pas|non(?= (?:une?|le|la|les|\w+ee?s?)\b))(?! gouv)"
        r"|\b(?:interdi\w+|refus\w+|evite\w*|rarement|a peine)\b|\bloin d(?:e|u|es)\b|\bloin d'|\bs'abst\w+"
    ),
}
_NEGATING = re.compile(
    r"\b(?:ne|n'|pas|plus|jamais|rien|aucune?|personne|guere|nulle?|non|ni|sans|et|mais|nullement|\w+n't"
    r"|not|no|never|none|nobody|nothing|neither|nor|cannot|without|fails? to|lacks?|far from|hardly|scarcely|barely"
    r"|rarely|seldom|rarement|a peine|loin d(?:e|u|es|')|avoid(?:s|ed|ing)?|evite\w*|refrain\w*|s'abst\w+"
    r"|interdi\w+|forbidden|forbids?|prohibit\w*|banned|refus\w+)(?!\w)"
)
_BREAK = re.compile(r"[,;:.!?()–—]|\b(?:but|mais|however|cependant|toutefois|because|car|parce|and|et|or|nor|ni)\b")
_DEGREE = re.compile(  # what a negation takes away from what it denies: "not necessarily stop" denies "stop"
    r"\b(?:necessarily|automatically|always|necessairement|automatiquement|forcement|toujours)\b"
)
_SAYING: dict[Language, str] = {
    "en": "say state specify mention name give describe detail tell indicate explain set define list",
    "fr": "dit dire précise préciser mentionne nomme nommer donne donner décrit détaille indique explique fixe définit"
    " cite parle",
}
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
    return bool(reach) and reach[0] in terms(_SAYING[language], language)
