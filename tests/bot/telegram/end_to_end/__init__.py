"""Whole exchanges: the real conversation behind the Telegram application, against a Bot API server on loopback."""
