"""Query cases, their answers, links and teams."""

from __future__ import annotations

from datetime import date

from bot.domain.cases.case import Case, CaseEvent, CaseKind
from bot.domain.cases.case_answers import CaseAnswer, CaseAnswers
from bot.domain.cases.case_repository import CaseFilter, CaseRepository, MessageLinks
from bot.domain.cases.staff_team import CaseTeams, StaffTeam
from bot.domain.cases.workdays import Workdays


class CaseQueries:
    """All that can be asked about cases; nothing is changed. Unknown numbers raise CaseError."""

    def __init__(self, repository: CaseRepository, answers: CaseAnswers, links: MessageLinks, teams: CaseTeams) -> None:
        self._repository, self._answers, self._links, self._teams = repository, answers, links, teams

    @property
    def staff_team(self) -> StaffTeam:
        """The staff."""
        return self._teams.staff

    @property
    def safeguarding_team(self) -> StaffTeam:
        """The team for cases of people in danger."""
        return self._teams.safeguarding

    @property
    def workdays(self) -> Workdays:
        """The working days of the teams."""
        return self._repository.workdays

    def today(self) -> date:
        """Return the present day in the teams' time zone."""
        return self.workdays.today()

    def team_for(self, case: Case) -> StaffTeam:
        """Return the team that works on a case."""
        return self._teams.for_case(case)

    def team_at(self, chat: str) -> StaffTeam | None:
        """Return the team whose chat has that key, None if there is none."""
        return self._teams.at(chat)

    def find(self, number: str) -> Case:
        """Return the case of that number, however it is typed. Raise CaseError if there is none."""
        return self._repository.find(number)

    def select(self, criteria: CaseFilter) -> list[Case]:
        """Return the matching cases, the first due first."""
        return self._repository.select(criteria)

    def of_consultation(self, consultation: str) -> Case | None:
        """Return the case that was opened for a consultation, None if there is none."""
        return self._repository.of_consultation(consultation)

    def history(self, number: str) -> list[CaseEvent]:
        """Return the events of a case, oldest first."""
        return self._repository.history(number)

    def answers(self, number: str) -> list[CaseAnswer]:
        """Return the answers to a case, oldest first."""
        return self._answers.of_case(number)

    def held_answer(self, held: int) -> CaseAnswer | None:
        """Return the answer that is held under an id, None if it is held no longer."""
        answer = self._answers.find(held)
        return answer if answer and answer.state == "held" else None

    def outgoing_answer(self, outgoing_id: int) -> CaseAnswer | None:
        """Return the answer that went into the outbox under an id, None if there is none."""
        return self._answers.of_outgoing(outgoing_id)

    def next_due(self, kind: CaseKind = "question") -> date:
        """Return the due date of a case that is opened now."""
        return self._repository.next_due(kind)

    def linked_case(self, chat: str, message: int | None) -> str:
        """Return the number of the case that a message in a chat is about; empty if it is about none."""
        return self._links.number(chat, message)
