"""Names of owners: those that their own name holds, and those that the sources state."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.card import Source
from corpus.word_list import alternations
from index.passage import Passage
from index.text.folding import aligned, plain

_IN_BRACKETS = re.compile(r"\(([^()]{2,})\)")
_ARTICLE = re.compile(rf"{alternations('owners')['articles']}(?=\w{{4}})")
_LEAST_INITIALS = 3
_LEAST_LETTERS = 4  # of a word that may end a name's beginning
_LEAST_WORDS = 3  # of the beginning of a name that stands for all of it: "Save the Children" Switzerland


def other_names(sources: Iterable[Source]) -> dict[str, tuple[str, ...]]:
    """Return the other names of each owner that the sources state."""
    return {source.owner: source.names for source in sources if source.names}


def names_of(owner: str) -> list[str]:
    """Return the names that an owner's own name holds: itself, without its article, in brackets, initials, beginning.

    >>> names_of("Save the Children Switzerland"), names_of("Bureau des Comptes (BDC)")
    (['Save the Children Switzerland', 'SCS', 'Save the Children'], ['Bureau des Comptes', 'BDC'])
    >>> names_of("Maison des jeunes de Valmont"), names_of("Le Hangar")
    (['Maison des jeunes de Valmont', 'Maison des jeunes'], ['Le Hangar', 'Hangar'])
    """
    bare = _IN_BRACKETS.sub("", owner).strip() or owner
    words = bare.split()
    initials = "".join(word[0] for word in words if word[0].isupper())
    beginning = words[:-1]
    while beginning and len(beginning[-1]) < _LEAST_LETTERS and beginning[-1].islower():  # "… de"
        beginning.pop()
    found = [bare, *_IN_BRACKETS.findall(owner)]
    found += [initials] if len(initials) >= _LEAST_INITIALS else []
    found += [" ".join(beginning)] if len(words) > _LEAST_WORDS and len(beginning) > 1 else []
    found += [bare[article.end() :]] if (article := _ARTICLE.match(aligned(bare))) else []
    return found


def is_said_by(passage: Passage, said_by: frozenset[str]) -> bool:
    """Tell whether `passage` is of one of the owners, titles or documents in `said_by`."""
    return not said_by.isdisjoint((passage.owner, passage.title, passage.document or passage.title))


def is_akin(owner: str, other: str) -> bool:
    """Tell whether two owners are one, or one is a branch of the other.

    >>> is_akin("UNICEF", "UNICEF France"), is_akin("UNICEF", "Bureau des Comptes")
    (True, False)
    """
    first, second = sorted((plain(owner), plain(other)), key=len)
    return second == first or second.startswith(f"{first} ")
