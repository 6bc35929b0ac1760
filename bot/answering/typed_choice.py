"""Read a number or an ordinal that a person types instead of pressing a button."""

from __future__ import annotations

import re

from corpus.word_list import word_lists
from index.text.folding import fold

LAST = -1
_LISTS = {name: found.alternation() for name, found in word_lists("typed_choice").items()}
_PLACES = {name: found.alternation() for name, found in word_lists("follow_up").items()}
_NAMES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "last")
_EITHER = "|".join(f"(?P<{name}>{_PLACES[name]}|{_LISTS.get(name, '(?!)')})" for name in _NAMES)
_CHOICE = re.compile(rf"(?:{_LISTS['around']} )*(?:(?P<digit>[1-9])|{_EITHER})(?: {_LISTS['around']})*")


def typed_place(text: str) -> int | None:
    """Return the place, from 0, that `text` names and nothing else; LAST for the last one, None if it names none.

    >>> [typed_place(text) for text in ("2", "la deuxième svp", "n° 2", "the second one", "le 2", "The last.")]
    [1, 1, 1, 1, 1, -1]
    >>> [typed_place(text) for text in ("12", "la deuxième étape, c’est quoi ?", "1 et 2", "oui")]
    [None, None, None, None]
    """
    found = _CHOICE.fullmatch(" ".join(re.findall(r"\w+", fold(text))))
    if found is None:
        return None
    if found["digit"]:
        return int(found["digit"]) - 1
    named = next(name for name in _NAMES if found[name])
    return LAST if named == "last" else _NAMES.index(named)
