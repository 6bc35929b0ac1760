"""Turn a case that the staff found worth it into a draft of an FAQ entry, which follows the case."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.answers import Answers
from bot.cases.case import Case
from bot.cases.register import CaseRegister
from bot.errors import CaseError, FaqError
from bot.faq.entry import FaqEntry
from bot.faq.shelf import FaqShelf


class Suggesting:
    """Keeps a draft for a case, once, with its question and what was last answered to it."""

    def __init__(self, shelf: FaqShelf, answers: Answers, register: CaseRegister) -> None:
        self._shelf, self._answers, self._register = shelf, answers, register

    def __call__(self, case: Case) -> None:
        """Keep the draft, in the language of the case; the other language is for the reviewer."""
        try:
            draft = self._shelf.find(case.number)
        except FaqError:
            draft = self._shelf.put(FaqEntry(case.number, questions={case.language: case.question}, asked=1))
        self._follow(draft, case)

    def follow(self) -> None:
        """Bring every draft of a case up to date: it may have been answered since, or answered better."""
        for draft in self._shelf.entries("draft"):
            try:
                case = self._register.find(draft.id)
            except CaseError:  # it came from the log, or its case has been erased
                continue
            self._follow(draft, case)

    def _follow(self, draft: FaqEntry, case: Case) -> None:
        """Put the last answer into a draft, unless somebody has written another one there."""
        given = [answer.text for answer in self._answers.of_case(case.number) if answer.fate in ("sent", "kept")]
        held = draft.answers.get(case.language, "")
        if draft.state != "draft" or not given:
            return
        answers = draft.answers if held and held not in given else draft.answers | {case.language: given[-1]}
        followed = replace(draft, answers=answers, reply=case.number)
        if followed != draft:
            self._shelf.put(followed)
