"""Turn a case that the staff found worth it into a draft of an FAQ entry, which follows the case."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from bot.domain.cases.case import Case
from bot.domain.cases.case_queries import CaseQueries
from bot.domain.faq.collecting import LoggedQuestion
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.errors import CaseError, FaqError


def complaints(entry: FaqEntry, logged: Iterable[LoggedQuestion]) -> list[LoggedQuestion]:
    """Return the exchanges about `entry` whose answer was found bad, oldest first.

    Of a published one that is what it answered itself since its day; what led to it has been reviewed.
    """
    bad = [one for one in logged if one.feedback == "down"]
    since = [one for one in bad if one.source == entry.id and one.at.date().isoformat() >= entry.published]
    if entry.state == "published":
        return since
    return [one for one in bad if one.id in entry.members or one in since]


def draft_complaints(logged: Iterable[LoggedQuestion], shelf: FaqRepository) -> list[FaqEntry]:
    """Keep a draft for each question whose answer was found bad and that no entry holds; return the drafts."""
    known = shelf.members()
    alone = [one for one in logged if one.feedback == "down" and not one.source and one.id not in known]
    return [
        shelf.put(
            FaqEntry(
                hashlib.sha256(one.id.encode()).hexdigest()[:6],
                questions={one.language: one.question},
                members=(one.id,),
                asked=1,
            )
        )
        for one in alone
    ]


def counted(found: Iterable[LoggedQuestion]) -> str:
    """Return how many answers were found bad, and why, the commonest reason first; nothing for none."""
    bad = list(found)
    reasons = Counter(one.reason for one in bad if one.reason).most_common()
    told = ", ".join(f"{reason} {count}" for reason, count in reasons)
    return (f"👎 {len(bad)}" + (f" ({told})" if told else "")) if bad else ""


class FaqSuggestions:
    """Keeps a draft for a case, once, with its question and what was last answered to it."""

    def __init__(self, repository: FaqRepository, cases: CaseQueries) -> None:
        self._repository, self._cases = repository, cases

    def __call__(self, case: Case) -> None:
        """Keep the draft, in the language of the case; the other language is for the reviewer."""
        try:
            draft = self._repository.find(case.number)
        except FaqError:
            draft = self._repository.put(FaqEntry(case.number, questions={case.language: case.question}, asked=1))
        self._follow(draft, case)

    def follow(self) -> None:
        """Bring every draft of a case up to date: it may have been answered since, or answered better."""
        for draft in self._repository.entries("draft"):
            try:
                case = self._cases.find(draft.id)
            except CaseError:  # it came from the log, or its case has been erased
                continue
            self._follow(draft, case)

    def _follow(self, draft: FaqEntry, case: Case) -> None:
        """Put the last answer into a draft, unless somebody has written another one there."""
        given = [answer.text for answer in self._cases.answers(case.number) if answer.state in ("sent", "kept")]
        held = draft.answers.get(case.language, "")
        if draft.state != "draft" or not given:
            return
        answers = draft.answers if held and held not in given else draft.answers | {case.language: given[-1]}
        followed = replace(draft, answers=answers, reply=case.number)
        if followed != draft:
            self._repository.put(followed)
