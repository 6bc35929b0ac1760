"""Shorten long messages to what is embedded of them.

Embedding takes time in proportion to the tokens of a text. A message of 4,096 characters of any kind must not cost more
than about three plain questions, so all limits of what is embedded stand here. They are in pieces: up to four letters,
up to two digits or one other sign, which come near the tokens of the packaged model without loading it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.word_list import word_lists

SEARCHED = 150  # pieces of a message that are searched for, about 500 characters: longer ones are shortened
CONTEXT = 60  # pieces of what a question refers to
WHOLE = 60  # pieces of a long message that are classified as one text, from both ends
SEGMENT = 40  # pieces of a clause or window
SEGMENTS = 40  # clauses and windows of a message
CLASSIFIED = 160  # pieces of all of them together in a long message

Reading = Literal["", "questions", "ends"]
"""What is read of a message: all of it; mostly its questions; mostly its beginning and end."""

_SHORT = 8  # pieces of a question that says too little alone
_PIECE = re.compile(r"[^\W\d_]{1,4}|\d{1,2}|[^\w\s]|_")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\s|$)|[.!?]|\n|$)")
_ASKS = re.compile(rf"\?|^\W*{word_lists('questions')['ask'].alternation()}", re.IGNORECASE)
_ANNOUNCES = re.compile(word_lists("questions")["announce"].alternation(), re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"(?: ?\n)+ ?")


@dataclass(frozen=True, slots=True)
class Shortened:
    """What is read of a message, and how it was chosen."""

    text: str
    reading: Reading = ""


def count_pieces(text: str) -> int:
    """Return the number of pieces of `text`.

    >>> count_pieces("Deux partenaires, 2024 ?"), count_pieces("a|b;;")
    (8, 5)
    """
    return sum(1 for _ in _PIECE.finditer(text))


def shorten(text: str, most: int = SEARCHED) -> Shortened:
    """Return the part of `text` that is searched for: all of a usual message, at most `most` pieces of a long one.

    Of a long one its last questions are kept, short ones with the sentence before; without any, both ends. Those before
    "my question is" or "I would like to know" only lead up to it, and are left out.

    >>> shorten("Qui signe ?"), shorten("Oui. " * 300 + "Qui signe ? " + "Non. " * 300, 9).text
    (Shortened(text='Qui signe ?', reading=''), 'Oui. Qui signe ?')
    """
    plain = _LINES.sub("\n", _SPACES.sub(" ", text)).strip()
    if count_pieces(plain) <= most:
        return Shortened(plain)
    asked = _last_within(_questions(plain), most)
    return Shortened(asked, "questions") if asked else Shortened(both_ends(plain, most), "ends")


def _questions(text: str) -> list[str]:
    """Return the sentences of `text` that ask something, a very short one led by the sentence before it.

    >>> _questions("Rien n’avance. On fait quoi ? Merci.")
    ['Rien n’avance. On fait quoi ?']
    >>> _questions("Que faire ? Quand il a plu, tout a cessé. Ma question : qui signe l’accord modifié.")
    ['Ma question : qui signe l’accord modifié.']
    """
    sentences = [piece.strip() for piece in _SENTENCE.findall(text) if piece.strip()]
    announced = next((place for place, one in enumerate(sentences) if _ANNOUNCES.search(one)), None)
    asking = [place for place in range(announced or 0, len(sentences)) if _ASKS.search(sentences[place])]
    if announced is None:  # "Quand il a plu, …" asks nothing beside a question with its mark
        asking = [place for place in asking if "?" in sentences[place]] or asking
    elif announced not in asking and len(_ANNOUNCES.split(sentences[announced])[-1].split()) > 2:
        asking.insert(0, announced)
    return [_with_lead(sentences, place) for place in asking]


def _with_lead(sentences: Sequence[str], place: int) -> str:
    """Return a sentence, led by the one before if it says too little alone.

    >>> _with_lead(["Rien n’avance.", "On fait quoi ?"], 1)
    'Rien n’avance. On fait quoi ?'
    """
    short = place and count_pieces(sentences[place]) < _SHORT
    return f"{sentences[place - 1]} {sentences[place]}" if short else sentences[place]


def _last_within(sentences: list[str], most: int) -> str:
    """Return the last of `sentences`, each once, that have at most `most` pieces together, in order."""
    kept: list[str] = []
    for sentence in reversed(list(dict.fromkeys(sentences))):
        most -= count_pieces(sentence)
        if most < 0:
            break
        kept.insert(0, sentence)
    return " ".join(kept)


def beginning(text: str, most: int) -> str:
    """Return the first `most` pieces of `text`, without the part of a word at their end.

    >>> beginning("Un, deux, trois", 3), beginning("Un partenaire", 2)
    ('Un, deux', 'Un')
    """
    ends = [match.end() for match in _PIECE.finditer(text)]
    if len(ends) <= most:
        return text
    return _whole_words(text[: ends[most - 1]], text) if most > 0 else ""


def both_ends(text: str, most: int) -> str:
    """Return `text`, or its first and last pieces, `most` of them, around an ellipsis.

    >>> both_ends("un deux trois", 9), both_ends("un deux six dix", 3)
    ('un deux trois', 'un … dix')
    """
    spans = [match.span() for match in _PIECE.finditer(text)]
    if len(spans) <= most:
        return text
    half = most // 2
    head, tail = text[: spans[half - 1][1]], text[spans[len(spans) - half][0] :]
    return f"{_whole_words(head, text)} … {_whole_words(tail[::-1], text[::-1])[::-1]}"


def _whole_words(head: str, text: str) -> str:
    """Return `head`, the start of `text`, without the part of a word at its end if other words are left."""
    if text[len(head) : len(head) + 1].isalnum() and " " in head:
        return head.rpartition(" ")[0]
    return head


def windows(text: str, most: int = SEGMENT) -> list[str]:
    """Cut `text` into windows of at most `most` pieces, between words where it has any; a short one stays whole.

    >>> windows("un deux trois six", 3), windows("un deux", 3), windows("a|b|c", 2)
    (['un deux', 'trois six'], ['un deux'], ['a|', 'b|', 'c'])
    """
    found, start = [], 0
    ends = [match.end() for match in _PIECE.finditer(text)]
    first = 0  # piece of the window
    while first < len(ends):
        last = min(first + most, len(ends)) - 1
        end = ends[last]
        if end < len(text) and text[end].isalnum() and (space := text.rfind(" ", start, end)) > start:
            end = space
        found.append(text[start:end].strip())
        start, first = end, bisect_right(ends, end)
    return found


def within_limits(texts: Sequence[str], most: int = CLASSIFIED) -> list[str]:
    """Return `texts`, or as many from both ends as have at most `most` pieces together, SEGMENTS at most, in order.

    >>> within_limits(["un deux", "trois", "quatre", "six"], 4)
    ['un deux', 'six']
    """
    kept: list[int] = []
    for place in _from_both_ends(len(texts)):
        most -= count_pieces(texts[place])
        if most < 0 or len(kept) == SEGMENTS:
            break
        kept.append(place)
    return [texts[place] for place in sorted(kept)]


def _from_both_ends(size: int) -> list[int]:
    """Return the places below `size`: the first, the last, the second, …

    >>> _from_both_ends(5)
    [0, 4, 1, 3, 2]
    """
    return [n // 2 if n % 2 == 0 else size - 1 - n // 2 for n in range(size)]
