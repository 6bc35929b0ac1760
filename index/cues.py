"""Count words of harm in a text, whole and in context: the part of the alarm that needs no meaning."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from math import log
from typing import TYPE_CHECKING

from index.disguise import Disguises

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FIRST_PERSON = "child"  # the groups before this one are events; this one and those after it are about people and tone
_LONGEST = 22  # words that count for the length: no example is longer, so nothing is known of what is
_MOST = 2  # of one group: the third blow says no more than the second
_REPEATED = re.compile(r"([a-z])\1{2,}")  # "aidezzzz"


class Cues:
    """Turns a text into numbers: how many words of each group it holds, and which stand together."""

    def __init__(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        self._names = list(groups)
        self._events = self._names.index(_FIRST_PERSON)
        self._patterns = {name: _pattern(words) for name, words in groups.items()}
        self._disguises = Disguises([word for name in self._names[: self._events] for word in groups[name]])

    def undisguised(self, text: str) -> str:
        """Return `text` with its words of violence, threat, abuse or despair spelled as others spell them."""
        return self._disguises.undo(text)

    def names_an_event(self, text: str) -> bool:
        """Tell whether `text` bears a word of violence, threat, abuse or despair, never a part of another word."""
        words = _words(text)
        return any(self._patterns[name].search(words) for name in self._names[: self._events])

    def features(self, text: str) -> NDArray[np.float32]:
        """Return the numbers of `text`, float32 (k,): groups first, then what stands together, form and length."""
        import numpy as np

        words = _words(text)
        counts = {name: min(len(set(pattern.findall(words))), _MOST) for name, pattern in self._patterns.items()}
        event = min(sum(counts[name] for name in self._names[: self._events]), 3)
        person = min(counts["child"] + counts["relative"] + counts["power"], 3)
        together = [event * bool(counts[name]) for name in ("me", "child", "power", "they", "moment")]
        at_work = bool(counts["work"])
        form = [at_work and not event, at_work and not person, "?" in text, log(min(len(text.split()), _LONGEST) + 1)]
        return np.array([*counts.values(), event, person, *together, *form], dtype=np.float32)


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of `words` as a whole: `*` stands for an ending, `_` for a space."""
    longest = sorted({word.strip("_") for word in words}, key=lambda word: (-len(word), word))
    shapes = "|".join(word.replace("*", r"\w*").replace("_", " ") for word in longest)
    return re.compile(rf"(?<= )(?:{shapes})(?= )")


def _words(text: str) -> str:
    """Return the words of `text` without accents, invisible characters and letters held too long.

    >>> _words("Aidezzz-moi, ÉLÈVE\u200b frappé !")
    ' aidez moi eleve frappe '
    """
    lowered = unicodedata.normalize("NFKC", text).lower().replace("œ", "oe").replace("æ", "ae")
    parts = unicodedata.normalize("NFD", lowered)
    bare = "".join(c for c in parts if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    words = re.findall(r"[a-z0-9]+", _REPEATED.sub(r"\1", bare))
    return f" {' '.join(words)} "
