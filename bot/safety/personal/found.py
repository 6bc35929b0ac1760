"""A piece of personal data: where it stands and of which kind it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["phone", "email", "name", "birth", "identity", "bank", "handle", "place", "people"]


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """Characters `start` to `end` (half open) hold personal data of `kind`."""

    start: int
    end: int
    kind: Kind


def apart(found: Iterable[Found]) -> list[Found]:
    """Return `found` in order with those that overlap made one, of the kind of the longest.

    >>> apart([Found(8, 12, "phone"), Found(0, 10, "bank"), Found(12, 14, "name")])
    [Found(start=0, end=12, kind='bank'), Found(start=12, end=14, kind='name')]
    """
    joined: list[Found] = []
    for one in sorted(found):
        if joined and one.start < joined[-1].end:
            last = joined[-1]
            kind = max(last, one, key=lambda f: f.end - f.start).kind
            joined[-1] = Found(last.start, max(last.end, one.end), kind)
        else:
            joined.append(one)
    return joined
