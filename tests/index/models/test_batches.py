"""Batches of texts of like length: less is computed, and the vectors are the same."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from index.library import Library
from index.models.batches import TEXTS, TOKENS, batches, in_batches
from index.models.text_vectors import TextVectors

WORDS = "le partenaire envoie un rapport chaque trimestre au bureau de pays".split()


def padded(lengths: Sequence[int]) -> int:
    """Return the tokens that a model computes for a batch of texts of these lengths."""
    return max(lengths) * len(lengths)


def test_every_text_is_in_one_batch_and_no_batch_is_too_large() -> None:
    """Of any lengths, also longer than a batch."""
    lengths = [random.Random(place).randint(0, TOKENS + 100) // (1 + place % 7) for place in range(300)]
    found = list(batches(lengths))
    assert sorted(place for batch in found for place in batch) == list(range(300))
    assert all(len(batch) <= TEXTS for batch in found)
    assert all(len(batch) == 1 or padded([lengths[place] for place in batch]) <= TOKENS for batch in found)
    assert list(batches([])) == []


def test_texts_of_like_length_waste_little() -> None:
    """Short texts between long ones, as parts between passages, are not padded to their length."""
    lengths = [400 if place % 4 == 0 else 80 + place % 11 for place in range(160)]
    assert sum(padded([lengths[place] for place in batch]) for batch in batches(lengths)) <= 1.05 * sum(lengths)


def test_a_message_is_not_padded_to_its_whole_with_each_of_its_clauses() -> None:
    """The whole is computed alone, the clauses together: what is padded then takes less time than further calls."""
    assert list(batches([58, 15, 11, 9, 16, 10, 12])) == [[0], [4, 1, 6, 2, 5, 3]]
    assert list(batches([13, 12, 10])) == [[0, 1, 2]]


def test_results_keep_the_order_of_the_texts() -> None:
    """Whatever their lengths, with the progress in tokens."""
    texts, seen = ["a" * n for n in (5, 900, 1, 2, 4000, 17)], list[tuple[int, int]]()
    found = in_batches(
        texts, len, lambda batch: [text.upper() for text in batch], lambda done, total: seen.append((done, total))
    )
    assert found == [text.upper() for text in texts]
    assert seen[-1] == (sum(map(len, texts)), sum(map(len, texts)))
    assert seen == sorted(set(seen))


def test_vectors_are_those_of_the_texts_alone(library: Library) -> None:
    """Up to the precision that the model calculates with."""
    texts = [" ".join(random.Random(n).choices(WORDS, k=n)) for n in (40, 3, 12, 90, 1)]
    alone = [library.embeddings.embed_documents([text])[0] for text in texts]
    together = TextVectors(library.embeddings).of("document", texts)
    assert min(map(np.dot, alone, together)) > 0.999
