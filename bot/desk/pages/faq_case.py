"""The case that an entry of the FAQ comes from: whose answer it is, and what the person said of it since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.cases.case import CaseEvent
from bot.domain.cases.case_queries import CaseQueries
from bot.domain.faq.faq_entry import FaqEntry
from bot.errors import CaseError
from corpus.language import Language

Doubt: TypeAlias = Literal["", "unhelped", "wrote"]


@dataclass(frozen=True, slots=True)
class FaqCase:
    """A case behind an entry: its number, its question, and the name of who gave its last answer, if that is known.

    `doubt` tells whether the person said since then that it did not help, or else wrote again.
    """

    number: str
    question: str
    language: Language
    author: str
    doubt: Doubt


def case_behind(cases: CaseQueries, entry: FaqEntry) -> FaqCase | None:
    """Return the case whose answer an entry holds, or that it was made of; None if there is none, or no longer."""
    number = entry.reply or entry.id
    try:
        case = cases.find(number)
    except CaseError:
        return None
    if case.number != number or not case.is_for_faq:
        return None
    given = [one for one in cases.answers(number) if one.state in ("sent", "kept")]
    author = given[-1].actor.name if given else ""
    doubt = doubt_of(cases.history(number)) if given else ""
    return FaqCase(number, case.question, case.language, author, doubt)


def doubt_of(history: Sequence[CaseEvent]) -> Doubt:
    """Return the reason that speaks against the last answer in the history of a case."""
    kinds = [one.kind for one in history]
    since = kinds[len(kinds) - kinds[::-1].index("answered") :] if "answered" in kinds else []
    said = [kind for kind in since if kind in ("helped", "unhelped")]
    if said[-1:] == ["unhelped"]:
        return "unhelped"
    return "wrote" if "wrote" in since else ""
