"""The passage reader: compares a question and a text word by word, and tells whether the text answers the question.

Each token of the question looks for the token of the text that is most like it, in their contexts (late interaction:
Khattab & Zaharia 2020, arXiv:2004.12832). It is the packaged encoder with low-rank updates; `make passage-reader`
trains it on questions by many hands about the cards and about invented documents. It is shipped in `corpus/vectors` and
does not depend on the embedding model that the index uses.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from corpus.card import BUNDLED_CORPUS
from index.models.embedding import SentenceEmbeddings
from index.models.updated_encoder import UpdatedEncoder

if TYPE_CHECKING:
    pass

SHIPPED = BUNDLED_CORPUS / "vectors" / "passage-reader.npz"
QUESTION_PROMPT, TEXT_PROMPT = "query: ", "passage: "
QUESTION_WINDOW, TEXT_WINDOW = 64, 144  # tokens that are read; the end of a longer one is not
WIDTH = 128  # of the space in which tokens are compared
_PROMPT_TOKENS = 3  # the start and the two tokens of a prompt
_END = 2  # id of the token that ends a text
_REMEMBERED = 512  # texts, each about 40 kB
_BATCH = 16


class PassageReader:
    """Judges pairs of a question and a text, in any two of the languages; loaded when first used, safe to share.

    `embeddings` lends its packaged encoder if it has it; otherwise that is unpacked below `models`.
    """

    def __init__(self, embeddings: SentenceEmbeddings, models: Path) -> None:
        self._embeddings, self._encoder = embeddings, UpdatedEncoder(SHIPPED, embeddings, models)
        self._lock = Lock()
        self._recent = OrderedDict[bytes, Any]()  # states of texts by their digest

    def judge(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return for each of `texts` the log-odds that it answers `question`. Raise ModelError."""
        import torch

        if not texts:
            return []
        with self._lock, torch.inference_mode():
            asked = self._states(QUESTION_PROMPT, [question], QUESTION_WINDOW)[0]
            return [self._head.of(asked[None], None, held[None], None).item() for held in self._texts(texts)]

    def _texts(self, texts: Sequence[str]) -> list[Any]:
        """Return the states of each text; those read lately come from memory."""
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._recent}
        for start in range(0, len(fresh), _BATCH):
            batch = list(fresh)[start : start + _BATCH]
            states = self._states(TEXT_PROMPT, [fresh[key] for key in batch], TEXT_WINDOW)
            self._recent |= zip(batch, states, strict=True)
        for key in keys:
            self._recent.move_to_end(key)
        found = [self._recent[key] for key in keys]
        while len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
        return found

    @cached_property
    def _head(self) -> LateInteraction:
        return LateInteraction(self._encoder.weights(HEAD))

    def _states(self, prompt: str, texts: Sequence[str], window: int) -> list[Any]:
        """Return the states (tokens, d) of each text's own tokens, of length 1, and as they are for a question."""
        tokenizer, encoder = self._encoder.loaded
        self._embeddings.set_cores(len(texts))
        batch = tokenize(tokenizer, prompt, texts, window)
        hidden = encoder(**batch).last_hidden_state
        return [row[own] for row, own in zip(hidden, own_tokens(batch), strict=True)]


HEAD = ("attention", "projection", "scale")


class LateInteraction:
    """Log-odds by the best matches of a question's tokens.

    `weights` maps "attention" to (d + 1,), which weighs the question's tokens (the bias last), and "scale" to (2,): the
    log-odds of a full unit of similarity, and the similarity at which both are as likely. "projection" (WIDTH, d) leads
    to the space in which tokens are compared.
    """

    def __init__(self, weights: dict[str, Any]) -> None:
        self._weights = weights

    def of(self, asked: Any, asked_mask: Any, held: Any, held_mask: Any) -> Any:
        """Return log-odds (n,) for states of questions (n, a, d) and texts (n, b, d).

        The masks (n, a) and (n, b) are true for tokens that count; None if all do.
        """
        import torch

        asked, held = asked.float(), held.float()
        attention, scale = self._weights["attention"], self._weights["scale"]
        shares = asked @ attention[:-1] + attention[-1]
        if asked_mask is not None:
            shares = shares.masked_fill(~asked_mask, -1e4)
        alike = self.compared(asked) @ self.compared(held).transpose(1, 2)
        if held_mask is not None:
            alike = alike.masked_fill(~held_mask[:, None, :], -1.0)
        return scale[0] * ((alike.amax(dim=2) * shares.softmax(dim=1)).sum(dim=1) - scale[1])


    def compared(self, states: Any) -> Any:
        """Return states (…, d) as they are compared: (…, WIDTH), of length 1."""
        import torch

        return torch.nn.functional.normalize(states @ self._weights["projection"].T, dim=-1)


def titled(title: str, text: str) -> str:
    """Return a part of a document as it is read, led by the title: who names the document asks for something in it.

    >>> titled("Charter", "Members pay ten euros.")
    'Charter\\nMembers pay ten euros.'
    """
    return f"{title}\n{text}"


def tokenize(tokenizer: Any, prompt: str, texts: Sequence[str], window: int) -> Any:
    """Return the first `window` tokens of each text after the prompt, as tensors."""
    return tokenizer(
        [prompt + text for text in texts],
        padding=True,
        truncation=True,
        max_length=window,
        return_tensors="pt",
        return_token_type_ids=False,
    )


def own_tokens(batch: Any) -> Any:
    """Return a mask (n, tokens) of the tokens that are a text's own, neither its prompt nor the marks at its ends."""
    mask = batch["attention_mask"].bool() & (batch["input_ids"] != _END)
    mask[:, :_PROMPT_TOKENS] = False
    mask[:, _PROMPT_TOKENS] |= ~mask.any(dim=1)  # an empty text is its end
    return mask
