"""Lists in pages: which part is shown, and the addresses of the parts before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from bot.desk.page import DeskRequest

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
