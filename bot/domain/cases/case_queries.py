"""Read cases with their answers, their teams and the messages about them."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias

from bot.domain.cases.case import UNANSWERED, Actor, Case, CaseEvent, CaseKind
from bot.domain.cases.case_answers import AnswerState, CaseAnswer, CaseAnswers
from bot.domain.cases.case_repository import CaseFilter, CaseRepository, MessageLinks
from bot.domain.cases.staff_team import CaseTeams, StaffTeam
from bot.domain.cases.workdays import Workdays
from corpus.language import Language
from index.text.folding import words

ClosingNotice: TypeAlias = Literal["", "told", "asked"]


class CaseQueries:
    """Reads cases, their answers, their teams and the messages about them. Unknown numbers raise CaseError."""

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
    def teams(self) -> CaseTeams:
        """Both teams."""
        return self._teams

    @property
    def staff_language(self) -> Language:
        """The language of the staff's chat."""
        return self._teams.staff.language

    @property
    def workdays(self) -> Workdays:
        """The working days of the teams."""
        return self._repository.workdays

    def today(self) -> date:
        """Return the present day in the teams' time zone."""
        return self.workdays.today()

    def has_staff_chat(self) -> bool:
        """Tell whether the staff has a chat, so that a case gets to them."""
        return bool(self._teams.staff.address)

    def staff_role(self, language: Language) -> str:
        """Return the name of the staff's role, as people see it."""
        return self._teams.staff.role(language)

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

    def unsent_words(self, number: str, author: str) -> CaseAnswer | None:
        """Return somebody's words to a case that they did not give, or took back; None if none are kept."""
        return self._answers.unsent(number, author)

    def drafted(self, author: str) -> set[str]:
        """Return the numbers of the cases of which somebody's unsent words are kept."""
        return self._answers.drafted(author)

    def leaving_answers(self) -> dict[str, CaseAnswer]:
        """Return the answers that are to be sent, by their cases' numbers: nobody is to answer those meanwhile.

        Left out are those after which the person wrote, or said that an answer did not help: they wait for another one.
        """
        last = self._repository.last_event
        return {
            one.number: one
            for one in self._answers.pending()
            if max(last(one.number, "wrote"), last(one.number, "unhelped")) <= one.last_event
        }

    def undecided(self) -> set[str]:
        """Return the numbers of the cases with an answer that is held until somebody decides on it."""
        return {one.number for one in self._answers.held()}

    def messages_since_answer(self, number: str) -> list[CaseEvent]:
        """Return the messages of the person to a case since it was last answered, oldest first."""
        events = self.history(number)
        last = max((n for n, event in enumerate(events) if event.kind == "answered"), default=-1)
        return [event for event in events[last + 1 :] if event.kind == "wrote"]

    def waits_again(self, number: str) -> bool:
        """Tell whether the person wrote, or said that the answer did not help, after the last answer to a case."""
        last = self._repository.last_event
        return max(last(number, "wrote"), last(number, "unhelped")) > last(number, "answered")

    def was_answered(self, number: str) -> bool:
        """Tell whether an answer to a case was given and is not on its way."""
        return bool(self._answer_states(number) & {"sent", "kept", "undelivered"})

    def is_given_up(self, case: Case, actor: Actor) -> bool:
        """Tell whether the person waits for an answer that they do not get if somebody else closes a case as it is."""
        is_own = actor.key == case.chat or case.kind == "safeguarding"
        return not (is_own or self._is_settled(case)) and "pending" not in self._answer_states(case.number)

    def told_on_closing(self, case: Case, actor: Actor) -> ClosingNotice:
        """Return the message that the person gets if somebody closes a case as it is now.

        "told" that it is closed though they wait for an answer, or "asked" whether the last one helped, once for each
        case. They get nothing after a danger, of what they closed themselves, and while an answer is on its way.
        """
        if case.kind == "safeguarding" or not case.address:
            return ""
        if self.is_given_up(case, actor):
            return "told"
        may_ask = self._is_settled(case) and not case.helped
        return "asked" if may_ask and "sent" in self._answer_states(case.number) else ""

    def held_answer(self, held: int) -> CaseAnswer | None:
        """Return the answer that is held under an id, None if it is held no longer."""
        answer = self._answers.find(held)
        return answer if answer and answer.state == "held" else None

    def given_since(self, number: str, text: str, author: str, seen: int) -> CaseAnswer | None:
        """Return the answer of these words that somebody gave to a case since its first `seen` events; None for none.

        One that was taken back or did not arrive is none: the same words may be sent again.
        """
        same = [one for one in self._answers.of_case(number) if one.text == text and one.actor.key == author]
        return next(
            (
                one
                for one in same
                if one.state in ("held", "pending", "sent", "kept")
                and self._repository.events_until(number, one.last_event) >= seen
            ),
            None,
        )

    def pending_answers(self, chat: str) -> list[CaseAnswer]:
        """Return the answers that are to be sent by the team whose chat has that key, oldest first."""
        return [one for one in self._answers.pending() if self.team_for(self.find(one.number)).key == chat]

    def outgoing_answer(self, outgoing_id: int) -> CaseAnswer | None:
        """Return the answer that went into the outbox under an id, None if there is none."""
        return self._answers.of_outgoing(outgoing_id)

    def next_due(self, kind: CaseKind = "question") -> date:
        """Return the due date of a case that is opened now."""
        return self._repository.workdays.next_due(kind)

    def same_question(self, chat: str, question: str) -> Case | None:
        """Return the latest case of a chat with the same question, whatever its marks and capitals; None for none."""
        asked = words(question)
        own = self._repository.select(CaseFilter(chat=chat)) if asked else []
        found = [case for case in own if case.kind in ("question", "person") and words(case.question) == asked]
        return max(found, key=lambda case: case.number, default=None)

    def purpose_of(self, chat: str, message: int | None) -> str:
        """Return the purpose of a reply to a message about a case; empty for an answer to the person."""
        return self._links.purpose(chat, message)

    def linked_case(self, chat: str, message: int | None) -> str:
        """Return the number of the case that a message in a chat is about; empty if it is about none."""
        return self._links.number(chat, message)

    def _is_settled(self, case: Case) -> bool:
        """Tell whether the person waits for no answer."""
        return case.state not in UNANSWERED or (self.was_answered(case.number) and not self.waits_again(case.number))

    def _answer_states(self, number: str) -> set[AnswerState]:
        return {answer.state for answer in self._answers.of_case(number)}
