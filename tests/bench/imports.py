"""Import what an answer needs of other people's packages, and nothing else: the floor of a cold start."""

from __future__ import annotations

import importlib

PACKAGES = ("chromadb", "click", "langchain_core.documents", "numpy", "onnxruntime", "pydantic", "tokenizers", "yaml")

if __name__ == "__main__":
    for name in PACKAGES:
        importlib.import_module(name)
