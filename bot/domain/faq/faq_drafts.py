"""Drafts of FAQ entries, from cases that the staff suggests and from questions whose answers were voted down.

A draft has no period of its own: it is erased with the questions and the case it comes from (`personal_data`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.cases.case import Case
from bot.domain.cases.case_queries import CaseQueries
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.question_clusters import LoggedQuestion
from bot.errors import CaseError, FaqError
from corpus.language import Language


def draft_complaints(logged: Iterable[LoggedQuestion], repository: FaqRepository) -> list[FaqEntry]:
    """Store a draft for each question whose answer was voted down and that no entry holds; return the drafts.

    One that an entry under review asks already, or one that was dismissed, joins it: nobody reviews the same twice. A
    question that was erased since it was read from the log gets none.
    """
    drafts: dict[str, FaqEntry] = {}
    with repository.transaction():
        free = repository.logged() - repository.members()
        held = {one.id: one for one in repository.entries("draft", "expired", "dismissed")}
        for one in logged:
            if one.feedback != "down" or one.source or one.id not in free:
                continue
            draft = _of_question(one.id, one.question, one.language)
            if same := next((entry for entry in held.values() if entry.asks_same(draft)), None):
                members = (*same.members, one.id)
                entry = repository.put(replace(same, members=members, asked=max(same.asked, len(members))))
            else:
                entry = repository.put(draft)
            held[entry.id] = entry
            if same is None or entry.id in drafts:
                drafts[entry.id] = entry
    return list(drafts.values())


def draft_question(identity: str, question: str, language: Language, repository: FaqRepository) -> FaqEntry:
    """Return the entry that holds a question of the log; a new draft if none does."""
    with repository.transaction():
        holding = (one for one in repository.entries() if identity in one.members)
        return next(holding, None) or repository.put(_of_question(identity, question, language))


def _of_question(identity: str, question: str, language: Language) -> FaqEntry:
    number = hashlib.sha256(identity.encode()).hexdigest()[:6]
    return FaqEntry(number, questions={language: question}, members=(identity,), asked=1)


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
        """Copy the last answer with its author into a draft, unless somebody has written another one there."""
        given = [answer for answer in self._cases.answers(case.number) if answer.state in ("sent", "kept")]
        held = draft.answers.get(case.language, "")
        if draft.state != "draft" or not given:
            return
        updated = replace(draft, reply=case.number)
        if not held or held in [answer.text for answer in given]:
            last = given[-1]
            is_named = draft.author and held == last.text
            author = draft.author if is_named else last.actor.name
            updated = replace(updated, answers=draft.answers | {case.language: last.text}, author=author)
        if updated != draft:
            self._repository.put(updated)
