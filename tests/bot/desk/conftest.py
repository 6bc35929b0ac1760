"""Fixtures of the tests of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from tests.support.botapi.fixtures import botapi, person
from tests.support.desk import Browser, desk_container
from tests.support.engines import engine as engine
from tests.support.engines import postgres_server as postgres_server
from tests.support.engines import pytest_generate_tests as pytest_generate_tests

__all__ = ["botapi", "person"]


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return the services behind a desk with two colleagues and an admin."""
    with desk_container(tmp_path) as container:
        yield container


@pytest.fixture
def browser(container: Container) -> Browser:
    """Return the browser of Awa, a colleague who is signed in."""
    return Browser.of(container).sign_in(container)
