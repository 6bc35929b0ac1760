"""Titles of passages, by which one is chosen: what stands there, of which document; no two alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.answering.excerpt import Excerpt
from bot.answering.suggestions import heading
from bot.replies.texts import truncated
from index.passage import Passage

_JOINT = " · "
_LONG = 120  # characters of a title in a list
_MARK = re.compile(r"^(?:[-*•]|#+|\d{1,2}[.)])\s+")

Excerpts = Mapping[str, Excerpt]  # by the ids of the passages


def titles(passages: Sequence[Passage], excerpts: Excerpts = MappingProxyType({})) -> list[str]:
    """Return a title for each passage: of a card its heading, of a document's that of what bears, and its title.

    `excerpts` are what bears on the question, by the passages' ids. A passage without a heading begins with its words.

    >>> titles([Passage("d-1", "- Un.\\n- Deux.", "fr", "", "G", "", "d"), Passage("c", "Trois.", "fr", "", "P", "A")])
    ['Un. · G', 'A']
    """
    return _distinct([_JOINT.join(filter(None, _named(one, excerpts))) for one in passages], passages)


def labels(passages: Sequence[Passage], excerpts: Excerpts, most: int) -> list[str]:
    """Return the same in at most `most` characters each: of a long one both the heading and the title are cut.

    >>> held = Passage("d-1", "Un mois.", "fr", "", "Convention de partenariat", "Durée et renouvellement", "d")
    >>> labels([held, held], {}, 40)
    ['Un mois. · Convention de partenariat', 'Un mois. · Convention de partenariat (2)']
    >>> labels([held], {}, 40)
    ['Durée et… · Convention de partenariat']
    """
    return _distinct([_cut(*_named(one, excerpts), most) for one in passages], passages, most)


def _named(passage: Passage, excerpts: Excerpts) -> tuple[str, str]:
    """Return the name of a passage, and the title of its document; "" for a card, and where that names it already."""
    if not passage.document:
        return heading(passage), ""
    bearing = excerpts.get(passage.id)
    name = passage.section.rpartition(" › ")[2] or (bearing.heading if bearing else "")
    name = name or _first_line(bearing.text if bearing else passage.text)
    return (name, passage.title) if name not in ("", passage.title) else (passage.title, "")


def _cut(name: str, title: str, most: int) -> str:
    """Return name and title in at most `most` characters; the title has what the name leaves, but not too little."""
    if not title:
        return truncated(name, most)
    least = min(len(title), most // 2)
    short = truncated(name, most - least - len(_JOINT))
    return f"{short}{_JOINT}{truncated(title, most - len(short) - len(_JOINT))}"


def _distinct(found: list[str], passages: Sequence[Passage], most: int = 0) -> list[str]:
    """Return the titles, no two alike: those that are begin with the words of their passages, or have a number."""
    worded = [
        title
        if found.count(title) == 1
        else _cut(_first_line(one.text), one.title if one.document else "", most or _LONG)
        for title, one in zip(found, passages, strict=True)
    ]
    return [
        title if not (before := worded[:at].count(title)) else _numbered(title, before + 1, most or _LONG)
        for at, title in enumerate(worded)
    ]


def _numbered(title: str, number: int, most: int) -> str:
    mark = f" ({number})"
    return truncated(title, most - len(mark)) + mark


def _first_line(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return _MARK.sub("", next(filter(None, lines), ""))
