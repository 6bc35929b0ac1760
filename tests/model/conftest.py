"""The scripted model, and a client of it."""

from __future__ import annotations

import pytest

from bot.model.client import ModelClient
from bot.model.endpoint import Endpoint
from tests.modelapi.fixtures import modelapi as modelapi
from tests.modelapi.server import ModelServer


@pytest.fixture
def client(modelapi: ModelServer) -> ModelClient:
    """Return a client of the scripted model."""
    return ModelClient(Endpoint("openai", "scripted", modelapi.base_url), rest=0.3)
