"""One case as its page shows it, and the ways back to that page: after what was done, or with the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.desk.desk_texts import desk_texts
from bot.desk.page import Answer, DeskRequest, GoTo, Page, Written
from bot.desk.pages.delivery import Delivery
from bot.desk.pages.paging import number_of
from bot.desk.pages.visible_cases import VisibleCases
from bot.domain.cases import case_messages
from bot.domain.cases.case import TRANSITIONS, UNANSWERED, Actor, Case, CaseAction, CaseEvent
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.postponement import PostponementDays, days_to_postpone
from bot.errors import CaseError
from corpus.language import Language

LONGEST_ANSWER = 4000  # characters: what Telegram takes in one message, with the lines around it (Bot API: 4096)
ACTIONS: tuple[CaseAction, ...] = ("take", "take_over", "release", "close", "reopen")
WHOEVER = "whoever"  # in place of the key of a colleague, which is longer: the case is given to whoever takes it
# What is said of a preview whose words are an answer by now, by the state of that.
GIVEN = {"pending": "given_pending", "held": "given_held", "sent": "given_sent", "kept": "given_kept"}
# Why the service refuses what is done here: their words are the bot's, section `case_error`.
REFUSALS = (
    *("already_taken", "yours", "already_answered", "already_closed", "is_closed", "not_taken", "not_answered"),
    *("no_consent", "bad_day", "danger_waits_not", "not_put_off"),
)


@dataclass(frozen=True, slots=True)
class CaseView:
    """The page of a case. `label` returns the name of a theme.

    `colleagues` returns those to whom a case can be given, by name; `read_at` where passages are read, by their titles.
    """

    visible: VisibleCases
    label: Callable[[str, Language], str]
    delivery: Delivery
    colleagues: Callable[[], Sequence[Actor]]
    read_at: Callable[[Sequence[str]], Mapping[str, str]]

    @property
    def cases(self) -> CaseService:
        """The service of cases."""
        return self.visible.cases

    def page(self, wanted: DeskRequest, case: Case, problem: str = "") -> Page:
        """Return the page of the case, with the problem that the form before had; `problem` goes before."""
        name = problem or wanted.once.get("problem", "")
        values = self._values(wanted, case) | {"problem": self._in_words(wanted, case, name), "since": ()}
        values["is_given"] = name in GIVEN.values()
        if name == "changed":
            values["since"] = acts(self._since(wanted, case, number_of(wanted.once.get("seen", ""))))
        return Page("case.html", values, said={"to": case.owner_name})

    def conflict(self, wanted: DeskRequest, case: Case) -> GoTo | None:
        """Return the way to what others have done since the person saw the case; None if nothing."""
        seen = number_of(wanted.form.get("seen", ""))
        if not self._since(wanted, case, seen) and self.seen(case) >= seen:
            return None
        return problem_of(case, "changed", seen=str(seen))

    def attempt(self, wanted: DeskRequest, case: Case, done: str, change: Callable[[], Case]) -> Answer:
        """Return the way back to the case after a change, or with the reason why it can't be."""
        if stale := self.conflict(wanted, case):
            return stale
        try:
            return written(change(), done)
        except CaseError as error:
            return problem_of(case, error.reason)

    def seen(self, case: Case) -> int:
        """Return the number of events that the page shows: a form that comes with fewer is out of date."""
        return len(self.cases.history(case.number))

    def of_owner(self, done: str, case: Case, wanted: DeskRequest) -> str:
        """Return the texts that say what was done, and that the case is this person's, if it is."""
        is_theirs = self.cases.find(case.number).owner == wanted.session.person
        return f"{done}.yours" if is_theirs else done

    def recipients(self, wanted: DeskRequest, case: Case) -> list[Actor]:
        """Return the colleagues to whom a case can be given: nobody takes over what others do not see."""
        if case.kind == "safeguarding" or case.state not in UNANSWERED:
            return []
        return [one for one in self.colleagues() if one.key not in (case.owner, wanted.session.person)]

    def told(self, case: Case) -> str:
        """Return whether the team's group is told of a change of hands: "told", "untold", or nothing to say of it."""
        team = self.cases.team_for(case)
        return "" if team.is_private else "told" if team.address else "untold"

    def _values(self, wanted: DeskRequest, case: Case) -> dict[str, Any]:
        today, person = self.cases.today(), wanted.session.person
        answers, is_leaving = self.cases.answers(case.number), case.number in self.cases.leaving_answers()
        return {
            "case": case,
            "seen": self.seen(case),
            "unsent": self.cases.unsent_words(case.number, person),
            "new_messages": self.cases.messages_since_answer(case.number) if case.state in UNANSWERED else (),
            "recipients": self.recipients(wanted, case),
            "is_leaving": is_leaving,
            "is_late": case.is_overdue(today) and not is_leaving,
            "is_due": case.due == today and case.state in UNANSWERED and not is_leaving,
            "is_postponed": case.is_postponed(today),
            "waits": case.state in UNANSWERED and not is_leaving,
            "is_mine": case.owner == person,
            "label": self.label(case.theme, wanted.language) if case.theme else "",
            "actions": [one for one in ACTIONS if (case.state, one) in TRANSITIONS and not _is_idle(case, one, wanted)],
            "may_answer": may_answer(case),
            "days": self._days(case),
            "next_workday": self.cases.workdays.after(today, 1),
            "next_week": self._next_week(today),
            "told": self.told(case),
            "whoever": WHOEVER,
            "answers": answers,
            "leaves_at": {one.id: self.delivery.leaves_at(one) for one in answers},
            "seconds_left": {one.id: self.delivery.seconds_left(one) for one in answers},
            "is_stalled": not self.delivery.is_running(),
            "history": acts(self.cases.history(case.number)),
            "longest": LONGEST_ANSWER,
            "read_at": self.read_at(case.found),
        }

    def _days(self, case: Case) -> PostponementDays | None:
        """Return the days until which the case can be put off; None if it can't be."""
        can_wait = case.state in UNANSWERED and case.kind != "safeguarding"
        return days_to_postpone(case, self.cases.today()) if can_wait else None

    def _in_words(self, wanted: DeskRequest, case: Case, problem: str) -> str:
        """Return a problem in words: a text of section `problem`, or the reason of a refusal; empty for any other."""
        if problem in desk_texts(wanted.language)["problem"]:
            return desk_texts(wanted.language)["problem"][problem]
        if problem not in REFUSALS:
            return ""
        days = self._days(case)
        values = {"first": days.first, "last": days.last} if days else {"first": "", "last": ""}
        error = CaseError(problem, number=case.number, name=case.owner_name, **values)
        return case_messages.refused_action(error, wanted.language).plain

    def _since(self, wanted: DeskRequest, case: Case, seen: int) -> Sequence[CaseEvent]:
        """Return the acts of others since the person saw the case."""
        return [one for one in self.cases.history(case.number)[seen:] if one.actor.key != wanted.session.person]

    def _next_week(self, today: date) -> date:
        """Return the first working day of next week."""
        return self.cases.workdays.after(today + timedelta(days=6 - today.weekday()), 1)


