"""What a training changes in an encoder is kept as two small matrices a layer, and merged before use."""

from __future__ import annotations

from typing import Any

import torch

from index.models.low_rank import trainable, trained_updates, updated


def encoder() -> Any:
    """Return a module that is built like an encoder: embeddings, and blocks with one linear layer each."""
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


def test_updates_are_merged_into_a_copy_that_shares_the_embeddings() -> None:
    """The model itself stays as it was; a block without updates too."""
    model = encoder()
    before = weight(model, 1)
    up, down = torch.ones(3, 2), torch.full((2, 4), 0.5)
    updates = {"encoder.layer.1.dense.up": up.half().numpy(), "encoder.layer.1.dense.down": down.half().numpy()}
    merged = updated(model, updates)
    assert torch.allclose(weight(merged, 1), before + 1.0)
    assert torch.equal(weight(merged, 0), weight(model, 0))
    assert torch.equal(weight(model, 1), before)
    assert merged.embeddings is model.embeddings


def test_what_is_trained_is_what_is_merged() -> None:
    """Only the blocks from the first one on change; the updates give the trained weights again."""
    model, plain = encoder(), encoder()
    parameters = trainable(model, rank=2, first_layer=1)
    optimizer = torch.optim.SGD(parameters, lr=0.5)
    for _ in range(3):
        layer = model.encoder.layer[1]["dense"]
        loss = layer(torch.ones(1, 4)).square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    merged = updated(plain, trained_updates(model))
    assert torch.allclose(weight(merged, 1), weight(model, 1), atol=1e-3)
    assert not torch.allclose(weight(merged, 1), weight(plain, 1), atol=1e-3)
    assert torch.equal(weight(merged, 0), weight(plain, 0))
