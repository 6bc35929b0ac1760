"""How we find it: documents and cards become passages, vectors and ranked hits."""