def written(case: Case, done: str, place: str = "") -> Written:
    """Return the way back to a case that was changed, to the part of its page named `place`."""
    return Written(f"/cases/{case.number}{place}", done, case.number)


def problem_of(case: Case, problem: str, **values: str) -> GoTo:
    """Return the way back to a case that could not be changed, with the reason."""
    return GoTo(f"/cases/{case.number}#problem", once={"problem": problem, **values})


def acts(events: Sequence[CaseEvent]) -> list[CaseEvent]:
    """Return the events of a history with one for each act: that a case is given to somebody is two of them.

    The one that is left has the name of the colleague as its note.
    """
    merged: list[CaseEvent] = []
    for event in events:
        if event.kind == "received" and merged and merged[-1].kind == "assigned":
            merged[-1] = replace(merged[-1], note=event.actor.name)
        else:
            merged.append(event)
    return merged


def may_answer(case: Case) -> bool:
    """Tell whether a case takes an answer: nobody would ever read one to a danger without consent."""
    return (case.state, "answer") in TRANSITIONS and (case.kind != "safeguarding" or case.agreed)


def _is_idle(case: Case, action: CaseAction, wanted: DeskRequest) -> bool:
    """Tell whether an action would change nothing: nobody takes over their own case."""
    return action == "take_over" and case.owner == wanted.session.person
