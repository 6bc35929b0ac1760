"""What a right answer to a question rests on: cards by id, or quotes from added documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.passage import Passage
from index.text.folding import words


@dataclass(frozen=True, slots=True)
class Gold:
    """One set of alternatives for each part of a question: card ids, or with `quoted` exact quotes of documents.

    `parts` is empty for a question that no text answers.
    """

    parts: tuple[frozenset[str], ...] = ()
    quoted: bool = False

    def is_among(self, passages: Iterable[Passage]) -> bool:
        """Tell whether `passages`, those of the whole index, can bear it: every part has a card or is a quote."""
        held = list(passages)
        if self.quoted:
            return any(passage.document for passage in held)
        cards = {passage.id for passage in held if not passage.document}
        return bool(self.parts) and all(part & cards for part in self.parts)

    def is_in(self, part: frozenset[str], passage: Passage) -> bool:
        """Tell whether `passage` bears `part`: it is one of its cards, or a document's text that holds a quote."""
        if not self.quoted:
            return not passage.document and passage.id in part
        return bool(passage.document) and any(holds(passage, quote) for quote in part)

    def places(self, rankings: Sequence[Sequence[Passage]]) -> tuple[int, ...]:
        """Return for each part its best place, from 1, in any of `rankings`; 0 if it is in none."""
        return tuple(self._place(part, rankings) for part in self.parts)

    def _place(self, part: frozenset[str], rankings: Sequence[Sequence[Passage]]) -> int:
        found = [n for ranking in rankings for n, passage in enumerate(ranking, 1) if self.is_in(part, passage)]
        return min(found, default=0)


def holds(passage: Passage, quote: str) -> bool:
    """Tell whether the last heading and the text of `passage` hold the words of `quote`, whatever is between them.

    >>> holds(Passage("d-1", "un calendrier,\\n- un budget", "fr", "", "", "Le plan"), "un calendrier ; un BUDGET")
    True
    """
    heading = passage.section.rpartition(" › ")[2]
    return f" {' '.join(words(quote))} " in f" {' '.join(words(f'{heading} {passage.text}'))} "
