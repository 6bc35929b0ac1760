"""Tokens of texts that are known already: shipped with the corpus, or read by an earlier build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from index.models.passage_reader import PassageReader
from index.models.shipped_tokens import shipped_tokens, text_key
from index.progress import Progress, unseen

if TYPE_CHECKING:
    from index.models.shipped_tokens import Tokens


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
        return shipped_tokens(self._reader.digest).get(text_key(text))
