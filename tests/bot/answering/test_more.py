"""What a page leaves unsaid: told if just that is asked for, else kept for a request for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer, AnswerOutcome, Finding
from bot.answering.excerpt import Excerpt
from bot.answering.inquiry import Inquiry, PastExchange
from bot.answering.more import has_more, with_more, with_unsaid
from corpus.language import Language
from index.library import Library
from index.passage import Passage
from index.search.query import Query

UNSAID = "The page does not say which governments did so, or whether there was a ceremony."
CARD = Passage("a", "Governments lifted their reservations.", "en", "UNICEF", "Benefits", "Advocacy", unsaid=UNSAID)
OTHER = Passage("b", "There are four grounds.", "en", "UNICEF", "End", "Grounds")
LONG = Passage("d-1", "One. Two.", "en", "ONG", "Guide", "Visits", document="d")


class Reader:
    """Stands in for the passage reader: one word is borne better by what is unsaid."""

    def __init__(self, word: str) -> None:
        self._word = word

    def judge(self, question: str, texts: Sequence[str]) -> list[float]:
        """Judge no text."""
        return [0.0] * len(texts)

    def borne_better(self, question: str, text: str, other: str) -> float:
        """Return a clear difference for a question with the word, none for another."""
        return 0.2 if self._word in question and other == UNSAID else 0.0


def told(question: str, outcome: AnswerOutcome = "answered", language: Language = "en") -> tuple[Passage, ...]:
    """Return the cards whose unsaid is told in the answer to `question`."""
    return with_unsaid(
        Finding(question, outcome, (CARD, OTHER)), Query(question, question, language), Reader("until")
    ).unsaid


def test_a_plain_answer_does_not_tell_what_is_unsaid() -> None:
    """It is kept for a request for more."""
    assert told("What became of the reservations?") == ()


@pytest.mark.parametrize(
    "question",
    [
        "In which year were the reservations lifted?",  # no passage holds a year
        "Which governments lifted them?",
        "Was there a ceremony?",
        "And until when do they hold?",  # no word is shared, and the reader finds it there
    ],
)
def test_what_is_asked_for_is_said_to_be_unsaid(question: str) -> None:
    """A kind of fact that no passage holds, or a word for what is unsaid."""
    assert told(question) == (CARD,)


def test_the_closest_guidance_tells_what_is_unsaid() -> None:
    """It does not answer, and the page may say why; a card that leaves nothing unsaid tells nothing."""
    assert told("What became of the reservations?", "closest") == (CARD,)


def test_words_of_the_other_language_are_not_compared() -> None:
    """ "Page" and "which" would mean nothing there."""
    assert told("Y a-t-il un ceremony ?", language="fr") == ()


def test_a_request_for_more_tells_first_what_is_unsaid() -> None:
    """Then long passages in full, then the related ones; the card itself is not repeated."""
    more = with_more(Finding("?", "answered", (CARD, LONG), (OTHER, CARD)))
    assert (more.unsaid, more.passages, more.sources) == ((CARD,), (LONG, OTHER), (CARD, LONG, OTHER))
    alone = with_more(Finding("?", "answered", (CARD,)))
    assert (alone.unsaid, alone.passages, alone.apart) == ((CARD,), (), (CARD,))


def test_what_was_told_is_not_told_again() -> None:
    """Unless there is nothing else: then the passages are repeated."""
    finding = Finding("?", "answered", (CARD,), (OTHER,), unsaid=(CARD,))
    assert (with_more(finding).unsaid, with_more(finding).passages) == ((), (OTHER,))
    assert with_more(replace(finding, related=())).passages == (CARD,)


def test_there_is_more_where_something_is_held_back() -> None:
    """What a card leaves unsaid, or the rest of a passage."""
    whole, part = {"d-1": Excerpt("", LONG.text)}, {"d-1": Excerpt("", "One.")}

    def has(*findings: Finding) -> bool:
        return has_more(Answer("en", findings))

    assert has(Finding("?", "answered", (CARD,)))
    assert not has(Finding("?", "answered", (CARD,), unsaid=(CARD,)))
    assert not has(Finding("?", "answered", (OTHER,)))
    assert [has(Finding("?", "answered", (LONG,), excerpts=one)) for one in (whole, part)] == [False, True]
    assert not has(Finding("?", "answered", (CARD,)), Finding("?", "closest", (CARD,), unsaid=(CARD,)))


@pytest.mark.parametrize(
    ("plain", "asking", "more"),
    [
        (
            "Que fait la FRA pour DEI ?",
            "Combien de villes compte le réseau VAE ?",
            "plus de détails",
        ),
        ("Where is FRA's yearly conference held?", "How many towns are in the VAE network?", "more details please"),
    ],
)
def test_the_advisor_tells_it_or_keeps_it(library: Library, plain: str, asking: str, more: str) -> None:
    """Over the real cards, in both languages; a request for more names the card that was quoted."""
    advisor = Advisor(library)
    answer = advisor.advise(Inquiry(plain))
    assert [finding.unsaid for finding in answer.findings] == [()]
    assert answer.passages[0].id == "dci-fra-platform"
    (further,) = advisor.advise(Inquiry(more, [PastExchange(plain)], answer.language)).findings
    assert [card.id for card in further.unsaid][:1] == ["dci-fra-platform"]
    assert {card.language for card in further.unsaid} == {answer.language}
    assert "vae-network" in [card.id for card in advisor.advise(Inquiry(asking)).findings[0].unsaid]


def test_a_part_that_brings_no_passage_still_tells_what_it_asked_for(library: Library) -> None:
    """Below the card that the part before it quotes."""
    asked = "Que fait le réseau Ville amie des enfants et combien de villes compte le réseau VAE ?"
    answer = Advisor(library).advise(Inquiry(asked))
    assert "vae-network" in [card.id for finding in answer.findings for card in finding.unsaid]
