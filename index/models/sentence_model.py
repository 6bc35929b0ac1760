"""Models of sentence-transformers that take the packaged one's place: torch computes them."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from index.errors import ModelError

if TYPE_CHECKING:
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
