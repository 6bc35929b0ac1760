"""The tokens of the texts in the index, compared with a question by the passage reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from index.entry import IndexEntry, read_texts
from index.models.passage_reader import PassageReader, TextMatch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class TokenIndex:
    """Judges the texts of `entries`, whose `tokens` (n, WIDTH) are by the key of their entry."""

    def __init__(
        self, reader: PassageReader, entries: Iterable[IndexEntry], tokens: Mapping[str, NDArray[np.int8]]
    ) -> None:
        self._reader, self._tokens = reader, tokens
        self._texts: dict[str, list[tuple[str, str]]] = {}
        held = {entry.key: entry for entry in entries}
        for key, text in read_texts(held.values()).items():
            self._texts.setdefault(_name(held[key]), []).append((key, text))

    def judge(self, question: str, passages: Sequence[tuple[str, str]]) -> list[list[tuple[TextMatch, str]]]:
        """Return for each passage, by id and language, its texts with what `question` finds in them, the best first."""
        import numpy as np

        texts = [self._texts[f"{identity}:{language}"] for identity, language in passages]
        held = [self._tokens[key] for own in texts for key, _ in own]
        if not held:
            return []
        found = iter(self._reader.matches(question, np.concatenate(held), [len(tokens) for tokens in held]))
        return [sorted(((next(found), text) for _, text in own), reverse=True) for own in texts]


def _name(entry: IndexEntry) -> str:
    return f"{entry.target}:{entry.language}"
