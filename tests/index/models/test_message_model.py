"""The message model reads danger and the labels of words in one pass, and remembers what it read."""

from __future__ import annotations

import numpy as np
import pytest

from index.library import PERSONAL_LABELS, Library, MessageReading
from index.models.message_model import SHIPPED, in_text


def words_labelled(text: str, reading: MessageReading, label: str) -> str:
    """Return the parts of `text` whose tokens have `label`, joined."""
    place = PERSONAL_LABELS.index(label)
    return "".join(text[token.start : token.end] for token in reading.tokens if token.probabilities[place] > 0.5)


def test_a_disclosure_is_nearer_to_danger_than_the_same_words_without_it(library: Library) -> None:
    """In both languages, inside business talk."""
    pairs = [
        (
            "Pour le rapport final, le gardien couche avec les filles du centre.",
            "Pour le rapport final, le gardien dort.",
        ),
        ("If the agreement ends I will end my life.", "If the agreement ends I will end my lease."),
    ]
    for told, harmless in pairs:
        first, second = library.message_model.read([told, harmless])
        assert first.danger > second.danger


def test_names_and_numbers_are_labelled_where_they_stand(library: Library) -> None:
    """Offsets are those of the text, whatever comes before or after."""
    text = "Bonjour, ici mariama bâ, 77 612 48 09. Qui signe l’accord ?"
    (reading,) = library.message_model.read([text])
    assert "mariama" in words_labelled(text, reading, "name")
    assert "612" in words_labelled(text, reading, "phone")
    assert "accord" not in words_labelled(text, reading, "name")
    assert all(0 <= token.start < token.end <= len(text) for token in reading.tokens)


def test_a_text_is_read_alike_alone_and_among_others(library: Library) -> None:
    """Padding changes nothing, and the second time the reading comes from memory."""
    texts = ["Qui signe ?", "Le directeur frappe les enfants du centre chaque soir après le repas."]
    both = library.message_model.read(texts)
    (alone,) = library.message_model.read(texts[:1])
    assert alone is both[0]
    (fresh,) = type(library.message_model)(library.embeddings).read(texts[:1])
    assert fresh.danger == pytest.approx(both[0].danger, abs=1e-3)


@pytest.mark.parametrize(
    ("start", "end", "found"), [(0, 7, (0, 0)), (7, 11, (0, 4)), (6, 11, (0, 4)), (11, 15, (5, 8))]
)
def test_offsets_lose_the_prompt_and_the_spaces_around(start: int, end: int, found: tuple[int, int]) -> None:
    """A token often begins with the space before its word."""
    assert in_text("Awa, ici", start, end) == found


def test_what_is_shipped_is_small_and_finite() -> None:
    """A file of a few megabytes without holes."""
    with np.load(SHIPPED) as held:
        assert all(np.isfinite(held[name]).all() for name in held if name != "kinds")
    assert SHIPPED.stat().st_size < 5_000_000
