"""Count the tokens of texts word by word, as a splitter counts the same words again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

# Tokenizers that cut at white space first (SentencePiece, WordPiece) give a text the tokens of its words. Those of a
# first text tell what is around the words, a second one whether that holds.
_SAMPLES = ("Le coût", "## 2.\u00a0Fin\n\n- l'accord (art. 2),  **“signed”** Straße_3 : 5 €.\n| a | b |")


class TokenCounter:
    """Counts the tokens of texts, the `prompt` before each and the special tokens included.

    `lengths` tells the numbers of tokens of texts, with the special tokens or without them. If words have other tokens
    in a text, whole texts are counted. White space at the end of a text counts as nothing.
    """

    def __init__(self, lengths: Callable[[Sequence[str], bool], list[int]], prompt: str) -> None:
        self._lengths, self._prompt = lengths, prompt
        self._words: dict[str, int] = {}
        self._around = 0
        self._around = self.of_whole(_SAMPLES[0]) - self._by_words(_SAMPLES[0])
        self._cuts_at_spaces = self._by_words(_SAMPLES[1]) == self.of_whole(_SAMPLES[1])

    def __call__(self, text: str) -> int:
        """Return the number of tokens of `text`."""
        return self._by_words(text) if self._cuts_at_spaces else self.of_whole(text)

    def of_whole(self, text: str) -> int:
        """Return the number of tokens of `text`, tokenized as one."""
        return self._lengths([self._prompt + text], True)[0]

    def _by_words(self, text: str) -> int:
        words = text.split()
        if fresh := list({word for word in words if word not in self._words}):
            self._words |= zip(fresh, self._lengths(fresh, False), strict=True)
        return self._around + sum(self._words[word] for word in words)
