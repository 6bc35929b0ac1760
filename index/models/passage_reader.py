"""The passage reader: compares a question and a text word by word, and tells whether the text answers the question.

Each token of the question looks for the token of the text that is most like it, in their contexts (late interaction:
Khattab & Zaharia 2020, arXiv:2004.12832). What is compared of a text does not depend on the question, so the index
keeps it. The reader is the packaged encoder with low-rank updates; `make passage-reader` trains it on questions by many
hands about the cards and about invented documents. It is shipped in `corpus/vectors` and does not depend on the
embedding model that the index uses.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corpus.card import BUNDLED_CORPUS
from index.models.batches import in_batches
from index.models.embedding import SentenceEmbeddings
from index.models.encoder import TextStates
from index.models.shipped_tokens import shipped_tokens, text_key
from index.models.token_counter import TokenCounter
from index.models.updated_encoder import UpdatedEncoder
from index.progress import Progress, unseen
from index.text.folding import is_content
from index.text.recent import Recent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED = BUNDLED_CORPUS / "vectors" / "passage-reader.npz"
QUESTION_PROMPT, TEXT_PROMPT = "query: ", "passage: "
QUESTION_WINDOW, TEXT_WINDOW = 64, 144  # tokens that are read; the end of a longer one is not
HEAD = ("attention", "projection", "scale")
WIDTH = 128  # of the space in which tokens are compared
_STEP = 1 / 256  # of the whole numbers that stand for the coordinates there, few of which exceed half
PROMPT_TOKENS = 3  # the start and the two tokens of a prompt
_TELLING = 0.4  # of an even share, from which a token of a question tells something
_COUNTS = 0.5  # of the mean share, from which a word of a question counts
_CONTENT = 0.8  # of an even share for a token, from which a content word says what is asked
_REMEMBERED = 512  # texts, each about 10 kB, and as many questions


class TextMatch(NamedTuple):
    """What the tokens of a question find in a text: the log-odds that it answers, and how well the `weakest` match.

    `weakest` is the mean cosine of the third of the question's telling tokens that find least, `weakest_word` that of
    the content word that finds least, 1 if there is none.
    """

    odds: float
    weakest: float
    weakest_word: float


@dataclass(frozen=True, slots=True, eq=False)
class QuestionTokens:
    """A question as it is compared: `vectors` (n, WIDTH), and the `shares` (n,) of its tokens, together 1; float32.

    `words` are the places of the tokens of each content word that counts.
    """

    vectors: NDArray[np.float32]
    shares: NDArray[np.float32]
    words: tuple[tuple[int, ...], ...] = ()


class PassageReader:
    """Judges pairs of a question and a text, in any two of the languages; loaded when first used, safe to share.

    `embeddings` lends its packaged encoder.
    """

    def __init__(self, embeddings: SentenceEmbeddings, shipped: Path = SHIPPED) -> None:
        self._embeddings, self._shipped = embeddings, shipped
        self._encoder = UpdatedEncoder(shipped, embeddings.encoder)
        self._recent, self._asked = Recent["NDArray[np.int8]"](_REMEMBERED), Recent[QuestionTokens](_REMEMBERED)

    @cached_property
    def digest(self) -> str:
        """The digest of the model: what one model made of a text, another can't compare."""
        return hashlib.sha256(self._shipped.read_bytes()).hexdigest()[:16]

    def judge(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return for each of `texts` the log-odds that it answers `question`. Raise ModelError."""
        import numpy as np

        if not texts:
            return []
        held = self._recent.of(texts, self._shipped_or_read)
        found = self.matches(question, np.concatenate(held), [len(tokens) for tokens in held])
        return [match.odds for match in found]

    def ask(self, questions: Sequence[str]) -> list[QuestionTokens]:
        """Return the tokens of each question; those of the last 512 come from memory. Raise ModelError.

        Questions that are known to be compared one by one are read together in less time.
        """
        return self._asked.of(questions, self._questions)

    def matches(self, question: str, tokens: NDArray[np.int8], lengths: Sequence[int]) -> list[TextMatch]:
        """Return the match of `question` in each text.

        `tokens` (n, WIDTH) are those of all the texts, one after the other, of which each has so many as `lengths`
        says, at least one.
        """
        import numpy as np

        asked = self.ask([question])[0]
        alike = tokens.astype(np.float32) @ (asked.vectors * _STEP).T
        starts = np.cumsum([0, *lengths[:-1]])
        best = np.maximum.reduceat(alike, starts, axis=0)
        scale, even = self._head["scale"].tolist()
        odds = scale * (best @ asked.shares - even)
        weakest, words = _weakest(best, asked.shares), _weakest_word(best, asked.words)
        return [TextMatch(*found) for found in zip(odds.tolist(), weakest.tolist(), words.tolist(), strict=True)]

    def borne_better(self, question: str, text: str, other: str) -> float:
        """Return by how much `other` bears some word of `question` better than `text` does: a difference of cosines.

        Words that count for less than half of the mean are left out. Raise ModelError.
        """
        import numpy as np

        asked = self.ask([question])[0]
        tokens = self._recent.of([text, other], self._shipped_or_read)
        here, there = (np.max(one.astype(np.float32) * _STEP @ asked.vectors.T, axis=0) for one in tokens)
        counts = asked.shares >= _COUNTS / len(asked.shares)
        return float(np.max((there - here)[counts]))

    def tokens_of(self, texts: Sequence[str], progress: Progress = unseen) -> list[NDArray[np.int8]]:
        """Return the tokens (n, WIDTH) of each text, n at least 1, as `matches` takes them. Raise ModelError."""
        return in_batches(texts, lambda text: min(self._count(text), TEXT_WINDOW), self._read, progress)

    def _shipped_or_read(self, texts: Sequence[str]) -> list[NDArray[np.int8]]:
        """Return the tokens of each text; only those that are not shipped are read."""
        shipped = shipped_tokens(self.digest)
        fresh = [text for text in texts if text_key(text) not in shipped]
        read = dict(zip(fresh, self.tokens_of(fresh), strict=True))
        return [read[text] if text in read else shipped[text_key(text)] for text in texts]

    def _read(self, texts: Sequence[str]) -> list[NDArray[np.int8]]:
        import numpy as np

        rows = [self._compared(own_tokens(one).states) / _STEP for one in self._states(TEXT_PROMPT, texts)]
        return [np.clip(row.round(), -127, 127).astype(np.int8) for row in rows]

    def _questions(self, questions: Sequence[str]) -> list[QuestionTokens]:
        read = map(own_tokens, self._states(QUESTION_PROMPT, questions))
        return [self._question(one, QUESTION_PROMPT + text) for one, text in zip(read, questions, strict=True)]

    def _question(self, read: TextStates, text: str) -> QuestionTokens:
        import numpy as np

        weights = read.states @ self._head["attention"][:-1] + self._head["attention"][-1]
        shares = np.exp(weights - weights.max())
        shares /= shares.sum()
        content = [places for word, places in _words(text, read.offsets) if is_content(word)]
        counted = tuple(places for places in content if shares[list(places)].sum() >= _CONTENT / len(shares))
        return QuestionTokens(self._compared(read.states), shares, counted)

    def _compared(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return states (tokens, d) as they are compared: (tokens, WIDTH), of length 1."""
        import numpy as np

        rows = states @ self._head["projection"].T
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))

    @cached_property
    def _count(self) -> TokenCounter:
        return TokenCounter(self._embeddings.encoder.lengths, TEXT_PROMPT)

    @cached_property
    def _head(self) -> dict[str, NDArray[np.float32]]:
        """The weights that `index.training.passage_reader.LateInteraction` explains."""
        return self._encoder.weights(HEAD)

    def _states(self, prompt: str, texts: Sequence[str]) -> list[TextStates]:
        """Read each text after its prompt."""
        window = QUESTION_WINDOW if prompt == QUESTION_PROMPT else TEXT_WINDOW
        return self._encoder.read([prompt + text for text in texts], window)


