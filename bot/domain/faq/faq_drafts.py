"""Drafts of FAQ entries, from cases that the staff suggests and from questions whose answers were voted down.

A draft has no period of its own: it is erased with the questions and the case it comes from (`personal_data`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.cases.case import Case
from bot.domain.cases.case_answers import CaseQueries
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.question_clusters import LoggedQuestion
from bot.errors import CaseError, FaqError


def draft_complaints(logged: Iterable[LoggedQuestion], repository: FaqRepository) -> list[FaqEntry]:
    """Store a draft for each question whose answer was voted down and that no entry holds; return the drafts.

    A question that was erased since it was read from the log gets none.
    """
    with repository.transaction():
        free = repository.logged() - repository.members()
        alone = [one for one in logged if one.feedback == "down" and not one.source and one.id in free]
        return [
            repository.put(
                FaqEntry(
                    hashlib.sha256(one.id.encode()).hexdigest()[:6],
                    questions={one.language: one.question},
                    members=(one.id,),
                    asked=1,
                )
            )
            for one in alone
        ]


class FaqSuggestions:
    """Stores one draft for a case, with its question and the last answer to it."""

    def __init__(self, repository: FaqRepository, cases: CaseQueries) -> None:
        self._repository, self._cases = repository, cases

    def __call__(self, case: Case) -> None:
        """Store the draft in the language of the case; the reviewer adds the other language.

        Raise CaseError if the case was erased.
        """
        with self._repository.transaction():
            case = self._cases.find(case.number)
            try:
                draft = self._repository.find(case.number)
            except FaqError:
                draft = self._repository.put(FaqEntry(case.number, questions={case.language: case.question}, asked=1))
            self._update(draft, case)

    def update(self) -> None:
        """Update the answers of all drafts of cases."""
        with self._repository.transaction():
            for draft in self._repository.entries("draft"):
                try:
                    case = self._cases.find(draft.id)
                except CaseError:  # a draft from the log, or of an erased case
                    continue
                self._update(draft, case)

    def _update(self, draft: FaqEntry, case: Case) -> None:
        """Copy the last answer into a draft, unless somebody has written another one there."""
        given = [answer.text for answer in self._cases.answers(case.number) if answer.state in ("sent", "kept")]
        held = draft.answers.get(case.language, "")
        if draft.state != "draft" or not given:
            return
        answers = draft.answers if held and held not in given else draft.answers | {case.language: given[-1]}
        updated = replace(draft, answers=answers, reply=case.number)
        if updated != draft:
            self._repository.put(updated)
