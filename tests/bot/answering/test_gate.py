"""The gate decides by probabilities that named evidence gives; here each piece of evidence is set by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.answering.answer import Finding
from bot.answering.gate import Gate
from bot.answering.odds import Judged, LogisticOdds, Odds
from corpus.collection import Corpus
from corpus.language import Language
from index.entry import EntryKind
from index.library import Library
from index.models.example_classifier import Prediction
from index.passage import Hit, Passage
from index.search.query import Query
from index.search.searcher import Example

CARD = Passage("card", "The board decides.", "en", "UNICEF", "Partnerships", "End › Who decides")
MANUAL = Passage("doc-0", "Notice is 30 days.", "en", "Federation", "Manual", "Notice", document="doc")
RULES = Passage("rul-0", "Notice is 60 days.", "en", "City", "Rules", "Notice", document="rul")

ALIKE = Example("question", "card", 0.9, "Who decides?")


@dataclass
class Found:
    """A search that finds these passages, and nothing like the message but an `example`.

    The reader's log-odds for a passage are set; -8 for others.
    """

    passages: Sequence[Passage]
    example: Example = ALIKE
    known: bool = True
    size: int = 100
    reader: dict[Passage, float] = field(default_factory=dict)
    weakest_word: float = 1.0
    shares: dict[tuple[EntryKind, str], float] = field(default_factory=dict)

    def search(self, query: Query, count: int = 6) -> list[Hit]:
        """Find the passages, in order."""
        scores = {"dense": 3.0, "bm25": 3.0, "weakest": 0.5, "weakest_word": self.weakest_word}
        return [
            Hit(n, p, scores | {"fused": 4.0 - n, "reader": self.reader.get(p, -8.0)})
            for n, p in enumerate(self.passages, 1)
        ]

    def by_meaning(self, vector: object, count: int) -> list[Example]:
        """Find the example."""
        return [self.example]

    def by_letters(self, query: Query, count: int) -> list[Example]:
        """Find nothing alike."""
        return []

    def embed(self, query: Query) -> None:
        """Return no vector, since nothing looks at it."""

    def predict(self, vector: object) -> Prediction:
        """Predict what is set."""
        return Prediction(self.shares, {})

    def rarity(self, term: str, language: Language) -> float:
        """Return the same for each term."""
        return 1.0

    def knows(self, term: str, language: Language) -> bool:
        """Tell what is set."""
        return self.known


ODDS: dict[Judged, Odds] = {
    name: LogisticOdds(0.0, {"reader": 1.0}) for name in ("card", "document")
}  # those of the reader


def judged(corpus: Corpus, found: Found, reader: dict[Passage, float], question: str = "Who decides?") -> Finding:
    """Return the finding for a question about which the reader is sure as told."""
    found.reader = reader
    return Gate(corpus, ODDS).judge(question, Query(question, question, "en"), found)  # type: ignore[arg-type]  # a stand-in


@pytest.mark.parametrize(
    ("reader", "outcome"),
    [
        ({CARD: 2.0, MANUAL: -4.0}, "answered"),
        ({CARD: -1.5, MANUAL: -1.0}, "clarify"),
        ({CARD: -5.0, MANUAL: -5.0}, "not_covered"),
    ],
    ids=["one is likely", "each may be", "none is likely"],
)
def test_the_probability_of_the_best_passage_decides(
    library: Library, reader: dict[Passage, float], outcome: str
) -> None:
    """Answered, offered as a choice or refused; the probability is the confidence."""
    question = "Who decides about the menu of the autumn festival?"
    finding = judged(library.corpus, Found([CARD, MANUAL]), reader, question)
    assert finding.outcome == outcome
    assert finding.confidence is not None


def test_a_choice_is_never_of_one_title_where_there_are_two(library: Library) -> None:
    """However unlikely the second one is."""
    question = "Who decides about the menu of the autumn festival?"
    finding = judged(library.corpus, Found([CARD, MANUAL]), {CARD: -1.6, MANUAL: -8.0}, question)
    assert (finding.outcome, finding.choices) == ("clarify", (CARD, MANUAL))


def test_an_answer_is_one_passage_and_the_next_ones_are_related(library: Library) -> None:
    """The likeliest first, wherever the search put it."""
    finding = judged(library.corpus, Found([CARD, MANUAL, RULES]), {CARD: -3.0, MANUAL: 3.0, RULES: -2.0})
    assert finding.passages == (MANUAL,)
    assert finding.related == (RULES, CARD)


@pytest.mark.parametrize(
    ("reader", "weakest_word", "outcome", "is_unsure"),
    [
        (3.0, 0.6, "answered", False),
        (3.0, 0.4, "closest", True),
        (-0.6, 0.6, "closest", True),
        (-0.6, 0.4, "clarify", False),
    ],
    ids=["said", "may answer, for a word", "may answer", "offered, for a word"],
)
def test_a_document_that_lacks_a_word_of_the_question_is_told_less_surely(
    library: Library, reader: float, weakest_word: float, outcome: str, is_unsure: bool
) -> None:
    """A card is not: many people's questions tell what it answers."""
    question = "Who insures the van of the food bank?"
    found = Found([MANUAL], weakest_word=weakest_word)
    finding = judged(library.corpus, found, {MANUAL: reader}, question)
    assert (finding.outcome, finding.is_unsure) == (outcome, is_unsure)
    card = judged(library.corpus, Found([CARD], weakest_word=weakest_word), {CARD: 3.0}, question)
    assert card.outcome == "answered"


