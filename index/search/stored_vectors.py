"""Nearest entries from Chroma, or from the vectors in the segments where Chroma can't be asked."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from index.chroma_store import Collection, EntryGroup, group_of
from index.entry import IndexEntry
from index.errors import MissingIndex, reading_index

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_log = logging.getLogger(__name__)
RETRY_SECONDS = 15.0  # after Chroma has failed


class StoredVectors:
    """The entries of one full build, asked for by their nearness to a vector.

    Chroma writes even where it is only read, so a full or read-only disk keeps it from opening, and a server may be
    down. The segments hold the same vectors: while Chroma fails they are compared one by one, which takes longer with
    many entries and finds the same, and Chroma is tried again from time to time. `open_collection` opens it in Chroma;
    `rows`, of the segments, are read once, when they are needed.
    Raise MissingIndex if Chroma can be opened and has no such collection.
    """

    def __init__(
        self,
        open_collection: Callable[[], Collection | None],
        rows: Iterable[tuple[IndexEntry, NDArray[np.float32]]],
    ) -> None:
        self._open, self._rows = open_collection, rows
        self._collection, self._failed = _opened(open_collection), time.monotonic()

    def nearest(
        self, vector: list[float], group: EntryGroup, count: int, counts: Callable[[str], bool]
    ) -> list[tuple[str, float]]:
        """Return keys and cosines as `Collection.nearest` does."""
        if self._collection is None and time.monotonic() - self._failed > RETRY_SECONDS:
            self._failed = time.monotonic()
            with suppress(MissingIndex):  # dropped meanwhile: a newer generation answers the next question
                self._collection = _opened(self._open)
        if (collection := self._collection) is not None:
            try:
                return collection.nearest(vector, group, count, counts)
            except Exception as error:  # noqa: BLE001 - Chroma has an error of its own for each layer that can fail
                _log.warning("Chroma can't be asked (%s): the vectors in the segments are.", type(error).__name__)
                self._collection, self._failed = None, time.monotonic()
        return self._nearest_in_memory(vector, group, count, counts)

    def _nearest_in_memory(
        self, vector: Sequence[float], group: EntryGroup, count: int, counts: Callable[[str], bool]
    ) -> list[tuple[str, float]]:
        import numpy as np

        keys, rows = self._groups.get(group, ([], None))
        if rows is None:
            return []
        cosines = rows @ np.asarray(vector, dtype=np.float32)
        order = (int(place) for place in np.argsort(-cosines))
        found = ((keys[place], float(cosines[place])) for place in order if counts(keys[place]))
        return [pair for pair, _ in zip(found, range(count), strict=False)]

    @cached_property
    def _groups(self) -> dict[EntryGroup, tuple[list[str], NDArray[np.float32]]]:
        import numpy as np

        groups: dict[EntryGroup, list[tuple[str, NDArray[np.float32]]]] = {}
        with reading_index():
            for entry, vector in self._rows:
                groups.setdefault(group_of(entry.kind, entry.language), []).append((entry.key, vector))
        return {group: ([key for key, _ in held], np.stack([row for _, row in held])) for group, held in groups.items()}


def _opened(open_collection: Callable[[], Collection | None]) -> Collection | None:
    """Return the collection; None if Chroma can't be opened."""
    try:
        collection = open_collection()
    except Exception as error:  # noqa: BLE001 - Chroma has an error of its own for each layer that can fail
        _log.warning("Chroma can't be opened (%s): the vectors in the segments are compared.", type(error).__name__)
        return None
    if collection is None:
        raise MissingIndex("The index is incomplete.")
    return collection
