"""Many words in little memory: the lines of one piece of bytes, in order, searched in halves."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

_TAB = b"\t"


class OrderedLines:
    """Lines of a key, and a value behind a tab if there is one. As a dict they would take ten times the memory.

    >>> lines = OrderedLines(OrderedLines.joined({"un": "5", "an": "2", "or": ""}.items()))
    >>> lines.value("an"), lines.value("or"), lines.value("a")
    ('2', '', None)
    """

    def __init__(self, lines: bytes) -> None:
        self._lines = lines

    @staticmethod
    def joined(values: Iterable[tuple[str, str]]) -> bytes:
        """Return lines in order for distinct keys, each with its value."""
        rows = [key.encode() + (_TAB + value.encode() if value else b"") + b"\n" for key, value in values]
        rows.sort()  # a tab and the end of a line come before whatever may follow a key
        return b"".join(rows)

    def value(self, key: str) -> str | None:
        """Return the value of a key, "" if it has none; None if there is no such key."""
        wanted = key.encode()
        place = bisect_left(range(len(self._lines)), wanted, key=lambda at: self._line(at).partition(_TAB)[0])
        found, _, value = self._line(place).partition(_TAB)
        return value.decode() if place < len(self._lines) and found == wanted else None

    def _line(self, place: int) -> bytes:
        """Return the line that the byte at `place` is in, or ends."""
        return self._lines[self._lines.rfind(b"\n", 0, place) + 1 : self._lines.find(b"\n", place)]