def test_two_owners_that_both_hold_the_figure_are_both_shown(library: Library) -> None:
    """Whoever asks "how many days" must learn that two texts differ; without a figure asked for one answers."""
    reader, found = {MANUAL: 2.0, RULES: 1.0}, Found([MANUAL, RULES])
    assert judged(library.corpus, found, reader, "How many days of notice?").passages == (MANUAL, RULES)
    assert judged(library.corpus, found, reader, "Who must be told?").passages == (MANUAL,)
    same = replace(RULES, owner=MANUAL.owner)
    versions = judged(library.corpus, Found([MANUAL, same]), {MANUAL: 2.0, same: 1.0}, "How many days of notice?")
    assert versions.passages == (MANUAL, same)


def test_a_figure_that_the_question_states_and_no_passage_holds_is_told(library: Library) -> None:
    """The passage is shown as the closest guidance, with the figure that it does not confirm."""
    finding = judged(library.corpus, Found([MANUAL]), {MANUAL: 3.0}, "Since 90 days are due, when do we begin?")
    assert (finding.outcome, finding.unconfirmed) == ("closest", ("90 days",))


def test_no_card_tells_how_to_contest_an_end_unless_it_holds_a_remedy(library: Library) -> None:
    """However near the card on ends is: the gap is named, a passage of a document stands, and so does another card."""
    question = "How can we appeal against an early termination?"
    example = Example("gap", "appeal-dispute", 0.95, "We disagree with the termination, can we appeal?")
    left_open = judged(library.corpus, Found([CARD], example), {CARD: 4.0}, question)
    assert (left_open.outcome, left_open.passages) == ("not_covered", ())
    assert left_open.gap is not None and left_open.gap.id == "appeal-dispute"
    telling = replace(CARD, text="A dispute over the end goes to the board.")
    assert judged(library.corpus, Found([telling], example), {telling: 4.0}, question).passages == (telling,)
    assert judged(library.corpus, Found([MANUAL], example), {MANUAL: 4.0}, question).passages == (MANUAL,)


def test_a_gap_is_named_unless_an_added_document_speaks_of_it(library: Library) -> None:
    """A notice period that a manual gives is no gap of the texts."""
    example = Example("gap", "notice-period", 0.95, "How long is the notice?")
    alone = judged(library.corpus, Found([CARD], example), {}, "How long is the notice period?")
    assert alone.gap is not None and alone.gap.id == "notice-period"
    settled = replace(MANUAL, text="The notice period is 30 days.")
    assert judged(library.corpus, Found([CARD, settled], example), {}, "How long is the notice period?").gap is None


@pytest.mark.parametrize(
    ("asked", "reader", "silent"),
    [
        ("notice-period", {MANUAL: 4.0}, "UNICEF"),
        ("notice-period", {CARD: 4.0}, ""),
        ("fee", {MANUAL: 4.0}, ""),
    ],
    ids=["a manual settles it", "a card answers", "no gap is near"],
)
def test_whose_texts_leave_open_what_a_document_settles_is_known(
    asked: str, reader: dict[Passage, float], silent: str, library: Library
) -> None:
    """So that a partner's notice period is not taken for the agency's."""
    example = Example("gap", asked, 0.95, "How long is the notice?")
    found = judged(library.corpus, Found([CARD, MANUAL], example), reader, "How long is the notice?")
    assert (found.outcome, found.silent_owner) == ("answered", silent)


def test_what_a_passage_answers_is_no_small_talk(library: Library) -> None:
    """The nearest example alone makes no small talk of a message."""
    found = Found([CARD], Example("intent", "thanks", 0.97, "Thank you"))
    assert judged(library.corpus, found, {CARD: 3.0}, "Thanks for the report?").outcome == "answered"
    assert judged(library.corpus, found, {CARD: -8.0}, "Thank you").intent == "thanks"


@pytest.mark.parametrize(
    ("first", "reader", "outcome"),
    [
        ("identity", {MANUAL: -1.5, CARD: -3.0}, "clarify"),
        ("identity", {}, "not_covered"),
        ("out_of_scope", {MANUAL: -1.5, CARD: -3.0}, "clarify"),
        ("out_of_scope", {}, "out_of_scope"),
    ],
)
def test_a_message_like_several_kinds_of_talk_and_more_like_a_question_is_one(
    library: Library, first: str, reader: dict[Passage, float], outcome: str
) -> None:
    """What is like something foreign stays so unless a passage may answer it."""
    shares: dict[tuple[EntryKind, str], float] = {
        ("intent", first): 0.3,
        ("intent", "talk"): 0.2,
        ("gap", "fee"): 0.4,
    }
    found = Found([MANUAL, CARD], shares=shares)
    assert judged(library.corpus, found, reader, "Shall a cat be painted?").outcome == outcome


def test_after_other_messages_only_an_example_word_for_word_is_small_talk(library: Library) -> None:
    """ "Who pays?" is a follow-up, "thank you" is none."""
    gate, reader = Gate(library.corpus, ODDS), {CARD: -1.6}
    near, same = (
        Found([CARD], Example("intent", "thanks", cosine, "Thank you"), reader=reader) for cosine in (0.9, 0.99)
    )
    query = Query("And who pays?", "and who pays", "en", context="Who decides?")
    outcomes = [gate.judge(query.text, query, found).outcome for found in (near, same)]  # type: ignore[arg-type]  # stand-ins
    assert outcomes == ["clarify", "smalltalk"]


def test_a_subject_alone_is_offered_the_titles_about_it(library: Library) -> None:
    """A word or two that the passages hold are never refused."""
    finding = judged(library.corpus, Found([CARD, MANUAL]), {}, "board")
    assert (finding.outcome, finding.choices) == ("clarify", (CARD, MANUAL))


def test_words_that_no_text_has_find_nothing(library: Library) -> None:
    """Random letters are near to something by chance."""
    assert judged(library.corpus, Found([CARD], known=False), {CARD: 3.0}, "qsdf ghjk").outcome == "not_covered"
