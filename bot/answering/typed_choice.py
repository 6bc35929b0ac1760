"""Read a number or an ordinal that a person types instead of pressing a button."""

from __future__ import annotations

import re

from bot.answering.places import CARDINAL, ORDINAL, place_in
from corpus.word_list import word_lists
from index.text.folding import without_marks

_AROUND = word_lists("typed_choice")["around"].alternation()
_CHOICE = re.compile(rf"(?:{_AROUND} )*(?P<place>{ORDINAL}|{CARDINAL})(?: {_AROUND})*")


def typed_place(text: str) -> int | None:
    """Return the place, from 0, that `text` names and nothing else; LAST for the last one, None if it names none.

    >>> [typed_place(text) for text in ("2", "la deuxième svp", "n° 12", "the second one", "le 2", "The last.")]
    [1, 1, 11, 1, 1, -1]
    >>> [typed_place(text) for text in ("120", "la deuxième étape, c’est quoi ?", "1 et 2", "oui")]
    [None, None, None, None]
    """
    found = _CHOICE.fullmatch(without_marks(text))
    return place_in(found["place"]) if found else None
