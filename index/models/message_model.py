"""The message model: reads in one pass whether a message tells of danger, and what each of its words is.

It is the packaged encoder with low-rank updates and a few small linear heads. `make message-model` trains it on
the examples in `corpus/danger` and `corpus/messages`; it is shipped in `corpus/vectors`. It does not depend on the
embedding model that the index uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from corpus.card import BUNDLED_CORPUS
from index.models.embedding import SentenceEmbeddings
from index.models.encoder import TextStates
from index.models.updated_encoder import UpdatedEncoder
from index.text.recent import Recent, digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PersonalLabel = Literal[
    "name", "phone", "email", "place", "age", "birth", "health", "secret", "plate", "identity", "bank", "handle"
]
TokenLabel = PersonalLabel | Literal["around"]
PERSONAL_LABELS: tuple[PersonalLabel, ...] = get_args(PersonalLabel)
TOKEN_LABELS: tuple[TokenLabel, ...] = (*PERSONAL_LABELS, "around")
SHIPPED = BUNDLED_CORPUS / "vectors" / "message-model.npz"
HEADS = ("attention", "danger", "kind", "label")
PROMPT = "query: "
WINDOW = 128  # tokens of a text that are read; longer messages are cut into several
_REMEMBERED = 256  # readings


@dataclass(frozen=True, slots=True)
class TokenReading:
    """Characters `start` to `end` (half open) of a text, and the probability of each of TOKEN_LABELS for them."""

    start: int
    end: int
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class MessageReading:
    """What the model reads in a text: the log-odds that it tells of danger, the likeliest kind, and its tokens."""

    danger: float
    kind: str
    tokens: tuple[TokenReading, ...]


class MessageModel:
    """Reads messages in French, English and both; loaded when first used, safe to share between threads.

    `embeddings` lends its packaged encoder.
    """

    def __init__(self, embeddings: SentenceEmbeddings) -> None:
        self._encoder = UpdatedEncoder(SHIPPED, embeddings.encoder)
        self._recent = Recent[MessageReading](_REMEMBERED, digest)  # no text of a person stays in memory

    def read(self, texts: Sequence[str]) -> list[MessageReading]:
        """Return one reading a text; the last 256 come from memory. Raise ModelError if the encoder can't be loaded."""
        return self._recent.of(texts, self._read)

    def _read(self, texts: Sequence[str]) -> list[MessageReading]:
        states = self._encoder.read([PROMPT + text for text in texts], WINDOW)
        return [self._reading(text, one) for text, one in zip(texts, states, strict=True)]

    @cached_property
    def _heads(self) -> dict[str, NDArray[np.float32]]:
        """The weights that `index.training.message_model.Heads` explains."""
        return self._encoder.weights(HEADS)

    def _reading(self, text: str, read: TextStates) -> MessageReading:
        import numpy as np

        weights = self._linear("attention", read.states)[:, 0]
        shares = np.exp(weights - weights.max())
        state = shares @ read.states / shares.sum()
        kind = str(self._encoder.arrays["kinds"][self._linear("kind", state).argmax()])
        probabilities = 1 / (1 + np.exp(-self._linear("label", read.states)))
        tokens = _tokens(text, read.offsets, probabilities.tolist())
        return MessageReading(float(self._linear("danger", state)[0]), kind, tokens)

    def _linear(self, name: str, rows: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the outputs (…, outputs) of the head called `name` for `rows` (…, d)."""
        weights = self._heads[name]
        return rows @ weights[:, :-1].T + weights[:, -1]


def in_text(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of a token in `text`, without the prompt and without spaces at its edges."""
    start, end = max(start - len(PROMPT), 0), max(end - len(PROMPT), 0)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _tokens(text: str, offsets: Sequence[Sequence[int]], rows: Sequence[Sequence[float]]) -> tuple[TokenReading, ...]:
    placed = [(*in_text(text, *offset), tuple(row)) for offset, row in zip(offsets, rows, strict=True)]
    return tuple(TokenReading(start, end, row) for start, end, row in placed if end > start)
