"""The examples of the message model are read whole, and varied without losing their labels."""

from __future__ import annotations

from random import Random

import pytest

from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from index.models.message_model import PERSONAL_LABELS, TOKEN_LABELS
from index.training.message_examples import ExamplePool, Mark, Sampler, parse_marked


@pytest.fixture(scope="module")
def pool() -> ExamplePool:
    """Return all examples."""
    return ExamplePool(read_corpus(BUNDLED_CORPUS), Random(0))


def test_every_mark_has_a_known_label_and_holds_words(pool: ExamplePool) -> None:
    """In every message with personal data, and in what stands around questions."""
    marked = [*pool.personal, *pool.tested_personal, *pool.before, *pool.after]
    marks = [(message.text[mark.start : mark.end], mark.label) for message in marked for mark in message.marks]
    assert len(marks) > 1000
    assert {label for _, label in marks} == set(PERSONAL_LABELS)
    assert all(words.strip() for words, _ in marks)


def test_no_harmless_example_is_a_disclosure(pool: ExamplePool) -> None:
    """The same text can't be both."""
    told = {message.text for message in [*pool.disclosures, *pool.tested_disclosures]}
    harmless = [*pool.lookalikes, *pool.tested_lookalikes, *pool.ordinary, *pool.tested_ordinary]
    assert not told & {message.text for message in harmless}


def test_variation_keeps_labels_on_their_words(pool: ExamplePool) -> None:
    """Capitals, missing accents, slips and what is put around move marks along with their words."""
    sampler = Sampler(pool, Random(5))
    drawn = [sampler.about_words() for _ in range(500)]
    for message in drawn:
        assert all(0 <= mark.start < mark.end <= len(message.text) for mark in message.marks)
        assert {mark.label for mark in message.marks} <= set(TOKEN_LABELS)
    assert any(mark.label == "around" for message in drawn for mark in message.marks)


def test_half_of_what_teaches_danger_tells_of_it(pool: ExamplePool) -> None:
    """Drawn at random, with the same seed the same."""
    drawn = [Sampler(pool, Random(7)).about_danger() for _ in range(2)]
    assert drawn[0] == drawn[1]
    sampler = Sampler(pool, Random(8))
    told = sum(bool(sampler.about_danger().danger) for _ in range(1000))
    assert 400 < told < 600


def test_a_line_break_is_written_as_two_characters() -> None:
    """So that a message stays one line."""
    message = parse_marked(r"Bonjour\nici {name:Awa}")
    assert (message.text, message.marks) == ("Bonjour\nici Awa", (Mark(12, 15, "name"),))
