"""Put texts that ask the same thing together, in whichever language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.language import LANGUAGES, Language

# Cosine, once the mean of each language is taken off, from which two questions ask about the same thing: on the tuning
# half of our own questions 7 of 10 such pairs rest on the same card. Raw cosines of the model lie too close together.
ALIKE = 0.4
LEAST = 2  # questions that make a group
_FEW = 8  # vectors of a language, below which their mean says little


def group(vectors: Any, languages: Sequence[Language], means: dict[Language, Any]) -> list[list[int]]:
    """Return groups of places in `vectors`, an array-like (n, d): the largest first, each led by its most central one.

    `means` (d,) are those of many questions in each language, used where there are few here. Every place is in one
    group at most.
    """
    import numpy as np
    from sentence_transformers.util import community_detection

    if len(languages) < LEAST:
        return []
    rows = np.array(vectors, dtype=np.float32)
    for language in LANGUAGES:
        own = np.array([spoken == language for spoken in languages])
        if own.any():
            mean = means.get(language)
            rows[own] -= rows[own].mean(axis=0) if mean is None or own.sum() >= _FEW else mean
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    found = community_detection(rows, threshold=ALIKE, min_community_size=LEAST)
    return [[int(place) for place in places] for places in found]
