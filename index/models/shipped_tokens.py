"""Tokens that are shipped with the corpus, by the text that they are of.

What the passage reader makes of the cards is the same on every machine, so that a file with it is shipped; `make
vectors` writes it. It is looked up by text, so that an edited text is read anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.card import BUNDLED_CORPUS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tokens = NDArray[np.int8]  # (n, WIDTH)

SHIPPED = BUNDLED_CORPUS / "vectors" / "card-tokens.npz"
_KEY = 12  # bytes of the SHA-256 of a text


def text_key(text: str) -> bytes:
    """Return the key under which the tokens of `text` are kept: 12 bytes of its SHA-256.

    >>> text_key("préavis").hex()
    '023ac6fec5d759157c09d44e'
    """
    return hashlib.sha256(text.encode()).digest()[:_KEY]


@cache
def shipped_tokens(reader: str, path: Path = SHIPPED) -> dict[bytes, Tokens]:
    """Return the shipped tokens by key; none if the file is missing or another reader than that one made it."""
    import numpy as np

    if not path.exists():
        return {}
    with np.load(path) as held:
        if str(held["reader"]) != reader:
            return {}
        keys, rows = held["keys"], np.split(held["tokens"], np.cumsum(held["lengths"])[:-1])
    return {key.tobytes(): own for key, own in zip(keys, rows, strict=True)}


def write_tokens(tokens: Mapping[str, Tokens], reader: str, path: Path = SHIPPED) -> None:
    """Write the tokens of the texts, which the reader with that digest made, in the order of their keys."""
    import numpy as np

    texts = sorted(tokens, key=text_key)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            reader=np.array(reader),
            keys=np.frombuffer(b"".join(map(text_key, texts)), dtype=np.uint8).reshape(-1, _KEY),
            lengths=np.array([len(tokens[text]) for text in texts]),
            tokens=np.concatenate([tokens[text] for text in texts]),
        )
