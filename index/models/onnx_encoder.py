"""The packaged encoder, computed by ONNX Runtime from its export."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.models import packaged_model
from index.models.onnx_export import GRAPH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORDS = "embeddings.word_embeddings.weight"


class OnnxEncoder:
    """The export in `folder`, with the word embeddings of the model unpacked below `models`.

    A batch is computed on the core that asks for it; several threads may ask at once.
    """

    is_parallel = False

    def __init__(self, folder: Path, models: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        graph = str(folder / GRAPH)
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._words = word_embeddings(packaged_model.unpack(models) / "model.safetensors")

    def with_updates(
        self, updates: Mapping[str, NDArray[Any]]
    ) -> Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]:
        """Return the function that `index.models.encoder.Backend` promises."""
        import numpy as np

        given: dict[str, NDArray[np.float32]] = {}
        for wanted in self._session.get_inputs()[2:]:
            shape = [size if isinstance(size, int) else 0 for size in wanted.shape]  # of rank 0: no update
            given[wanted.name] = np.ascontiguousarray(
                updates[wanted.name] if wanted.name in updates else np.zeros(shape), dtype=np.float32
            )

        def states(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
            found: NDArray[np.float32] = self._session.run(None, {"words": self._words[ids], "mask": mask, **given})[0]
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
