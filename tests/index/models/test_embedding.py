"""Questions that ask the same thing are grouped as the library does that loads torch."""

from __future__ import annotations

import numpy as np
import pytest
from sentence_transformers.util import community_detection

from corpus.language import LANGUAGES
from index.models.embedding import ALIKE, LEAST, group_similar


@pytest.mark.parametrize("spread", [0.05, 0.1, 0.2])
def test_groups_are_those_of_sentence_transformers(spread: float) -> None:
    """Of near and of less near questions; the languages' means are zero here."""
    dice = np.random.default_rng(3)
    centres = dice.standard_normal((12, 32)) / np.sqrt(32)
    rows = centres[dice.integers(0, 12, 150)] + spread * dice.standard_normal((150, 32))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    languages = [LANGUAGES[0]] * 7 + [LANGUAGES[1]] * 143
    rows[7:] -= rows[7:].mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    centred = rows.copy()
    centred[7:] -= centred[7:].mean(axis=0)
    expected = community_detection(centred, threshold=ALIKE, min_community_size=LEAST)
    found = group_similar(rows, languages, {LANGUAGES[0]: np.zeros(32)})
    assert len(found) > 3
    assert found == [[int(place) for place in places] for places in expected]
