"""Owners named in a question as those who say it: "Selon DEI, …", "According to Save the Children, …"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.answering.answer import Finding
from corpus.card import Source
from corpus.word_list import word_lists
from index.library import Searcher
from index.text.folding import plain

_LISTS = {name: found.alternation() for name, found in word_lists("owners").items()}
_IN_BRACKETS = re.compile(r"\(([^()]{2,})\)")
_LEAST_INITIALS = 3
_LEAST_WORDS = 3  # of the beginning of a name that stands for all of it: "Save the Children" Switzerland
_Names = Mapping[str, Sequence[str]]  # other names of an owner, by the owner


def other_names(sources: Iterable[Source]) -> dict[str, tuple[str, ...]]:
    """Return the other names of each owner that the sources state."""
    return {source.owner: source.names for source in sources if source.names}


def named_owner(text: str, searcher: Searcher, others: _Names | None = None) -> str:
    """Return the name by which `text` names an owner of the searched texts as the one who says it; "" if none."""
    return _named(text, {passage.owner for passage in searcher.passages()}, others or {})[0]


def with_other_owner(finding: Finding, searcher: Searcher, others: _Names | None = None) -> Finding:
    """Return `finding` with the owner that its question names, if none of its passages is of that owner."""
    if not finding.passages:
        return finding
    name, owners = _named(finding.question, {passage.owner for passage in searcher.passages()}, others or {})
    cited = {passage.owner for passage in finding.sources}
    is_other = name and not any(_is_akin(owner, one) for owner in owners for one in cited)
    return replace(finding, other_owner=name) if is_other else finding


def _named(text: str, owners: Iterable[str], others: _Names) -> tuple[str, set[str]]:
    """Return the name in `text` of one who says it, and the owners that bear that name.

    >>> owners = ["UNICEF", "UNICEF France", "Save the Children Switzerland", "Bureau des Comptes (BDC)"]
    >>> _named("Selon l'UNICEF, qui paie ?", owners, {})
    ('UNICEF', {'UNICEF'})
    >>> _named("According to Save the Children, who pays?", owners, {})
    ('Save the Children', {'Save the Children Switzerland'})
    >>> _named("What does the BDC require?", owners, {}), _named("Un logo de l'UNICEF ?", owners, {})
    (('BDC', {'Bureau des Comptes (BDC)'}), ('', set()))
    """
    known: dict[str, tuple[str, set[str]]] = {}
    for owner in filter(None, owners):
        for name in (*_names(owner), *others.get(owner, ())):
            known.setdefault(plain(name), (name, set()))[1].add(owner)
    if not known:
        return "", set()
    longest = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    told = re.search(
        rf"\b{_LISTS['attributed']}\s+{_LISTS['articles']}?(?P<a>{longest})\b|\b(?P<b>{longest})\s*{_LISTS['says']}\b",
        plain(text),
    )
    return known[told["a"] or told["b"]] if told else ("", set())


def _names(owner: str) -> list[str]:
    """Return the names that an owner's own name holds: itself, what is in brackets, initials, its beginning.

    >>> _names("Save the Children Switzerland"), _names("Bureau des Comptes (BDC)")
    (['Save the Children Switzerland', 'SCS', 'Save the Children'], ['Bureau des Comptes', 'BDC'])
    """
    bare = _IN_BRACKETS.sub("", owner).strip() or owner
    words = bare.split()
    initials = "".join(word[0] for word in words if word[0].isupper())
    found = [bare, *_IN_BRACKETS.findall(owner)]
    found += [initials] if len(initials) >= _LEAST_INITIALS else []
    found += [" ".join(words[:-1])] if len(words) > _LEAST_WORDS else []
    return found


def _is_akin(owner: str, other: str) -> bool:
    """Tell whether two owners are one, or one is a branch of the other.

    >>> _is_akin("UNICEF", "UNICEF France"), _is_akin("UNICEF", "Bureau des Comptes")
    (True, False)
    """
    first, second = sorted((plain(owner), plain(other)), key=len)
    return second == first or second.startswith(f"{first} ")
