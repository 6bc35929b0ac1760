"""BM25 over stemmed words and their letter runs (Robertson & Zaragoza 2009), from counts kept with the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log
from typing import TYPE_CHECKING

from corpus.language import Language
from index.text.folding import grams

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_K1, _B = 1.5, 0.75


@dataclass(frozen=True, slots=True, eq=False)
class TermCounts:
    """The occurrences of each term in each of n texts, term by term.

    The texts that hold `terms[i]` are `texts[starts[i]:starts[i + 1]]`, as often as `counts` says at the same places;
    `lengths` (n,) are the numbers of terms of the texts. All arrays are int32.
    """

    terms: tuple[str, ...]
    starts: NDArray[np.int32]
    texts: NDArray[np.int32]
    counts: NDArray[np.int32]
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Sequence[str], language: Language) -> TermCounts:
        """Count the terms of `texts`."""
        import numpy as np

        tokens = [grams(text, language) for text in texts]
        postings: dict[str, list[tuple[int, int]]] = {}
        for place, terms in enumerate(tokens):
            for term, count in Counter(terms).items():
                postings.setdefault(term, []).append((place, count))
        flat = [pair for pairs in postings.values() for pair in pairs]
        starts = [0, *accumulate(map(len, postings.values()))]
        places, counts = np.array(flat, dtype=np.int32).reshape(-1, 2).T
        lengths = np.array([len(terms) for terms in tokens], dtype=np.int32)
        return cls(tuple(postings), np.array(starts, dtype=np.int32), places, counts, lengths)

    @classmethod
    def joined(cls, parts: Sequence[TermCounts]) -> TermCounts:
        """Return the counts of the texts of all `parts`, in their order."""
        import numpy as np

        if len(parts) == 1:
            return parts[0]
        rows: dict[str, int] = {}
        terms, texts, before = [], [], 0
        for part in parts:
            own = np.array([rows.setdefault(term, len(rows)) for term in part.terms], dtype=np.int32)
            terms.append(np.repeat(own, np.diff(part.starts)))
            texts.append(part.texts + before)
            before += len(part.lengths)
        by_term = np.concatenate(terms) if terms else np.zeros(0, dtype=np.int32)
        order = np.argsort(by_term, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(by_term, minlength=len(rows)))]).astype(np.int32)
        places, counts, lengths = (
            np.concatenate([*arrays, np.zeros(0, dtype=np.int32)]).astype(np.int32)
            for arrays in (texts, [part.counts for part in parts], [part.lengths for part in parts])
        )
        return cls(tuple(rows), starts, places[order], counts[order], lengths)


class Bm25:
    """BM25 scores of a fixed list of texts in one language; a text that shares no term with the query scores 0.

    The scores are those of the library `bm25s` with its defaults, to the last bit: k1 = 1.5, b = 0.75, and Lucene's
    idf. It can't add texts to what it has counted.
    """

    def __init__(self, counted: TermCounts, language: Language) -> None:
        self.language, self.size = language, len(counted.lengths)
        self._counted = counted
        self._rows = {term: row for row, term in enumerate(counted.terms)}
        mean = counted.lengths.mean() if self.size else 1.0
        self._damping = _K1 * ((1 - _B) + _B * counted.lengths / mean)

    def knows(self, term: str) -> bool:
        """Tell whether any text holds `term`."""
        return term in self._rows

    def rarity(self, term: str) -> float:
        """Return Lucene's idf of `term`: above 0, the higher the fewer texts hold it."""
        row = self._rows.get(term)
        held = 0 if row is None else int(self._counted.starts[row + 1] - self._counted.starts[row])
        return log(1 + (self.size - held + 0.5) / (held + 0.5))

    def scores(self, query: str) -> NDArray[np.float32]:
        """Return one score a text, float32, in the order that the texts were given."""
        import numpy as np

        scores = np.zeros(self.size, dtype=np.float32)
        for term in grams(query, self.language):
            if (row := self._rows.get(term)) is not None:
                texts, shares = self._shares(row)
                scores[texts] += shares
        return scores

    def _shares(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the texts that hold the term of `row`, and what it adds to the score of each."""
        import numpy as np

        here = slice(self._counted.starts[row], self._counted.starts[row + 1])
        texts, counts = self._counted.texts[here], self._counted.counts[here]
        rarity = np.float32(np.log(1 + (self.size - len(texts) + 0.5) / (len(texts) + 0.5)))
        return texts, (float(rarity) * (counts / (self._damping[texts] + counts))).astype(np.float32)
