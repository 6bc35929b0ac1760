"""Score entries by their cosine, comparably between groups, and rank hits so that both languages have places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from corpus.language import Language
from index.chroma_store import EntryGroup, group_of
from index.entry import IndexEntry
from index.passage import Hit
from index.search.stored_vectors import StoredVectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FLOOR = 1e-4  # variance of a cosine below which a group is too uniform to say anything
_PRIOR = 10  # passages whose weight the other language's group has, however large it is
# How much nearer a question is to texts of its own language than to their translations: mean over a public bilingual
# question set of the packaged model, 0.030 for French and 0.032 for English. It matters to small groups alone.
OWN_LANGUAGE_GAIN = 0.03
_REMEMBERED = 64  # requests, since `search` and `by_meaning` make the same ones
_OWN_PLACES = 2 / 3  # of the hits shown, at most this share in the asker's language while the other has any


@dataclass(frozen=True, slots=True)
class GroupStatistics:
    """Mean (d,) and covariance (d, d) of a group of `count` vectors, float32.

    The dot products of a query q with the group have mean q·mean and variance q·covariance·q, exactly, so the
    standard score of a hit, (cosine - mean) / deviation, needs no scan of the group. Groups are (kind, language): an
    e5 model prefers texts in the question's language by a margin that would otherwise hide every text in the other.
    """

    mean: NDArray[np.float32]
    covariance: NDArray[np.float32]
    count: int

    @classmethod
    def of(cls, vectors: Any) -> GroupStatistics:
        """Measure `vectors`, an array-like of shape (n, d), n >= 1."""
        import numpy as np

        rows = np.asarray(vectors, dtype=np.float32)
        mean = rows.mean(axis=0)
        return cls(mean, ((rows - mean).T @ (rows - mean) / len(rows)).astype(np.float32), len(rows))

    def with_more(self, others: GroupStatistics) -> GroupStatistics:
        """Return the statistics of this group and `others` together (Chan, Golub & LeVeque 1983)."""
        return self._combined(others, 1)

    def without(self, others: GroupStatistics) -> GroupStatistics:
        """Return the statistics of this group once `others`, some of its vectors but not all, are removed."""
        return self._combined(others, -1)

    def _combined(self, others: GroupStatistics, sign: int) -> GroupStatistics:
        import numpy as np

        count = self.count + sign * others.count
        apart = (others.mean - self.mean).astype(np.float64)
        mean = self.mean + sign * others.count / count * apart
        squares = self.count * self.covariance.astype(np.float64) + sign * others.count * (
            others.covariance + self.count / count * np.outer(apart, apart)
        )
        return GroupStatistics(mean.astype(np.float32), (squares / count).astype(np.float32), count)

    def scale(
        self, query: NDArray[np.float32], other: GroupStatistics | None, same_language: bool
    ) -> tuple[float, float]:
        """Return mean and standard deviation of the cosines of `query` (d,) to this group, which make standard scores.

        A group of a few texts says little of its own mean, so it leans on the `other` language's group, moved by what
        a question gains in its own language (a shrinkage estimate, as in James & Stein 1961).
        """
        mean, variance = self._moments(query)
        if other is not None:
            weight = _PRIOR * other.count / (other.count + _PRIOR)
            their_mean, their_variance = other._moments(query)
            expected = their_mean + (OWN_LANGUAGE_GAIN if same_language else -OWN_LANGUAGE_GAIN)
            mean = (self.count * mean + weight * expected) / (self.count + weight)
            variance = (self.count * variance + weight * their_variance) / (self.count + weight)
        return mean, max(variance, _FLOOR) ** 0.5

    def _moments(self, query: NDArray[np.float32]) -> tuple[float, float]:
        return float(query @ self.mean), float(query @ self.covariance @ query)


class DenseSearch:
    """Nearest neighbours among `entries`, by group.

    Each of the `added` entries brings its vector, float32 (d,), of length 1; the others are in `collection`, which may
    hold more than `entries`: what was removed since it was filled is left out.
    """

    def __init__(
        self,
        collection: StoredVectors,
        entries: Mapping[str, IndexEntry],
        added: Sequence[tuple[IndexEntry, NDArray[np.float32]]],
    ) -> None:
        self._collection, self._entries = collection, entries
        self._groups = {group_of(entry.kind, entry.language) for entry in entries.values()}
        self._added = _by_group(added)
        self._in_memory = {entry.key for entry, _ in added}
        self._asked = lru_cache(_REMEMBERED)(self._ask)

    def nearest(self, vector: NDArray[np.float32], group: EntryGroup, count: int) -> Sequence[tuple[IndexEntry, float]]:
        """Return the `count` entries of `group` nearest to `vector` (d,), each with its cosine, best first."""
        return self._asked(vector.tobytes(), group, count) if group in self._groups else ()

    def _ask(self, vector: bytes, group: EntryGroup, count: int) -> tuple[tuple[IndexEntry, float], ...]:
        import numpy as np

        query = np.frombuffer(vector, dtype=np.float32)
        found = self._collection.nearest(query.tolist(), group, count, self._is_in_chroma)
        if group in self._added:
            keys, rows = self._added[group]
            found = sorted([*found, *zip(keys, (rows @ query).tolist(), strict=True)], key=lambda pair: -pair[1])
        return tuple((self._entries[key], cosine) for key, cosine in found[:count])

    def _is_in_chroma(self, key: str) -> bool:
        return key in self._entries and key not in self._in_memory


def ranked(hits: list[Hit], language: Language, count: int) -> list[Hit]:
    """Return the `count` best of `hits`, asked for in `language`, with their rank and that of each retriever."""
    hits = sorted(hits, key=lambda hit: -hit.scores["fused"])
    places = {name: _places(hits, name) for name in ("dense", "bm25", "learned")}
    shown = _divided(hits, language, count)
    return [
        replace(
            hit,
            rank=n,
            ranks={name: place[hit.passage.id] for name, place in places.items() if hit.passage.id in place},
        )
        for n, hit in enumerate(shown, 1)
    ]


def _by_group(
    added: Sequence[tuple[IndexEntry, NDArray[np.float32]]],
) -> dict[EntryGroup, tuple[list[str], NDArray[np.float32]]]:
    """Return keys and vectors (n, d) of the entries of each group."""
    import numpy as np

    groups: dict[EntryGroup, list[tuple[str, NDArray[np.float32]]]] = {}
    for entry, vector in added:
        groups.setdefault(group_of(entry.kind, entry.language), []).append((entry.key, vector))
    return {group: ([key for key, _ in rows], np.stack([row for _, row in rows])) for group, rows in groups.items()}


def _places(hits: list[Hit], name: str) -> dict[str, int]:
    ordered = sorted((hit for hit in hits if hit.scores.get(name, 0.0) > 0), key=lambda hit: -hit.scores[name])
    return {hit.passage.id: n for n, hit in enumerate(ordered, 1)}


def _divided(hits: list[Hit], language: Language, count: int) -> list[Hit]:
    """Keep places for both languages, so that a document in one language only is found by a question in the other."""
    own = [hit for hit in hits if hit.passage.language == language]
    foreign = [hit for hit in hits if hit.passage.language != language]
    most = max(count - len(foreign), round(count * _OWN_PLACES)) if foreign else count
    return sorted([*own[:most], *foreign[: count - min(most, len(own))]], key=lambda hit: -hit.scores["fused"])[:count]
