"""Open and update the cases of people in danger."""

from __future__ import annotations

from bot.clock import iso
from bot.domain.cases import case_messages
from bot.domain.cases.case import ANONYMOUS, Case, NewCase
from bot.domain.cases.case_service import CaseService
from bot.domain.chat import Chat
from bot.errors import CaseError
from bot.replies.texts import sentence
from corpus.language import Language


class SafeguardingCases:
    """Opens a case for each alarm, without anything that leads to the person until they agree to be answered."""

    def __init__(self, cases: CaseService) -> None:
        self._cases = cases

    def open(self, language: Language, kind: str) -> str:
        """Open a case that holds time, language and kind of danger, and nothing else; return its number."""
        return self._cases.open(NewCase(language, kind="safeguarding", topic=kind), ANONYMOUS).number

    def add_alarm(self, number: str, kind: str) -> bool:
        """Add another alarm of the same person to a case, unless it is closed; tell whether it was added.

        The team is told of a new `kind` of danger; an empty one says that there is nothing new.
        """
        case = self._find(number)
        if case is None or case.state == "closed":
            return False
        if kind:
            moment, language = iso(self._cases.workdays.now()), self._cases.team_for(case).language
            self._cases.notify(case, case_messages.another_danger(case, kind, moment, language))
        return True

    def exists(self, number: str) -> bool:
        """Tell whether there is a safeguarding case of that number."""
        return self._find(number) is not None

    def is_staff_answer(self, chat: str, answers: int | None) -> bool:
        """Tell whether a message is a team's answer to a case, which may well speak of danger."""
        return bool(self._cases.team_at(chat) and self._cases.linked_case(chat, answers))

    def role(self, language: Language) -> str:
        """Return the role that would answer the person; empty if nobody can."""
        safeguarding = self._cases.safeguarding_team
        team = safeguarding if safeguarding.address else self._cases.staff_team
        return team.role(language) if team.address else ""

    def record_consent(self, number: str, chat: Chat) -> None:
        """Let a person who agreed be answered in their chat, and tell the team."""
        self._cases.record_consent(number, chat.key, chat.address)

    def withdraw_consent(self, number: str) -> None:
        """Erase all that leads to the person, also if they had agreed before, and withdraw what has not been sent."""
        self._cases.withdraw_consent(number)

    def close_false_alarm(self, number: str) -> None:
        """Close the case of a message that meant no danger, and tell the team; a closed one stays as it is."""
        try:
            case = self._cases.change(number, "close", ANONYMOUS)
        except CaseError:
            return
        self._cases.notify(case, sentence(self._cases.team_for(case).language, "staff.mistaken", number=case.number))

    def _find(self, number: str) -> Case | None:
        try:
            case = self._cases.find(number)
        except CaseError:
            return None
        return case if case.kind == "safeguarding" else None
