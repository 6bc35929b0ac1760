"""The scripted model, and a client of it."""

from __future__ import annotations

import pytest

from bot.answering.llm.client import ModelClient
from bot.answering.llm.endpoint import Endpoint
from tests.support.modelapi.fixtures import modelapi as modelapi
from tests.support.modelapi.server import ModelServer


@pytest.fixture
def client(modelapi: ModelServer) -> ModelClient:
    """Return a client of the scripted model."""
    return ModelClient(Endpoint("openai", "scripted", modelapi.base_url), rest=0.3)
