"""Hybrid search over one generation of the index."""
