"""Fixtures of the tests of the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from tests.support.desk import Browser, desk_container


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return the services behind a desk with two colleagues and an admin."""
    with desk_container(tmp_path) as container:
        yield container


@pytest.fixture
def browser(container: Container) -> Browser:
    """Return the browser of Awa, a colleague who is signed in."""
    return Browser.of(container).sign_in(container)
