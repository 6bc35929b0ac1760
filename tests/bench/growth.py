"""What a question costs as the index grows: 100 to `size` passages, each a multiple of what it costs at 100.

Reading so many texts would take hours, so that their vectors and tokens are made up; the question's are computed.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.answering.advisor import Advisor
from bot.answering.inquiry import Inquiry
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from index.library import DocumentDetails, Library
from index.models.embedding import SentenceEmbeddings
from index.models.passage_reader import WIDTH, PassageReader
from index.progress import Progress, unseen
from tests.bench.figures import Figure, percentile, to_lines
from tests.bench.made_texts import documents
from tests.bench.processes import timed
from tests.bench.questions import questions
from tests.bench.warm_questions import used_by_this

_SMALLEST = 100
_ASKED, _FIRST = 24, 4
_TOKENS = 24  # of a made-up text


class MadeUpEmbeddings(SentenceEmbeddings):
    """The packaged model for questions, and vectors that are made up of each text to be found."""

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector a text, of length 1."""
        rows = np.stack([_dice(text).standard_normal(self.dimension) for text in texts])
        found: list[list[float]] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).tolist()
        return found


class MadeUpReader(PassageReader):
    """The passage reader for questions, and tokens that are made up of each text."""

    def tokens_of(self, texts: Sequence[str], progress: Progress = unseen) -> list[Any]:
        """Return tokens of about length 1."""
        return [(_dice(text).standard_normal((_TOKENS, WIDTH)) * 22).clip(-127, 127).astype(np.int8) for text in texts]


def measure(home: Path, size: int) -> list[Figure]:
    """Return the figures at 100 passages and at each ten times as many, up to `size`."""
    figures: list[Figure] = []
    least = 0.0
    passages = _SMALLEST
    while passages <= size:
        median, memory = _asked(home, passages)
        least = least or median
        name = f"a question, {passages:,} passages"
        figures += [
            Figure(
                name, median, "ms", f"at {_SMALLEST}" if passages > _SMALLEST else "", least * (passages > _SMALLEST)
            ),
            Figure(f"memory, {passages:,} passages", memory, "MB"),
        ]
        passages *= 10
    return figures


def _asked(home: Path, passages: int) -> tuple[float, float]:
    """Return the median milliseconds of a question where the index holds so many passages, and the memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        library = Library(read_corpus(BUNDLED_CORPUS), Path(folder) / "home")
        (Path(folder) / "home").mkdir()
        (Path(folder) / "home" / "models").symlink_to(home / "models")
        library.embeddings = MadeUpEmbeddings("", home / "models")
        library.passage_reader = MadeUpReader(library.embeddings)
        library.add_files(documents(Path(folder) / "texts", passages), DocumentDetails(), lambda done, total: None)
        library.build(lambda done, total: None)
        advisor, spent = Advisor(library), []
        for question in questions(_FIRST + _ASKED):
            started = time.process_time()
            advisor.advise(Inquiry(question))
            spent.append(timed(started))
        return percentile(spent[_FIRST:], 0.5), used_by_this()


def _dice(text: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(text.encode()))


if __name__ == "__main__":
    print(to_lines(measure(Path(sys.argv[1]), int(sys.argv[2]))))
