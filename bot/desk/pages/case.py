"""One case with its history, and all that is done about it: by the service that the group uses too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.clock import Clock
from bot.desk.page import Answer, DeskRequest, Page, Read, Write, Written
from bot.desk.pages.paging import number_of
from bot.desk.pages.visible_cases import VisibleCases
from bot.domain.cases import case_messages
from bot.domain.cases.case import TRANSITIONS, UNANSWERED, Actor, Case, CaseAction, CaseEvent
from bot.domain.cases.case_answers import CaseAnswer
from bot.domain.cases.case_service import CaseService
from bot.errors import CaseError
from corpus.language import Language

LONGEST_ANSWER = 4000  # characters: what Telegram takes in one message, with the lines around it (Bot API: 4096)
ACTIONS: tuple[CaseAction, ...] = ("take", "take_over", "release", "close", "reopen")


@dataclass(frozen=True, slots=True)
class CasePages:
    """A case. `label` returns the name of a theme in a language; `due_at` when a message of the outbox goes out.

    `colleagues` returns those to whom a case can be given, by name.
    """

    visible: VisibleCases
    label: Callable[[str, Language], str]
    due_at: Callable[[int], str]
    clock: Clock
    colleagues: Callable[[], Sequence[Actor]]

    menu = None

    @property
    def routes(self) -> Sequence[Read | Write]:
        """The addresses of the case, and of what is done about it."""
        return (
            Read("/cases/{number}", "case", self.show),
            *(Write(f"/cases/{{number}}/{action}", f"case:{action}", self._changes(action)) for action in ACTIONS),
            Write("/cases/{number}/preview", "case:preview", self.preview),
            Write("/cases/{number}/answer", "case:answer", self.answer),
            Write("/cases/{number}/undo", "case:undo", self.undo),
            Write("/cases/{number}/send", "case:send", self.send_held),
            Write("/cases/{number}/drop", "case:drop", self.drop_held),
            Write("/cases/{number}/forget", "case:forget", self.forget),
            Write("/cases/{number}/later", "case:later", self.put_off),
            Write("/cases/{number}/hand-over", "case:hand_over", self.hand_over),
        )

    @property
    def cases(self) -> CaseService:
        """The service of cases."""
        return self.visible.cases

    def show(self, wanted: DeskRequest) -> Page:
        """Show the case."""
        return self._page(wanted, self.visible.find(wanted))

    def preview(self, wanted: DeskRequest) -> Answer:
        """Show the answer as the person will get it, before it goes."""
        case = self.visible.find(wanted)
        if refused := self._refusal(wanted, case):
            return refused
        role = self.cases.team_for(case).role(case.language)
        text = _text(wanted)
        values = {
            "case": case,
            "seen": self._seen(case),
            "typed": text,
            "reply": case_messages.answer(case, text, role),
        }
        return Page("case_preview.html", values | {"seconds": round(self.cases.undo_period.total_seconds())})

    def answer(self, wanted: DeskRequest) -> Answer:
        """Answer the case: the words go to the person once the time for undoing is over."""
        case = self.visible.find(wanted)
        if wanted.form.get("back"):
            return self._page(wanted, case)
        if refused := self._refusal(wanted, case):
            return refused
        given = self.cases.answer(case.number, _text(wanted), wanted.actor)
        done = "held" if given.held else "answered" if given.outgoing_id else "kept"
        return _written(case, done, "#answers")

    def undo(self, wanted: DeskRequest) -> Answer:
        """Take an answer back, if nothing of it was sent."""
        case = self.visible.find(wanted)
        answer = self.cases.outgoing_answer(number_of(wanted.form.get("outgoing", "")))
        is_of_case = answer is not None and answer.number == case.number
        if not (is_of_case and answer and self.cases.take_back(answer.outgoing_id or 0, wanted.actor)):
            return self._page(wanted, case, "too_late", 409)
        return _written(case, "undone", "#write")

    def forget(self, wanted: DeskRequest) -> Answer:
        """Erase the words of one's own that an answer had before it was stopped."""
        case = self.visible.find(wanted)
        self.cases.forget_stopped(case.number, wanted.actor)
        return _written(case, "forgotten", "#write")

    def send_held(self, wanted: DeskRequest) -> Answer:
        """Send an answer that was held beside a colleague's."""
        case, held = self.visible.find(wanted), self._held(wanted)
        if held is None or self.cases.send_held(held, by=wanted.actor) is None:
            return self._page(wanted, case, "decided", 409)
        return _written(case, "answered", "#answers")

    def drop_held(self, wanted: DeskRequest) -> Answer:
        """Discard an answer that was held."""
        case, held = self.visible.find(wanted), self._held(wanted)
        if held is None or self.cases.discard_held(held, wanted.actor) is None:
            return self._page(wanted, case, "decided", 409)
        return _written(case, "dropped", "#answers")

    def put_off(self, wanted: DeskRequest) -> Answer:
        """Put the case off until a day to come."""
        case, day = self.visible.find(wanted), _day(wanted.form.get("day", ""))
        if stale := self._conflict(wanted, case):
            return stale
        if day is None or day <= self.cases.today() or case.kind == "safeguarding":
            return self._page(wanted, case, "bad_day", 422)
        return _written(self.cases.postpone(case.number, day, wanted.actor), "put_off")

    def hand_over(self, wanted: DeskRequest) -> Answer:
        """Give the case to a colleague, or to whoever takes it."""
        if not wanted.form.get("to"):
            return self._changes("release")(wanted)
        case = self.visible.find(wanted)
        if stale := self._conflict(wanted, case):
            return stale
        to = next((one for one in self._recipients(wanted, case) if one.key == wanted.form["to"]), None)
        if to is None:
            return self._page(wanted, case, "no_colleague", 409)
        try:
            return _written(self.cases.assign(case.number, to, wanted.actor), "assigned")
        except CaseError as error:
            return self._page(wanted, case, "", 409, case_messages.refused_action(error, wanted.language).plain)

    def _recipients(self, wanted: DeskRequest, case: Case) -> list[Actor]:
        """Return the colleagues to whom a case can be given: nobody takes over what others do not see."""
        if case.kind == "safeguarding" or case.state not in UNANSWERED:
            return []
        return [one for one in self.colleagues() if one.key not in (case.owner, wanted.session.person)]

    def _changes(self, action: CaseAction) -> Callable[[DeskRequest], Answer]:
        """Return the handler of an action that needs no words."""

        def change(wanted: DeskRequest) -> Answer:
            case = self.visible.find(wanted)
            if stale := self._conflict(wanted, case):
                return stale
            try:
                return _written(self.cases.change(case.number, action, wanted.actor), action)
            except CaseError as error:
                return self._page(wanted, case, "", 409, case_messages.refused_action(error, wanted.language).plain)

        return change

    def _refusal(self, wanted: DeskRequest, case: Case) -> Page | None:
        """Return the case anew, if it has changed or the words can't be sent; None if they can."""
        if stale := self._conflict(wanted, case):
            return stale
        if not _text(wanted) or len(_text(wanted)) > LONGEST_ANSWER:
            return self._page(wanted, case, "too_long" if _text(wanted) else "empty", 422)
        if not _may_answer(case):
            error = CaseError("is_closed" if case.state == "closed" else "no_consent", number=case.number)
            return self._page(wanted, case, "", 409, case_messages.refused_action(error, wanted.language).plain)
        return None

    def _conflict(self, wanted: DeskRequest, case: Case) -> Page | None:
        """Return the case anew, with what others have done since the person saw it; None if nothing."""
        history = self.cases.history(case.number)
        seen = number_of(wanted.form.get("seen", ""))
        since = [event for event in history[seen:] if event.actor.key != wanted.session.person]
        if not since and len(history) >= seen:
            return None
        return self._page(wanted, case, "changed", 409, since=since)

    def _page(
        self,
        wanted: DeskRequest,
        case: Case,
        problem: str = "",
        status: int = 200,
        said: str = "",
        since: Sequence[CaseEvent] = (),
    ) -> Page:
        """Return the page of the case; `problem` is a text of section `problem`, `said` one in words."""
        values = self._values(wanted, self.cases.find(case.number))
        return Page("case.html", values | {"problem": problem, "said": said, "since": since}, status)

    def _values(self, wanted: DeskRequest, case: Case) -> dict[str, Any]:
        today = self.cases.today()
        actions = [one for one in ACTIONS if (case.state, one) in TRANSITIONS and not _is_idle(case, one, wanted)]
        stopped = None if "text" in wanted.form else self.cases.stopped_answer(case.number, wanted.session.person)
        return {
            "case": case,
            "seen": self._seen(case),
            "typed": stopped.text if stopped else wanted.form.get("text", ""),
            "stopped": stopped,
            "new_messages": self.cases.messages_since_answer(case.number) if case.state in UNANSWERED else (),
            "recipients": self._recipients(wanted, case),
            "is_late": case.is_overdue(today),
            "is_postponed": case.is_postponed(today),
            "waits": case.state in UNANSWERED,
            "is_mine": case.owner == wanted.session.person,
            "label": self.label(case.theme, wanted.language) if case.theme else "",
            "actions": actions,
            "may_answer": _may_answer(case),
            "may_put_off": case.state in UNANSWERED and case.kind != "safeguarding",
            "answers": self.cases.answers(case.number),
            "seconds_left": {one.id: self._seconds_left(one) for one in self.cases.answers(case.number)},
            "history": self.cases.history(case.number),
            "tomorrow": self.cases.workdays.after(today, 1).isoformat(),
            "longest": LONGEST_ANSWER,
        }

    def _seen(self, case: Case) -> int:
        """Return the number of events that the page shows: a form that comes with fewer is out of date."""
        return len(self.cases.history(case.number))

    def _held(self, wanted: DeskRequest) -> int | None:
        """Return the id of the held answer that the form names, if it belongs to the case of the address."""
        answer = self.cases.held_answer(number_of(wanted.form.get("held", "")))
        return answer.id if answer and answer.number == self.visible.find(wanted).number else None

    def _seconds_left(self, answer: CaseAnswer) -> int:
        """Return the seconds until an answer goes out; 0 for one that does not wait."""
        due = self.due_at(answer.outgoing_id or 0) if answer.state == "pending" else ""
        return max(round((datetime.fromisoformat(due) - self.clock()).total_seconds()), 0) if due else 0


def _may_answer(case: Case) -> bool:
    """Tell whether a case takes an answer: nobody would ever read one to a danger without consent."""
    return (case.state, "answer") in TRANSITIONS and (case.kind != "safeguarding" or case.agreed)


def _is_idle(case: Case, action: CaseAction, wanted: DeskRequest) -> bool:
    """Tell whether an action would change nothing: nobody takes over their own case."""
    return action == "take_over" and case.owner == wanted.session.person


def _written(case: Case, done: str, place: str = "") -> Written:
    return Written(f"/cases/{case.number}{place}", done, case.number)


def _text(wanted: DeskRequest) -> str:
    """Return the written text, with the line ends that the bot uses."""
    return wanted.form.get("text", "").replace("\r\n", "\n").strip()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
