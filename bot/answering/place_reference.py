"""Find what a passage says of a place that a follow-up points at: "qui les y représente ?", "who sits there?"."""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.language import Language
from corpus.word_list import word_lists
from index.text.folding import terms, unaccented
from index.text.sentences import sentences

_LISTS = {name: found.alternation() for name, found in word_lists("follow_up").items()}
_PLACE = re.compile(rf"(?:\b|(?<='))(?:{_LISTS['place_words']})\b")
_EXPLETIVE = re.compile(_LISTS["expletives"])


def names_place(text: str) -> bool:
    """Tell whether a text has a word that stands for a place or a body.

    >>> names_place("Qui les y représente ?"), names_place("Who sits there?"), names_place("Are there members?")
    (True, True, False)
    """
    return bool(_PLACE.search(_EXPLETIVE.sub(" ", unaccented(text))))


def said_there(question: str, text: str, language: Language) -> str:
    """Return the sentence of `text` that has the question's words and a word for a place, after the one before it.

    "" where the question has no such word, or no sentence has all that it asks.

    >>> said_there("Qui les y représente ?", "DEI est membre. Sa directrice l’y représente. Fin.", "fr")
    'DEI est membre. Sa directrice l’y représente.'
    >>> said_there("who represents it?", "DCI is a member. Its director represents it there.", "en")
    ''
    """
    wanted = set(terms(question, language))
    if not wanted or not names_place(question):
        return ""
    for before, sentence in pairwise(["", *sentences(text, language)]):
        said = set(terms(sentence, language))
        is_whole = wanted <= said | set(terms(before, language))
        if is_whole and not wanted.isdisjoint(said) and names_place(sentence):
            return f"{before} {sentence}".strip()
    return ""
