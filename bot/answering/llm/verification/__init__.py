"""Verify the sentences of a language model against the passages that they cite."""
