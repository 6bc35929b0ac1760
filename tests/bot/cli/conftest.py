"""Shared by the tests of commands: the type of their runner, and the scripted model server."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result

from tests.support.modelapi.fixtures import modelapi as modelapi

RunRelais = Callable[..., Result]  # runs a command with the words given, in this process
