"""The passage reader tells a text that answers from one that resembles it."""

from __future__ import annotations

import numpy as np
import pytest

from index.library import Library
from index.models.passage_reader import SHIPPED, TEXT_WINDOW

NOTICE = "Résiliation\nChacune des parties peut mettre fin à la convention avec un préavis écrit de 45 jours."
REPORTS = "Rapports\nLe rapport financier est remis au plus tard 30 jours après la fin de chaque trimestre."
STAMP = "Office and seal\nThe seal is kept by the secretary, and used only in the presence of the chair."


@pytest.mark.parametrize(
    ("question", "answering", "other"),
    [
        ("Combien de temps avant faut-il prévenir si on arrête ?", NOTICE, REPORTS),
        ("Qui garde le tampon ?", STAMP, REPORTS),
        ("le rapport sur l'argent c'est pour quand", REPORTS, NOTICE),
        ("who holds the stamp", STAMP, NOTICE),
    ],
)
def test_a_text_that_answers_has_better_odds(library: Library, question: str, answering: str, other: str) -> None:
    """In and across the two languages."""
    first, second = library.passage_reader.judge(question, [answering, other])
    assert first > second


def test_judgements_are_the_same_alone_and_among_others(library: Library) -> None:
    """Padding changes next to nothing, and nothing is asked for no texts."""
    fresh = type(library.passage_reader)(library.embeddings)
    together = fresh.judge("Qui garde le tampon ?", [NOTICE, STAMP, "x"])
    alone = type(fresh)(library.embeddings).judge("Qui garde le tampon ?", [STAMP])
    assert together[1] == pytest.approx(alone[0], abs=0.01)
    assert fresh.judge("Qui ?", []) == []


def test_a_long_question_and_text_are_read_as_far_as_the_windows_go(library: Library) -> None:
    """They are cut, and an empty text has odds as well."""
    odds = library.passage_reader.judge("pourquoi " * 300, ["parce que " * 900, ""])
    assert np.isfinite(odds).all()


def test_texts_are_counted_by_the_tokens_that_are_read(library: Library) -> None:
    """Those of like length are read together, and nothing is padded for the end of a text that is not read."""
    seen: list[tuple[int, int]] = []
    library.passage_reader.tokens_of(["mot " * 600, STAMP], lambda *state: seen.append(state))
    (total,) = {total for _, total in seen}
    assert seen[-1][0] == total
    assert total == TEXT_WINDOW + library.embeddings.count(STAMP)


def test_a_content_word_that_a_text_lacks_is_borne_least(library: Library) -> None:
    """The stamp is kept, and nobody insures it; a question without such a word lacks nothing."""
    reader = library.passage_reader
    tokens = reader.tokens_of([STAMP])
    lengths = [len(tokens[0])]
    kept, insured, empty = (
        reader.matches(question, tokens[0], lengths)[0].weakest_word
        for question in ("Who keeps the seal of the office?", "Which company insures the seal?", "Who is it?")
    )
    assert insured < 0.5 < kept < empty == 1.0


def test_what_is_shipped_is_small_and_finite() -> None:
    """A file of a few megabytes without holes."""
    with np.load(SHIPPED) as held:
        assert all(np.isfinite(held[name]).all() for name in held)
    assert SHIPPED.stat().st_size < 8_000_000
