"""The safe word: said as a whole message, it breaks off whatever a conversation was about."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.folding import fold


class SafeWords:
    """Knows the words that break off, however they are written.

    >>> words = SafeWords(["oubliez ça", "stop"])
    >>> [words.are(text) for text in ("Oubliez ça !", "STOP STOP", "stop, c’est trop tard ?", "")]
    [True, True, False, False]
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._known = {plain for word in words if (plain := _plain(word))}

    def are(self, text: str) -> bool:
        """Tell whether `text` is a safe word and nothing else."""
        return len(text) < _LONGEST and _plain(text) in self._known


_LONGEST = 80  # characters of a message that is looked at


def _plain(text: str) -> str:
    """Return the words of `text`, folded, each once where it is said several times in a row."""
    words = re.findall(r"\w+", fold(text))
    return " ".join(word for place, word in enumerate(words) if place == 0 or word != words[place - 1])
