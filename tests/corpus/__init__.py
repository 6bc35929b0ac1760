"""Tests of the corpus: complete, and alike in both languages."""
