"""The packaged encoder, computed by ONNX Runtime."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.models import packaged_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORDS = "embeddings.word_embeddings.weight"


class OnnxEncoder:
    """The model in `folder`. A batch is computed on the core that asks for it; several threads may ask at once.

    From then on numpy's products of matrices are computed so as well: cores that share one wait for each other, which
    takes five times as long as the product of as few rows as a question is compared with.
    """

    def __init__(self, folder: Path) -> None:
        import numpy as np  # noqa: F401 - the library that computes its products has to be there to be told
        import onnxruntime
        from threadpoolctl import threadpool_limits

        threadpool_limits(1, "blas")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        graph = str(folder / packaged_model.GRAPH)
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._words = word_embeddings(folder / "model.safetensors")

    def with_updates(
        self, updates: Mapping[str, NDArray[Any]]
    ) -> Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]:
        """Return a function from ids and mask (texts, tokens) to hidden states, float32 (texts, tokens, d).

        `updates` are A and B of each changed layer (see `low_rank`); the function is safe to call from several threads.
        """
        import numpy as np

        given: dict[str, NDArray[np.float32]] = {}
        for wanted in self._session.get_inputs()[2:]:
            shape = [size if isinstance(size, int) else 0 for size in wanted.shape]  # of rank 0: no update
            given[wanted.name] = np.ascontiguousarray(
                updates[wanted.name].T if wanted.name in updates else np.zeros(shape), dtype=np.float32
            )

        def states(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
            inputs = {"words": self._words[ids], "mask": mask.astype(np.int32), **given}
            found: NDArray[np.float32] = self._session.run(None, inputs)[0]
            return found

        return states


def word_embeddings(path: Path) -> NDArray[np.float32]:
    """Map the word embeddings (vocabulary, d) in a safetensors file into memory: what is not looked up is not read.

    A safetensors file is the length of its header (8 bytes), a JSON header, and the arrays.
    """
    import numpy as np

    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        held = json.loads(file.read(length))[_WORDS]
    return np.memmap(path, np.float32, "r", 8 + length + held["data_offsets"][0], tuple(held["shape"]))
