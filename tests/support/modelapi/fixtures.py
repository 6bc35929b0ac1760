"""Pytest fixtures: import them in a `conftest.py` to have them in the tests below it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.modelapi.server import ModelServer


@pytest.fixture
def modelapi() -> Iterator[ModelServer]:
    """Serve a scripted model on a free port for one test."""
    with ModelServer().running() as server:
        yield server
