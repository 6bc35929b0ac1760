"""Write the vectors, tokens and classifier that are shipped with the corpus, after an edit: `make vectors`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from index.entry import read_texts, role_of
from index.models.embedding import SentenceEmbeddings, VectorRole
from index.models.example_classifier import SHIPPED as SHIPPED_CLASSIFIER
from index.models.example_classifier import fit, shipped_key, taught_key, write_classifier
from index.models.passage_reader import PassageReader
from index.models.shipped_tokens import SHIPPED as SHIPPED_TOKENS
from index.models.shipped_tokens import write_tokens
from index.models.text_tokens import TextTokens
from index.models.text_vectors import SHIPPED, TextVectors, shipped_vectors, vector_key, write_vectors
from index.plan import corpus_entries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_BATCH = 32


def shipped_texts() -> Iterator[tuple[VectorRole, str]]:
    """Yield every text that a first start embeds, with its role: cards, questions, gaps, intents."""
    yield from ((role_of(entry.kind), entry.text) for entry in corpus_entries(read_corpus(BUNDLED_CORPUS)))


def is_classifier_current() -> bool:
    """Tell whether the classifier in the file has learned from just the shipped texts."""
    return shipped_key() == taught_key(corpus_entries(read_corpus(BUNDLED_CORPUS)))


def missing_texts() -> list[str]:
    """Return the shipped texts whose vectors are not in the file."""
    return [text for role, text in shipped_texts() if vector_key(role, text) not in shipped_vectors()]


def unread_texts(reader: PassageReader) -> list[str]:
    """Return the texts of the cards whose tokens, as `reader` makes them, are not in the file."""
    return TextTokens(reader).missing(list(_card_texts()))


def _card_texts() -> Iterator[str]:
    """Yield what is compared with questions: each card, and its bare text beside what its page leaves unsaid."""
    entries = corpus_entries(read_corpus(BUNDLED_CORPUS))
    cards = [entry.passage for entry in entries if entry.passage and entry.passage.unsaid]
    compared = (text for card in cards for text in (card.text, card.unsaid))
    yield from dict.fromkeys([*read_texts(entries).values(), *compared])


def main() -> None:
    """Compute what is missing, drop what is of former texts and write the files."""
    wanted = dict.fromkeys(shipped_texts())
    with tempfile.TemporaryDirectory() as models:
        embeddings = SentenceEmbeddings("", Path(models))
        known = TextVectors(embeddings)
        computed: dict[bytes, NDArray[np.float32]] = {}
        roles: tuple[VectorRole, ...] = ("document", "query")
        for role in roles:
            texts = [text for kind, text in wanted if kind == role]
            for start in range(0, len(texts), _BATCH):
                batch = texts[start : start + _BATCH]
                computed |= zip((vector_key(role, text) for text in batch), known.of(role, batch), strict=True)
        reader, texts = PassageReader(embeddings), list(_card_texts())
        tokens = dict(zip(texts, TextTokens(reader).of(texts), strict=True))
    entries = corpus_entries(read_corpus(BUNDLED_CORPUS))
    if not is_classifier_current():
        rows = [computed[vector_key(role_of(entry.kind), entry.text)] for entry in entries]
        write_classifier(SHIPPED_CLASSIFIER, fit(entries, rows), taught_key(entries))
    write_vectors(computed)
    write_tokens(tokens, reader.digest)
    print(f"{SHIPPED}: {len(computed)} vectors. {SHIPPED_TOKENS}: {len(tokens)} texts.", file=sys.stderr)


if __name__ == "__main__":
    main()
