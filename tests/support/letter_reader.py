"""A passage reader made of letters, for tests that need an index and no meaning: no file, no time."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from index.models.passage_reader import WIDTH, TextMatch
from index.progress import Progress, unseen
from index.text.folding import fold

_MOST = 6.0  # log-odds of a text that holds all words of the question
_START = 5  # letters of a word that count


class LetterReader:
    """Judges a text by the share of the question's words in it. It has the methods of `PassageReader`."""

    digest = "letters"

    def judge(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return the log-odds that each text answers."""
        held = self.tokens_of(texts)
        return (
            [one.odds for one in self.matches(question, np.concatenate(held), [len(own) for own in held])]
            if held
            else []
        )

    def matches(self, question: str, tokens: Any, lengths: Sequence[int]) -> list[TextMatch]:
        """Return the log-odds that each text, of so many tokens, answers; a word that it lacks matches nothing."""
        asked = set(_rows(question))
        ends = np.cumsum(lengths)
        texts = [set(tokens[end - length : end].argmax(axis=1)) for end, length in zip(ends, lengths, strict=True)]
        shares = [len(asked & own) / len(asked) for own in texts]
        return [TextMatch(_MOST * (2 * share - 1), float(share == 1), 1.0) for share in shares]

    def tokens_of(self, texts: Sequence[str], progress: Progress = unseen) -> list[Any]:
        """Return a row for each word of each text."""
        progress(1, 1)
        return [np.eye(WIDTH, dtype=np.int8)[_rows(text)] for text in texts]


def _rows(text: str) -> list[int]:
    return [zlib.crc32(word[:_START].encode()) % WIDTH for word in fold(text).split() or [""]]
