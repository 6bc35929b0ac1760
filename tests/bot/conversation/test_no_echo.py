"""A reply repeats neither the names nor the ages that a message holds."""

from __future__ import annotations

import pytest

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer, Finding
from bot.answering.inquiry import Inquiry
from bot.conversation.answer_reply import compose
from index.library import Library


def test_a_part_that_is_named_again_is_redacted() -> None:
    """In the line that says which part of a question has no answer."""
    parts = (
        Finding("Où loger Awa Traoré, 9 ans, et Moussa Diop, 12 ans ?", "not_covered"),
        Finding("Et après ?", "closest"),
    )
    shown = compose(Answer("fr", parts)).plain
    assert [told in shown for told in ("Awa", "Traor", "Moussa", "9 ans", "12 ans", "[nom]")] == [False] * 5 + [True]


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        (
            "Awa Traoré, 9 ans, et Moussa Diop, 12 ans : comment se passe l’évaluation d’un partenariat ?",
            ("9 ans", "12 ans"),
        ),
        ("Mary Okello, 9 years, and John Otieno, 12 years: how is a partnership evaluated?", ("9 years", "12 years")),
        ("Awa Traoré, 9 ans : pourquoi mettre fin à un partenariat ?", ("9 ans",)),
    ],
)
def test_no_age_of_somebody_named_is_doubted_aloud(library: Library, text: str, ages: tuple[str, ...]) -> None:
    """An age is no figure that a reply could find missing in the texts."""
    shown = compose(Advisor(library).advise(Inquiry(text))).plain
    assert [age for age in ages if age in shown] == []
