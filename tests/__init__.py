"""Tests of the behaviour, against real SQLite, Chroma and a Bot API server on loopback."""
