"""The packaged encoder with the low-rank updates and weights of one shipped model."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.models.embedding import SentenceEmbeddings
from index.models.low_rank import updated

if TYPE_CHECKING:
    from numpy.typing import NDArray


class UpdatedEncoder:
    """The model in the array file `shipped`, loaded when first used.

    `embeddings` lends its packaged encoder if it has it; otherwise that is unpacked below `models`.
    """

    def __init__(self, shipped: Path, embeddings: SentenceEmbeddings, models: Path) -> None:
        self._shipped, self._embeddings, self._models = shipped, embeddings, models

    @cached_property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays of the file by name."""
        import numpy as np

        with np.load(self._shipped) as held:
            return dict(held)

    @cached_property
    def loaded(self) -> tuple[Any, Any]:
        """The tokenizer, and the encoder with the updates merged. Raise ModelError if it can't be loaded."""
        packaged = self._embeddings if self._embeddings.is_packaged else SentenceEmbeddings("", self._models)
        return packaged.model.tokenizer, updated(packaged.model[0].auto_model, self.arrays)

    def weights(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Return the arrays of those names as tensors of single precision."""
        import torch

        return {name: torch.from_numpy(self.arrays[name]).float() for name in names}
