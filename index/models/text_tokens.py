"""Tokens of texts that are known already: shipped with the corpus, or read by an earlier build.

Those of the cards are the same on every machine, so that a file with them is shipped; `make vectors` writes it. It is
looked up by text, so that an edited text is read anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from corpus.card import BUNDLED_CORPUS
from index.models.passage_reader import PassageReader
from index.progress import Progress, unseen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Tokens = NDArray[np.int8]  # (n, WIDTH)

SHIPPED = BUNDLED_CORPUS / "vectors" / "card-tokens.npz"
_KEY = 12  # bytes of the SHA-256 of a text


class TextTokens:
    """Looks the tokens of texts up; has `reader` read the texts that are not known, and remembers them."""

    def __init__(self, reader: PassageReader, known: Mapping[str, Tokens] = MappingProxyType({})) -> None:
        self._reader, self._known = reader, dict(known)

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Return the distinct `texts` that have to be read."""
        return [text for text in dict.fromkeys(texts) if text not in self._known and self._shipped(text) is None]

    def of(self, texts: Sequence[str], progress: Progress = unseen) -> list[Tokens]:
        """Return the tokens of each text; `progress` is told of those that are read."""
        fresh = self.missing(texts)
        self._known |= zip(fresh, self._reader.tokens_of(fresh, progress), strict=True)
        for text in texts:
            if (shipped := self._shipped(text)) is not None:
                self._known.setdefault(text, shipped)
        return [self._known[text] for text in texts]

    def _shipped(self, text: str) -> Tokens | None:
        return shipped_tokens(self._reader.digest).get(_key(text))


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

    texts = sorted(tokens, key=_key)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            reader=np.array(reader),
            keys=np.frombuffer(b"".join(map(_key, texts)), dtype=np.uint8).reshape(-1, _KEY),
            lengths=np.array([len(tokens[text]) for text in texts]),
            tokens=np.concatenate([tokens[text] for text in texts]),
        )


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:_KEY]
