"""The words that stand out in a quotation: the figures that a question asks for, or else its rarer words."""

from __future__ import annotations

import re
from collections import Counter

from bot.answering.facts import FIGURES, KINDS, asked_kinds, figures
from corpus.language import Language
from index.text.folding import terms

_FIGURES, _WORDS = 4, 3  # at most so many: where much stands out, nothing does
_OFTEN = 3  # a quotation that has a word more often is about it from end to end
_WORD = re.compile(r"\w+(?:-\w+)*")
_NOUN = re.compile(r"(?<= )[^\W\d_]+$")  # what is counted


def emphasis(question: str, quote: str, language: Language, above: str = "") -> tuple[str, ...]:
    """Return the words of `quote`, which is in `language`, that stand out, as it writes them.

    `above` are the words that already stand above it: title and heading.

    >>> emphasis("Quel est le délai de préavis ?", "Le préavis dure 30 jours.", "fr")
    ('30 jours',)
    >>> emphasis("Who audits us?", "An auditor named by both parties audits the accounts.", "en")
    ('audits',)
    """
    asked = set(terms(question, language))
    found = [
        figure
        for kind in KINDS
        if kind in asked_kinds(question) & FIGURES
        for figure in (_counts(quote, language, asked) if kind == "count" else figures(quote, kind))
    ]
    return tuple(dict.fromkeys(found))[:_FIGURES] or _words(quote, language, asked - set(terms(above, language)))


def _counts(quote: str, language: Language, asked: set[str]) -> list[str]:
    """Return the numbers of what is asked for; if there are none, those of anything that is named, else all.

    >>> _counts("Le bureau a sept membres depuis 2024, 3 voix et 12.", "fr", set(terms("Combien de membres ?", "fr")))
    ['sept membres']
    """
    found = figures(quote, "count")
    nouns = [set(terms(noun[0], language)) if (noun := _NOUN.search(number)) else set() for number in found]
    of_asked = [number for number, noun in zip(found, nouns, strict=True) if noun & asked]
    of_named = [number for number, noun in zip(found, nouns, strict=True) if noun]
    return of_asked or of_named or [_NOUN.sub("", number).strip() for number in found]


def _words(quote: str, language: Language, asked: set[str]) -> tuple[str, ...]:
    """Return the words of the quotation that are asked for by their stem: those that it has least often."""
    stems = {word: set(terms(word, language)) & asked for word in _WORD.findall(quote)}
    times = Counter(stem for word in _WORD.findall(quote) for stem in stems[word])
    rare = [stem for stem, count in sorted(times.items(), key=lambda pair: pair[1]) if count <= _OFTEN][:_WORDS]
    return tuple(word for word, own in stems.items() if own & set(rare))
