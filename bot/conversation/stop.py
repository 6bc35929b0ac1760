"""Safe words: a message that is nothing but one of them ends whatever the conversation was about."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Iterable
from threading import Lock

from corpus.word_list import word_lists
from index.text.folding import fold

REPEATED_WITHIN = 10.0  # seconds: a stop that is repeated so soon is not answered again
_MOST = 1_000  # chats remembered

_COURTESY = re.compile(rf"(?<= ){word_lists('stop')['courtesies'].alternation()}(?= )")


class SafeWords:
    """The words that stop, matched in any spelling.

    >>> words = SafeWords(["oubliez ça", "stop"])
    >>> [words.match(text) for text in ("Oubliez ça !", "STOP STOP svp", "st\u200bop", "stop, c’est trop tard ?", "")]
    [True, True, True, False, False]
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._known = {plain for word in words if (plain := _plain(word))}

    def match(self, text: str) -> bool:
        """Tell whether `text` is a safe word, with nothing but courtesies around it."""
        return _plain(text) in self._known or _once(_COURTESY.sub("", f" {_plain(text)} ")) in self._known


class LastStops:
    """The chats that stopped within the last seconds, in memory only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._at: dict[str, float] = {}

    def is_repeated(self, chat: str) -> bool:
        """Tell whether `chat` stopped within the last seconds and sent nothing since; note that it stops now."""
        with self._lock:
            now = self._clock()
            was = self._at.pop(chat, None)
            self._at[chat] = now
            if len(self._at) > _MOST:
                self._at.pop(next(iter(self._at)))
            return was is not None and now - was < REPEATED_WITHIN

    def clear(self, chat: str) -> None:
        """Note that `chat` sent something else."""
        with self._lock:
            self._at.pop(chat, None)


def _plain(text: str) -> str:
    """Return the words of `text`, folded, without unseen letters, each once where it comes several times in a row."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return _once(fold(seen))


def _once(text: str) -> str:
    words = re.findall(r"\w+", text)
    return " ".join(word for place, word in enumerate(words) if place == 0 or word != words[place - 1])
