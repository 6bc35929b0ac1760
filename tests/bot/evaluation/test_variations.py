"""The variations of our questions: what they are made of, and which are drawn for the suite."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.errors import EvaluationError
from bot.evaluation.perturbations import PERTURBATIONS
from bot.evaluation.variations import Variation, read_variations, sample

WRAPPERS, QUESTIONS = 15, 24  # of each language


@pytest.fixture(scope="module")
def variations() -> list[Variation]:
    """Return our own variations."""
    return read_variations()


def test_each_question_stands_in_each_wrapper_of_its_language(variations: list[Variation]) -> None:
    """As it is, with text around it."""
    wrapped = [one for one in variations if one.kind == "wrapper"]
    assert Counter(one.language for one in wrapped) == {"fr": WRAPPERS * QUESTIONS, "en": WRAPPERS * QUESTIONS}
    assert [one.id for one in wrapped if one.original not in one.changed or one.original == one.changed] == []


def test_the_personal_details_of_a_wrapper_stand_in_it(variations: list[Variation]) -> None:
    """So that looking for them in an answer means something."""
    told = [one for one in variations if one.private]
    assert len({one.change for one in told}) >= WRAPPERS
    assert [one.change for one in told if any(detail not in one.changed for detail in one.private)] == []
    assert [one.change for one in told if any(detail in one.original for detail in one.private)] == []


def test_there_are_pairs_for_every_claim(variations: list[Variation]) -> None:
    """Twins and rewordings must agree; another actor or a "not" must make a difference."""
    kinds = Counter(one.kind for one in variations)
    assert (kinds["twin"], kinds["rewording"], kinds["order"]) == (40, 30, 2 * QUESTIONS)
    assert (kinds["actor"], kinds["negation"]) == (45, 41)
    assert {one.kind for one in variations if one.must_differ} == {"actor", "negation"}
    assert [name for name in PERTURBATIONS if not kinds[name]] == []
    assert [one.id for one in variations if one.original == one.changed] == []


def test_a_sample_has_every_kind_and_is_the_same_each_time(variations: list[Variation]) -> None:
    """Of the wrappers, both languages and most of them."""
    drawn = sample(variations, QUESTIONS)
    assert drawn == sample(list(reversed(variations)), QUESTIONS)
    counts = Counter(one.kind for one in variations)
    assert Counter(one.kind for one in drawn) == {kind: min(count, QUESTIONS) for kind, count in counts.items()}
    assert len({one.change for one in drawn if one.kind == "wrapper"}) > WRAPPERS


@pytest.mark.parametrize("text", [None, "{", "[]", '{"lang": "fr"}'])
def test_a_folder_of_something_else_is_refused(text: str | None, tmp_path: Path) -> None:
    """In one line that names it."""
    if text is not None:
        for name in ("questions", "wrappers", "twins", "contrasts"):
            (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match="holds no variations of questions"):
        read_variations(tmp_path)
