"""Personal data that the message model recognises: names of any spelling, health, ages, whatever no rule can list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Protocol

from bot.safety.redaction.spans import PersonalDataKind, Span
from corpus.word_list import alternations
from index.library import PERSONAL_LABELS, MessageReading, TokenReading
from index.text.recent import Recent, digest

# Probability from which a word is personal data, and from which the words beside such a one are: a name ends late.
_CERTAIN, _BESIDE = 0.5, 0.25
_PIECE = re.compile(r"\S(?:.{0,280}\S)?(?!\S)", re.DOTALL)  # what the model reads at once, between spaces
_WORD = re.compile(r"[^\s,;:!?()\[\]\"«»“”]+")
_LEAVE = re.compile(rf"{alternations('letters')['leave']}\.?", re.IGNORECASE)  # the model may join it to the name below
_REMEMBERED = 4096  # pieces, of which the places of a few words are kept
_NOTHING = [0.0] * len(PERSONAL_LABELS)


class ReadsMessages(Protocol):
    """The part of the message model that redaction uses."""

    def read(self, texts: Sequence[str]) -> list[MessageReading]:
        """Return one reading a text."""
        ...


class LearnedFinder:
    """Finds personal data with the message model.

    What was found in the last pieces of texts is remembered under their digests: most answers quote the same cards.
    """

    def __init__(self, model: ReadsMessages) -> None:
        self._model = model
        self._found = Recent[list[Span]](_REMEMBERED, digest)

    def __call__(self, text: str) -> list[Span]:
        """Return the spans of personal data in `text`, whole words, in order for each kind."""
        pieces = list(_PIECE.finditer(text))
        return [
            Span(piece.start() + span.start, piece.start() + span.end, span.kind)
            for piece, spans in zip(pieces, self._found.of([piece[0] for piece in pieces], self._read), strict=True)
            for span in spans
        ]

    def _read(self, pieces: Sequence[str]) -> list[list[Span]]:
        readings = self._model.read(pieces)
        return [list(_spans(piece, one.tokens)) for piece, one in zip(pieces, readings, strict=True)]


def pieces_of(text: str) -> list[str]:
    """Return the texts that the finder has the model read of `text`.

    >>> pieces_of("  Qui signe ?  ")
    ['Qui signe ?']
    """
    return [piece[0] for piece in _PIECE.finditer(text)]


def _spans(text: str, tokens: Sequence[TokenReading]) -> Iterator[Span]:
    words = [
        (word.span(), _NOTHING if _LEAVE.fullmatch(word[0]) else _probabilities(word.span(), tokens))
        for word in _WORD.finditer(text)
    ]
    for place, kind in enumerate(PERSONAL_LABELS):
        yield from _runs([(span, row[place]) for span, row in words], kind)


def _probabilities(word: tuple[int, int], tokens: Sequence[TokenReading]) -> list[float]:
    """Return the highest probability of each label among the tokens of a word."""
    rows = [token.probabilities for token in tokens if token.start < word[1] and token.end > word[0]]
    return [max(column) for column in zip(*rows, strict=True)] or [0.0] * len(PERSONAL_LABELS)


def _runs(words: Sequence[tuple[tuple[int, int], float]], kind: PersonalDataKind) -> Iterator[Span]:
    """Yield each run of words that may be of `kind` and hold one that is."""
    for is_near, group in groupby(words, lambda word: word[1] >= _BESIDE):
        run = list(group)
        if is_near and any(probability >= _CERTAIN for _, probability in run):
            yield Span(run[0][0][0], run[-1][0][1], kind)
