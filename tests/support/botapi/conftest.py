"""Fixtures of the server's own tests."""

from tests.support.botapi.fixtures import botapi, person

__all__ = ["botapi", "person"]
