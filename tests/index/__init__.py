"""Tests of the index, on real files, real vectors and a real Chroma."""
