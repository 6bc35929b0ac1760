"""Lists in pages: which part is shown, and the addresses of the parts before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from bot.desk.page import DeskRequest

T = TypeVar("T")

ON_A_PAGE = 25


def page_number(wanted: DeskRequest) -> int:
    """Return the number of the page that is asked for, from 1."""
    text = wanted.query.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def neighbours(wanted: DeskRequest, path: str, filters: Iterable[str], number: int, count: int) -> Mapping[str, str]:
    """Return the addresses `before` and `after` a page of a list of `count`; empty where there is none."""
    chosen = {name: wanted.query[name] for name in filters if wanted.query.get(name)}

    def address(page: int) -> str:
        return f"{path}?{urlencode({**chosen, 'page': page})}"

    return {
        "before": address(number - 1) if number > 1 else "",
        "after": address(number + 1) if number * ON_A_PAGE < count else "",
    }


def part_of(found: Sequence[T], wanted: DeskRequest) -> tuple[int, Sequence[T]]:
    """Return the number of the page of `found` that is asked for, or of the last one, and what it shows."""
    number = min(page_number(wanted), max(-(-len(found) // ON_A_PAGE), 1))
    return number, found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]


def number_of(text: str) -> int:
    """Return a number that an address or a form holds; 0, which nothing has, for anything else.

    >>> number_of("12"), number_of("-1"), number_of("²"), number_of("")
    (12, 0, 0, 0)
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
