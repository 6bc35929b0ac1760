"""Find the entries nearest to a vector: those of the last full build in Chroma, those added since in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from index.chroma_store import Collection, EntryGroup, group_of
from index.entry import IndexEntry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_REMEMBERED = 64  # requests, since search and neighbours ask for the same


class DenseSearch:
    """Nearest neighbours among `entries`, by group.

    Each of the `added` entries brings its vector, float32 (d,), of length 1; the others are in `collection`, which may
    hold more than `entries`: what was removed since it was filled is left out.
    """

    def __init__(
        self,
        collection: Collection,
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


def _by_group(
    added: Sequence[tuple[IndexEntry, NDArray[np.float32]]],
) -> dict[EntryGroup, tuple[list[str], NDArray[np.float32]]]:
    """Return keys and vectors (n, d) of the entries of each group."""
    import numpy as np

    groups: dict[EntryGroup, list[tuple[str, NDArray[np.float32]]]] = {}
    for entry, vector in added:
        groups.setdefault(group_of(entry.kind, entry.language), []).append((entry.key, vector))
    return {group: ([key for key, _ in rows], np.stack([row for _, row in rows])) for group, rows in groups.items()}
