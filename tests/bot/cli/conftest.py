"""Fixtures of the tests of commands: the scripted model server."""

from __future__ import annotations

from tests.support.modelapi.fixtures import modelapi as modelapi
