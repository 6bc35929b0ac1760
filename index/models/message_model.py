"""The message model: reads in one pass whether a message tells of danger, and what each of its words is.

It is the packaged encoder with low-rank updates and a few small linear heads. `make message-model` trains it on
the examples in `corpus/danger` and `corpus/messages`; it is shipped in `corpus/vectors`. It does not depend on the
embedding model that the index uses.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, get_args

from corpus.card import BUNDLED_CORPUS
from index.models.embedding import SentenceEmbeddings
from index.models.updated_encoder import UpdatedEncoder

if TYPE_CHECKING:
    pass

PersonalLabel = Literal[
    "name", "phone", "email", "place", "age", "birth", "health", "secret", "plate", "identity", "bank", "handle"
]
TokenLabel = PersonalLabel | Literal["around"]
PERSONAL_LABELS: tuple[PersonalLabel, ...] = get_args(PersonalLabel)
TOKEN_LABELS: tuple[TokenLabel, ...] = (*PERSONAL_LABELS, "around")
SHIPPED = BUNDLED_CORPUS / "vectors" / "message-model.npz"
PROMPT = "query: "
WINDOW = 128  # tokens of a text that are read; longer messages are cut into several
_BATCH = 16
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

    `embeddings` lends its packaged encoder if it has it; otherwise that is unpacked below `models`.
    """

    def __init__(self, embeddings: SentenceEmbeddings, models: Path) -> None:
        self._encoder = UpdatedEncoder(SHIPPED, embeddings, models)
        self._lock = Lock()
        self._recent = OrderedDict[bytes, MessageReading]()

    def read(self, texts: Sequence[str]) -> list[MessageReading]:
        """Return one reading a text; the last 256 come from memory. Raise ModelError if the encoder can't be loaded."""
        with self._lock:
            keys = [hashlib.sha256(text.encode()).digest() for text in texts]  # no text of a person stays in memory
            fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._recent}
            for start in range(0, len(fresh), _BATCH):
                batch = list(fresh)[start : start + _BATCH]
                self._recent |= zip(batch, self._read([fresh[key] for key in batch]), strict=True)
            found = [self._recent[key] for key in keys]
            while len(self._recent) > _REMEMBERED:
                self._recent.popitem(last=False)
        return found

    @cached_property
    def _heads(self) -> Heads:
        return Heads(self._encoder.weights(HEADS))

    def _read(self, texts: Sequence[str]) -> list[MessageReading]:
        import torch

        tokenizer, encoder = self._encoder.loaded
        batch = tokenize(tokenizer, texts)
        with torch.inference_mode():
            hidden = encoder(input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]).last_hidden_state
            danger, kinds, tokens = self._heads.of(hidden.float(), batch["attention_mask"].bool())
        names, likely = self._encoder.arrays["kinds"], kinds.argmax(dim=1).tolist()
        probabilities, offsets = tokens.sigmoid().tolist(), batch["offset_mapping"].tolist()
        return [
            MessageReading(odds, str(names[kind]), _tokens(text, places, rows))
            for text, odds, kind, places, rows in zip(
                texts, danger.tolist(), likely, offsets, probabilities, strict=True
            )
        ]


HEADS = ("attention", "danger", "kind", "label")


class Heads:
    """Linear layers on the encoder's last hidden states: `weights` maps each of HEADS to (outputs, d + 1).

    The last column is the bias. A text's state is the mean of its tokens' states by `attention`.
    """

    def __init__(self, weights: dict[str, Any]) -> None:
        self._weights = weights

    def of(self, hidden: Any, mask: Any) -> tuple[Any, Any, Any]:
        """Return log-odds of danger (n,), scores of the kinds (n, k) and of the labels (n, tokens, l).

        `hidden` is (n, tokens, d), `mask` (n, tokens) is true for tokens of the text.
        """
        shares = self._linear("attention", hidden).squeeze(-1).masked_fill(~mask, -1e4).softmax(dim=1)
        state = (hidden * shares.unsqueeze(-1)).sum(dim=1)
        return self._linear("danger", state).squeeze(-1), self._linear("kind", state), self._linear("label", hidden)

    def _linear(self, name: str, rows: Any) -> Any:
        weights = self._weights[name]
        return rows @ weights[:, :-1].T + weights[:, -1]


def tokenize(tokenizer: Any, texts: Sequence[str], window: int = WINDOW) -> Any:
    """Return the first `window` tokens of each of `texts` as tensors, with their offsets in PROMPT and text."""
    return tokenizer(
        [PROMPT + text for text in texts],
        padding=True,
        truncation=True,
        max_length=window,
        return_offsets_mapping=True,
        return_tensors="pt",
    )


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
