"""What a training changes in an encoder is kept as two small matrices a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.models.low_rank import DOWN, UP, trainable, trained_updates

if TYPE_CHECKING:
    import torch


def encoder() -> Any:
    """Return a module that is built like an encoder: embeddings, and blocks with one linear layer each."""
    import torch  # not at the top: each process of a run imports all modules of tests

    torch.manual_seed(3)
    model = torch.nn.Module()
    model.embeddings = torch.nn.Embedding(5, 4)
    model.encoder = torch.nn.Module()
    model.encoder.layer = torch.nn.ModuleList(torch.nn.ModuleDict({"dense": torch.nn.Linear(4, 3)}) for _ in range(2))
    return model


def weight(model: Any, block: int) -> torch.Tensor:
    """Return the weight of the linear layer of a block."""
    found: torch.Tensor = model.encoder.layer[block]["dense"].weight
    return found.detach().clone()


def test_updates_are_what_was_trained() -> None:
    """Only the blocks from the first one on change; with its update, a weight is the trained one."""
    import torch

    model, plain = encoder(), encoder()
    parameters = trainable(model, rank=2, first_layer=1)
    optimizer = torch.optim.SGD(parameters, lr=0.5)
    for _ in range(3):
        layer = model.encoder.layer[1]["dense"]
        loss = layer(torch.ones(1, 4)).square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    updates = trained_updates(model)
    layer = "encoder.layer.1.dense"
    assert updates.keys() == {layer + DOWN, layer + UP}
    change = torch.from_numpy(updates[layer + UP]).float() @ torch.from_numpy(updates[layer + DOWN]).float()
    assert change.abs().max() > 1e-3
    assert torch.allclose(weight(plain, 1) + change, weight(model, 1), atol=1e-3)
