"""Where the gate is not certain, somebody may choose the passage; what can't be chosen stays refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.answering.answer import Finding
from bot.answering.choosing import MOST, NONE, Offered
from bot.answering.gate import Gate
from corpus.collection import Corpus, read_corpus
from index.passage import Passage
from index.search.query import Query
from tests.bot.answering.test_gate import CARD, MANUAL, ODDS, RULES, Found

MENU = "What is said about the menu of the autumn festival?"
MAYBE = {CARD: -1.5, MANUAL: -1.0}  # each may answer
LIKELY = {CARD: 1.0, MANUAL: -2.0}  # an answer that is not certain


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Return a corpus without cards."""
    return read_corpus(None)


class Chooser:
    """Chooses what it is told, and remembers what it was offered."""

    def __init__(self, chosen: str | None) -> None:
        self.chosen, self.offered = chosen, list[list[str]]()

    def choose(self, question: str, query: Query, offered: Sequence[Offered]) -> str | None:
        """Choose."""
        self.offered.append([one.passage.id for one in offered])
        return self.chosen


def judged(
    corpus: Corpus, chooser: Chooser, reader: dict[Passage, float], passages: Sequence[Passage], question: str = MENU
) -> Finding:
    """Return the finding for a question, with a chooser."""
    found, query = Found(passages, reader=reader), Query(question, question, "en")
    return Gate(corpus, ODDS).judge(question, query, found, chooser)  # type: ignore[arg-type]  # a stand-in


def test_a_choice_becomes_an_answer(corpus: Corpus) -> None:
    """With the chosen passage, and the others under it."""
    chooser = Chooser("card")
    finding = judged(corpus, chooser, MAYBE, [CARD, MANUAL])
    assert (finding.outcome, finding.passages, finding.related) == ("answered", (CARD,), (MANUAL,))
    assert chooser.offered == [["doc-0", "card"]]


@pytest.mark.parametrize("chosen", [NONE, None, "no-such-id"])
def test_without_a_valid_choice_it_stays_one(corpus: Corpus, chosen: str | None) -> None:
    """None, undecided, and an id that was not offered."""
    finding = judged(corpus, Chooser(chosen), MAYBE, [CARD, MANUAL])
    assert (finding.outcome, finding.choices) == ("clarify", (MANUAL, CARD))


@pytest.mark.parametrize(
    ("chosen", "outcome", "first"),
    [("doc-0", "answered", MANUAL), ("card", "answered", CARD), (NONE, "clarify", CARD), (None, "answered", CARD)],
)
def test_an_uncertain_answer_is_chosen_again(corpus: Corpus, chosen: str | None, outcome: str, first: Passage) -> None:
    """Another passage answers, or titles are offered if none does; without a decision the gate's answer stays."""
    finding = judged(corpus, Chooser(chosen), LIKELY, [CARD, MANUAL])
    assert (finding.outcome, (finding.passages or finding.choices)[0]) == (outcome, first)


@pytest.mark.parametrize("reader", [{CARD: 5.0, MANUAL: -2.0}, {CARD: -6.0, MANUAL: -6.0}], ids=["certain", "refused"])
def test_nobody_is_asked_where_the_gate_is_sure(corpus: Corpus, reader: dict[Passage, float]) -> None:
    """Neither of a certain answer nor of a refusal."""
    chooser = Chooser("doc-0")
    judged(corpus, chooser, reader, [CARD, MANUAL])
    assert chooser.offered == []


def test_what_lacks_the_fact_asked_for_can_not_be_chosen(corpus: Corpus) -> None:
    """It isn't offered; "none" then says nothing of it, so that the gate's decision stays."""
    asked, vague = (
        "How many days of notice are given?",
        Passage("vag-0", "Give notice early.", "en", "", "Guide", "", "vag"),
    )
    chooser = Chooser("vag-0")
    finding = judged(corpus, chooser, {vague: 1.0, MANUAL: -1.0}, [vague, MANUAL], asked)
    assert chooser.offered == [["doc-0"]]
    assert finding.passages == (vague,)
    assert judged(corpus, Chooser(NONE), {vague: 1.0, MANUAL: -1.0}, [vague, MANUAL], asked).passages == (vague,)


def test_only_the_best_are_offered(corpus: Corpus) -> None:
    """Six of them, and nothing that is all but impossible."""
    many = [Passage(f"doc-{n}", f"Text number {n} of the book.", "en", "", "Book", "", "doc") for n in range(1, 7)]
    chooser = Chooser(None)
    judged(corpus, chooser, {**MAYBE, RULES: -7.0, **dict.fromkeys(many, -2.0)}, [RULES, CARD, MANUAL, *many])
    (offered,) = chooser.offered
    assert len(offered) == MOST and offered[:2] == ["doc-0", "card"] and "rul-0" not in offered
