"""Check an edit of a card: which answers to the questions it concerns it changes, before it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer, AnswerOutcome
from bot.conversation.answer_reply import plain_text
from bot.evaluation.question_sets import EvaluationQuestion, Gold, QuestionSet, read_sets
from bot.evaluation.running import is_cited, is_routed, missing, present
from corpus.collection import Corpus
from corpus.language import Language
from index.library import Library, Progress

OWN_SETS = "evaluation"  # the folder of a corpus with question sets of its keeper
_PER_CARD = 3  # example questions of each other card that are asked, in each language
_NEAR = 6  # hits among which a card must be for a question to concern it
Change = Literal["better", "worse", "other"]


@dataclass(frozen=True, slots=True)
class AnswerSeen:
    """What is compared of an answer: its outcome, the headings of what it cites, and whether it is right."""

    outcome: AnswerOutcome
    cites: tuple[str, ...]
    is_right: bool


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A question whose answer an edit changes."""

    question: str
    language: str
    before: AnswerSeen
    after: AnswerSeen

    @property
    def change(self) -> Change:
        """Whether it becomes right or wrong; "other" if it is as right or wrong as before."""
        if self.before.is_right == self.after.is_right:
            return "other"
        return "better" if self.after.is_right else "worse"


@dataclass(frozen=True, slots=True)
class CardCheck:
    """The result: how many questions concern the card, how many answers were right, and those that change."""

    asked: int
    right_before: int
    right_after: int
    changed: tuple[ChangedAnswer, ...]


def check_edit(
    card: str, before: Library, after: Library, sets: Sequence[QuestionSet], progress: Progress
) -> CardCheck:
    """Ask the questions that concern a card of both libraries, which are built.

    They are those that it is gold for, and those that find it, before or after.
    """
    questions = [one for found in sets for one in found.questions]
    concerned = []
    for done, question in enumerate(questions, 1):
        if _concerns(card, question, before) or _concerns(card, question, after):
            concerned.append(question)
        progress(done, 2 * len(questions))
    advisors, answers = (Advisor(before), Advisor(after)), list[tuple[AnswerSeen, AnswerSeen]]()
    for done, question in enumerate(concerned, 1):
        answers.append((_seen(advisors[0], question), _seen(advisors[1], question)))
        progress(len(concerned) + done, 2 * len(concerned))
    pairs = [(one, *seen) for one, seen in zip(concerned, answers, strict=True)]
    changed = [ChangedAnswer(one.text, one.language, old, new) for one, old, new in pairs if old != new]
    right_before, right_after = (sum(seen[at].is_right for seen in answers) for at in (0, 1))
    return CardCheck(len(pairs), right_before, right_after, tuple(sorted(changed, key=_worst_first)))


def sets_of(folder: Path, corpus: Corpus, card: str) -> list[QuestionSet]:
    """Return the question sets in the folder `evaluation` of a corpus, and one of the cards' example questions.

    All of the edited card's are asked, of the others the first few. Raise EvaluationError for a malformed set.
    """
    files = sorted((folder / OWN_SETS).glob("*.jsonl"))
    return [*(read_sets(files) if files else ()), QuestionSet("cards", tuple(_examples(corpus, card)))]


def _examples(corpus: Corpus, edited: str) -> Iterator[EvaluationQuestion]:
    for card in corpus.cards:
        asked = card.questions if card.id == edited else card.questions[:_PER_CARD]
        for n, text in enumerate(asked):
            identity, gold = f"{card.id}-{card.language}-{n}", Gold((frozenset({card.id}),))
            yield EvaluationQuestion(identity, text, card.language, "card", "answer", answerable=True, gold=gold)


def _concerns(card: str, question: EvaluationQuestion, library: Library) -> bool:
    if any(card in part for part in question.gold.parts):
        return True
    language: Language = "en" if question.language == "en" else "fr"
    query = library.reader.read(question.text, language)
    return any(hit.passage.id == card for hit in library.searcher().search(query, _NEAR))


def _seen(advisor: Advisor, question: EvaluationQuestion) -> AnswerSeen:
    answer = advisor.advise(question.inquiry)
    cites = tuple(passage.section or passage.title for passage in answer.passages)
    return AnswerSeen(answer.outcome, cites, _is_right(question, answer))


def _is_right(question: EvaluationQuestion, answer: Answer) -> bool:
    text = plain_text(answer)
    said = not missing(text, question.must_contain) and not present(text, question.must_not)
    return said and is_routed(question, answer.outcome) and is_cited(question.gold, answer) is not False


def _worst_first(changed: ChangedAnswer) -> int:
    return {"worse": 0, "other": 1, "better": 2}[changed.change]
