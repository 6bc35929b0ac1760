"""The index, tested on real files, real vectors and a real Chroma."""
