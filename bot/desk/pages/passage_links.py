"""The addresses at the desk where passages are read: a card, or the place of a passage in its document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.desk.pages.paging import ON_A_PAGE
from index.passage import Passage


def in_order(passages: Iterable[Passage], document: str) -> list[Passage]:
    """Return the passages of a document in their order, as its page lists them."""
    found = [one for one in passages if one.document == document]
    return sorted(found, key=lambda one: int(one.id.rpartition("-")[2]))


def addresses(titles: Sequence[str], passages: Sequence[Passage]) -> Mapping[str, str]:
    """Return the address of each title: of the passage whose section it is, or its innermost heading, or its text's.

    Titles that no passage has any more are left out.
    """
    known: dict[str, Passage] = {}
    for name in (_text_title, _heading, _section):
        known |= {name(one): one for one in reversed(passages)}
    return {title: _address(known[title], passages) for title in titles if title in known}


def _text_title(passage: Passage) -> str:
    return passage.title


def _heading(passage: Passage) -> str:
    return passage.section.rpartition(" › ")[2]


def _section(passage: Passage) -> str:
    return passage.section


def _address(passage: Passage, passages: Sequence[Passage]) -> str:
    if not passage.document:
        return f"/texts/cards/{passage.id}"
    place = in_order(passages, passage.document).index(passage)
    return f"/texts/documents/{passage.document}?page={place // ON_A_PAGE + 1}#{passage.id}"