def own_tokens(read: TextStates) -> TextStates:
    """Return a text's own tokens, without its prompt and the marks at its ends; of an empty text the last mark."""
    kept = slice(PROMPT_TOKENS, -1) if len(read.ids) > PROMPT_TOKENS + 1 else slice(-1, None)
    return TextStates(read.ids[kept], read.offsets[kept], read.states[kept])


def _words(text: str, offsets: Sequence[tuple[int, int]]) -> list[tuple[str, tuple[int, ...]]]:
    """Return the words of `text` with the places of their tokens, of which `offsets` are the characters."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for word in re.finditer(r"\S+", text):
        places = [at for at, (start, end) in enumerate(offsets) if start < word.end() and end > word.start()]
        if places:
            found.append((word.group(), tuple(places)))
    return found


def _weakest_word(best: NDArray[np.float32], words: Sequence[tuple[int, ...]]) -> NDArray[np.float32]:
    """Return the lowest mean of the `words`' tokens for each row of `best` (texts, tokens); 1 without words."""
    import numpy as np

    means = [best[:, list(places)].mean(axis=1) for places in words]
    return np.min(means, axis=0) if means else np.ones(len(best), dtype=np.float32)


def _weakest(best: NDArray[np.float32], shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of the lowest third of each row of `best` (texts, tokens), of the tokens that tell something."""
    import numpy as np

    telling = np.sort(best[:, shares > _TELLING / len(shares)], axis=1)
    return np.asarray(telling[:, : max(1, telling.shape[1] // 3)].mean(axis=1))
