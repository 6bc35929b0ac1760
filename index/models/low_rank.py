"""Low-rank updates of an encoder (LoRA: Hu et al. 2022, arXiv:2106.09685): what a training changes, kept small.

Each linear layer's weight W (o, i) becomes W + B A, with A (r, i) and B (o, r): a rank of 16 makes 2 MB here. In a
file, A is called like its layer with ".down" at the end, B with ".up".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DOWN, UP = ".down", ".up"  # the ends of the names of A and B in a file
_INITIAL = 0.02  # standard deviation of A at the start
_SCALE = 2.0  # of B A while it is trained: the usual quotient of alpha and rank


def trainable(model: Any, rank: int, first_layer: int) -> list[Any]:
    """Freeze a transformers encoder but for new updates of its linear layers from block `first_layer` on.

    Return the parameters to train.
    """
    import torch
    from torch.nn.utils import parametrize

    class Update(torch.nn.Module):
        def __init__(self, outputs: int, inputs: int) -> None:
            super().__init__()
            self.down = torch.nn.Parameter(torch.randn(rank, inputs) * _INITIAL)
            self.up = torch.nn.Parameter(torch.zeros(outputs, rank))

        def forward(self, weight: torch.Tensor) -> torch.Tensor:
            return weight + _SCALE * (self.up @ self.down)

    for parameter in model.parameters():
        parameter.requires_grad_(False)
    for layer in model.encoder.layer[first_layer:]:
        for module in [found for found in layer.modules() if isinstance(found, torch.nn.Linear)]:
            update = Update(module.out_features, module.in_features)
            parametrize.register_parametrization(module, "weight", update, unsafe=True)
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def weaken(model: Any, share: float) -> None:
    """Keep only `share`, 0 to 1, of the updates of a model made `trainable`."""
    import torch

    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith(".parametrizations.weight.0.up"):
                parameter.mul_(share)


def trained_updates(model: Any) -> dict[str, NDArray[np.float16]]:
    """Return the updates of a model made `trainable`, by their names in a file."""
    found: dict[str, Any] = {}
    for name, parameter in model.named_parameters():
        layer, marker, part = name.partition(".parametrizations.weight.0.")
        if marker:
            scale = _SCALE if part == "up" else 1.0
            found[f"{layer}.{part}"] = (parameter.detach() * scale).half().numpy()
    return found
