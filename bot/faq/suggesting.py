"""Turn a case that the staff found worth it into a draft of an FAQ entry."""

from __future__ import annotations

from bot.cases.answers import Answers
from bot.cases.case import Case
from bot.errors import FaqError
from bot.faq.entry import FaqEntry
from bot.faq.shelf import FaqShelf


class Suggesting:
    """Keeps a draft with the question of a case and the last answer to it, once for each case."""

    def __init__(self, shelf: FaqShelf, answers: Answers) -> None:
        self._shelf, self._answers = shelf, answers

    def __call__(self, case: Case) -> None:
        """Keep the draft, in the language of the case; the other language is for the reviewer."""
        try:
            self._shelf.find(case.number)
            return
        except FaqError:
            given = [answer.text for answer in self._answers.of_case(case.number) if answer.fate != "undelivered"]
        answers = {case.language: given[-1]} if given else {}
        self._shelf.put(FaqEntry(case.number, questions={case.language: case.question}, answers=answers, asked=1))
