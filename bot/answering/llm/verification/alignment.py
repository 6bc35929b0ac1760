"""Align a sentence with the part of a passage that it restates, by words and by meaning."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Protocol

from corpus.language import LANGUAGES, Language
from index.library import Library
from index.passage import Passage
from index.text.folding import terms
from index.text.sentences import is_item, sentences

RESTATED = 0.3  # share of a claim's stems from which it restates a unit
_REMEMBERED = 1024  # vectors of sentences that are kept: passages recur, claims do not

Vector = list[float]


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A sentence of a passage, or a list item with the sentence that introduces it.

    `item` is the item alone, empty for a sentence; `lead` the introduction of its list.
    """

    text: str
    language: Language
    stems: frozenset[str]
    item: str = ""
    lead: str = ""


@lru_cache(512)
def units(passage: Passage) -> tuple[TextUnit, ...]:
    """Cut a passage into its units, in order.

    >>> text = "Three sources:\\n\\n- governments;\\n- foundations."
    >>> [unit.text for unit in units(Passage("a", text, "en", "", "", ""))]
    ['Three sources:', 'Three sources: governments;', 'Three sources: foundations.']
    """
    found: list[TextUnit] = []
    lead = ""
    for part in sentences(passage.text, passage.language):
        if is_item(part):
            item = part.strip().split(" ", 1)[-1]
            found.append(_unit(f"{lead} {item}".strip(), passage.language, item, lead))
        elif not part.startswith("#"):
            lead = part
            found.append(_unit(part, passage.language))
    return tuple(found)


def _unit(text: str, language: Language, item: str = "", lead: str = "") -> TextUnit:
    return TextUnit(text, language, frozenset(terms(text, language)), item, lead)


def restated(claim: str, language: Language, among: Sequence[TextUnit]) -> list[TextUnit]:
    """Return the units that `claim`, in `language`, shares its stems with, best first; empty if there are none.

    Among units that share as many, the shorter one is better.
    """
    said = frozenset(terms(claim, language))
    scored = [(share(said, unit.stems) - 0.005 * len(unit.stems), unit) for unit in among]
    found = [(score, unit) for score, unit in scored if share(said, unit.stems) >= RESTATED]
    return [unit for _, unit in sorted(found, key=lambda pair: -pair[0])]


def share(part: frozenset[str], whole: frozenset[str]) -> float:
    """Return the share of `part` that is in `whole`; 0 for an empty part.

    >>> share(frozenset("ab"), frozenset("bc"))
    0.5
    """
    return len(part & whole) / len(part) if part else 0.0


class Evidence(Protocol):
    """Gives the checks what they need of the index: nearness of meaning and known words."""

    def nearness(self, claim: str, texts: Sequence[str]) -> list[float]:
        """Return the cosine of each of `texts` to `claim`."""

    def knows(self, word: str) -> bool:
        """Tell whether any text, in either language, has `word`."""


class IndexEvidence:
    """Evidence from the library's embedding model and vocabulary; safe to share between threads."""

    def __init__(self, library: Library) -> None:
        self._library, self._lock = library, Lock()
        self._vectors: OrderedDict[str, Vector] = OrderedDict()

    def nearness(self, claim: str, texts: Sequence[str]) -> list[float]:
        """Return the cosine of each of `texts` to `claim`."""
        said, *rows = self._embedded([claim, *texts])
        return [sum(a * b for a, b in zip(said, row, strict=True)) for row in rows]

    def knows(self, word: str) -> bool:
        """Tell whether any text, in either language, has `word`, or it is a function word."""
        searcher = self._library.searcher()
        found = {language: terms(word, language) for language in LANGUAGES}
        return any(not stems or any(searcher.knows(stem, lang) for stem in stems) for lang, stems in found.items())

    def _embedded(self, texts: Sequence[str]) -> list[Vector]:
        """Return the vectors of `texts`; the new ones are computed in one batch."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        fresh = list(dict.fromkeys(text for text in texts if text not in known))
        known |= zip(fresh, self._library.embeddings.embed_documents(fresh) if fresh else [], strict=True)
        with self._lock:
            self._vectors.update(known)
            while len(self._vectors) > _REMEMBERED:
                self._vectors.popitem(last=False)
        return [known[text] for text in texts]
