"""Models that torch computes: those of sentence-transformers, and the packaged encoder where it isn't exported."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ModelError
from index.models import packaged_model
from index.models.low_rank import updated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sentence_transformers import SentenceTransformer

# Processors that calculate with bfloat16 are twice as fast with it, and the model takes half the memory: cosines to the
# vectors of full precision are above 0.996. Elsewhere it would be emulated, more slowly than full precision.
_HALVED = ("avx512_bf16", "amx_bf16", "bf16")
# Kernels that torch keeps compiled, some for each number of tokens that it has met: its default of 1024 takes hundreds
# of megabytes, and questions are as fast with few.
_KERNELS = {"ONEDNN_PRIMITIVE_CACHE_CAPACITY": "64", "LRU_CACHE_CAPACITY": "64"}
# Texts up to which one core computes alone: more take two cores half the time, but cores that have other work too wait
# for each other, and what takes one of them 40 ms then takes two 600.
_ALONE = 3


def load(name: str, is_local: bool = False) -> SentenceTransformer:
    """Load a sentence-transformers model by folder or hub name, from this machine alone if it `is_local`.

    Raise ModelError if it can't be loaded.
    """
    os.environ.update(_KERNELS | os.environ)  # read when torch first calculates
    import torch
    import transformers
    from sentence_transformers import SentenceTransformer

    transformers.logging.set_verbosity_error()  # type: ignore[no-untyped-call]  # transformers annotates in part
    transformers.logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the same
    able = torch.cpu.get_capabilities()
    kind = {"dtype": torch.bfloat16} if any(able.get(one) for one in _HALVED) else {}
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=is_local, model_kwargs=kind)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The embedding model {name} can't be loaded ({type(error).__name__}).", purpose="embedding"
        ) from error


def set_cores(texts: int) -> None:
    """Let torch compute so many texts on one core, or on all that it had at first."""
    import torch

    able = _all_cores()
    torch.set_num_threads(1 if texts <= _ALONE else able)


@cache
def _all_cores() -> int:
    import torch

    return int(torch.get_num_threads())


class TorchEncoder:
    """The packaged encoder below `models`, computed by torch. Raise ModelError if it can't be unpacked or loaded."""

    is_parallel = True  # torch divides a batch among the cores itself

    def __init__(self, models: Path) -> None:
        self._encoder: Any = load(str(packaged_model.unpack(models)), is_local=True)[0].auto_model

    def with_updates(
        self, updates: Mapping[str, NDArray[Any]]
    ) -> Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]:
        """Return the function that `index.models.encoder.Backend` promises."""
        import torch

        encoder = updated(self._encoder, updates) if updates else self._encoder

        def states(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
            set_cores(len(ids))
            with torch.inference_mode():
                hidden = encoder(input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask))
                found: NDArray[np.float32] = hidden.last_hidden_state.float().numpy()
            return found

        return states
