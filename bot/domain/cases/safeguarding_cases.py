"""Alarms as cases: time, language and kind, and the way back to a person who agreed to one."""

from __future__ import annotations

from datetime import UTC

from bot.domain.cases import case_messages
from bot.domain.cases.case import Actor, Case, NewCase
from bot.domain.cases.case_service import CaseService
from bot.domain.chat import Chat
from bot.errors import CaseError
from bot.replies.texts import sentence
from corpus.language import Language

_NOBODY = Actor("")  # nothing is to lead to whoever wrote


class SafeguardingCases:
    """Opens a case for each alarm, alerts the focal point for safeguarding, and keeps it up to date."""

    def __init__(self, office: CaseService) -> None:
        self._office = office

    def raise_one(self, language: Language, kind: str) -> str:
        """Open a case that says when, in which language and of what kind, and nothing else; return its number."""
        return self._office.open(NewCase(language, kind="safeguarding", topic=kind), _NOBODY).number

    def add_cry(self, number: str, kind: str) -> bool:
        """Tell whether a case still stands for another cry of the same person.

        Whoever has it is told of a new `kind` of danger; empty if there is nothing new.
        """
        case = self._find(number)
        if case is None or case.state == "closed":
            return False
        if kind:
            moment = self._office.register.workdays.now().astimezone(UTC).isoformat()
            language = self._office.desk(case).language
            self._office.tell(case, case_messages.cried_again(case, kind, moment, language))
        return True

    def is_known(self, number: str) -> bool:
        """Tell whether there is such a case still."""
        return self._find(number) is not None

    def is_colleague(self, chat: str, answers: int | None) -> bool:
        """Tell whether a message is an answer that a colleague writes to a case, which may well speak of danger."""
        return bool(self._office.desk_at(chat) and self._office.threads.number(chat, answers))

    def role(self, language: Language) -> str:
        """Return who would write back; empty if nobody can be reached from the chat."""
        office = self._office
        desk = office.guards if office.guards.address else office.staff
        return desk.role(language) if desk.address else ""

    def agree(self, number: str, chat: Chat) -> None:
        """Let a person who agreed be written to where they are, and say so to whoever has the case."""
        with self._office.transaction():
            case = self._office.register.agree(number, chat.key, chat.address)
            if case.state == "closed":
                case = self._office.register.change(number, "reopen", _NOBODY)
            self._office.show(case)
            self._office.tell(case, sentence(self._office.desk(case).language, "staff.agreed", number=case.number))

    def disagree(self, number: str) -> None:
        """Keep nothing that leads to the person, also if they had agreed before, and send nothing that still waits."""
        with self._office.transaction():
            if self._office.register.find(number).agreed:
                self._office.call_off(number)
                self._office.show(self._office.register.disagree(number))

    def mistaken(self, number: str) -> None:
        """Close the case of a message that meant no danger, and say so; a closed one stays as it is."""
        try:
            case = self._office.change(number, "close", _NOBODY)
        except CaseError:
            return
        self._office.tell(case, sentence(self._office.desk(case).language, "staff.mistaken", number=case.number))

    def _find(self, number: str) -> Case | None:
        try:
            case = self._office.register.find(number)
        except CaseError:
            return None
        return case if case.kind == "safeguarding" else None
