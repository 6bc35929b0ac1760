"""Whole stories on the loopback Bot API server, printed from its transcript: ``python -m tests.stories``."""
