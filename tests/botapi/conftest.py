"""Fixtures of the server's own tests."""

from .fixtures import botapi, person

__all__ = ["botapi", "person"]
