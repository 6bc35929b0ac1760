"""Tests of the Telegram channel over HTTP against a Bot API server on loopback."""
