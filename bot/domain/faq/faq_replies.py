"""Published FAQ answers, offered to the staff as the reply to a case."""

from __future__ import annotations

from bot.domain.cases.case import Case
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_finder import FaqFinder
from bot.domain.faq.faq_repository import FaqRepository
from bot.errors import FaqError
from corpus.language import Language

OFFERED = 3  # entries for one case


class FaqReplies:
    """Finds the published entries near the question of a case, and the text of the one that is chosen."""

    def __init__(self, repository: FaqRepository, finder: FaqFinder) -> None:
        self._repository, self._finder = repository, finder

    def near(self, case: Case) -> list[FaqEntry]:
        """Return the published entries that may answer a case, the nearest first; none for what is no question."""
        return self._finder.near(case.question, case.language, OFFERED) if case.kind in ("question", "person") else []

    def text(self, identity: str, language: Language) -> str:
        """Return the published answer of that id in `language`, and count it; empty if it is not published any more."""
        try:
            entry = self._repository.find(identity)
        except FaqError:
            return ""
        if entry.state != "published":
            return ""
        self._repository.count(identity)
        return entry.answers[language]
