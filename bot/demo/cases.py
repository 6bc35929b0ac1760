"""Open the invented cases and let the staff work on them: answered, late, handed over, postponed, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.demo.exchanges import DemoExchanges, address
from bot.demo.plan import PlannedExchange, words
from bot.domain.cases.case import Actor, Case, NewCase
from bot.domain.cases.delivery_updates import DeliveryUpdates
from bot.storage.consultations import Consultation
from corpus.language import Language

if TYPE_CHECKING:
    from bot.container import Container

_EVERY = 7  # of so many refused questions one becomes a case
_RECENT = timedelta(days=4)
_FATES = ("helpful", "in_time", "handed_over", "late", "answered_late", "unhelpful", "closed", "in_time", "postponed")
_SHOWN_TITLE = "termination-overview"
_PUT_OFF = timedelta(days=6)

# What is done about a case of each fate, and how many working days after it was opened.
_STEPS: dict[str, tuple[tuple[str, int], ...]] = {
    "waiting": (),
    "late": (),
    "postponed": (("postpone", 1),),
    "closed": (("close", 1),),
    "taken": (("take", 1),),
    "in_time": (("take", 1), ("answer", 3)),
    "answered_late": (("take", 1), ("answer", 7)),
    "handed_over": (("take", 1), ("take_over", 2), ("answer", 3)),
    "helpful": (("take", 1), ("answer", 3), ("thank", 4)),
    "unhelpful": (("take", 1), ("answer", 3), ("complain", 4)),
}


class DemoClock:
    """A clock that is set."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the moment that was set."""
        return self.moment


class DemoCases:
    """Opens and works on cases, at the moments that its clock is set to."""

    def __init__(self, container: Container, clock: DemoClock, exchanges: DemoExchanges, today: date) -> None:
        self._service, self._outbox, self._clock = container.case_service, container.outbox, clock
        self._exchanges, self._today, self._theme = exchanges, today, container.theme_of
        self._workdays = container.workdays
        staff = words()["staff"]
        self._first, self._second = (
            Actor(container.keys.key(f"demo-staff:{one}"), staff[one]) for one in ("first", "second")
        )
        self._replies = {gap["id"]: gap for gap in words()["gaps"]}
        DeliveryUpdates(self._service).attach(self._outbox)

    def write(self, planned: Sequence[PlannedExchange], logged: Sequence[Consultation]) -> int:
        """Open a case for some of the questions without an answer, and return their number."""
        refused = [pair for pair in zip(planned, logged, strict=True) if pair[0].kind == "not_covered"]
        chosen = refused[::_EVERY]
        newest = self._at(self._today) - _RECENT
        for n, (one, consultation) in enumerate(chosen):
            self._clock.moment = one.at + timedelta(minutes=3)
            case = self._open(one, consultation)
            left = len(chosen) - n
            fate = ("waiting", "taken")[left % 2] if one.at > newest else _FATES[n % len(_FATES)]
            self._pursue(case, fate, one)
        self._clock.moment = self._at(self._today)
        self._outbox.withdraw_all("")  # nobody is to get anything of a demonstration
        return len(chosen)

    def _open(self, one: PlannedExchange, consultation: Consultation) -> Case:
        language: Language = one.language
        new = NewCase(
            language=language,
            question=consultation.question,
            outcome=consultation.outcome,
            found=(self._exchanges.title(_SHOWN_TITLE, language),),
            consultation=consultation.id,
            chat=consultation.chat,
            address=address(one.person),
            theme=self._theme([_SHOWN_TITLE]),
        )
        return self._service.open(new, Actor(consultation.chat))

    def _pursue(self, case: Case, fate: str, one: PlannedExchange) -> None:
        for step, days in _STEPS[fate]:
            self._set(case_day(case), days)
            self._do(step, case, one)
            self._deliver()

    def _do(self, step: str, case: Case, one: PlannedExchange) -> None:
        asker, to = Actor(case.chat), address(one.person)
        match step:
            case "take" | "close":
                self._service.change(case.number, step, self._first)
            case "take_over":
                self._service.change(case.number, step, self._second)
            case "postpone":
                self._service.postpone(case.number, self._today + _PUT_OFF, self._first)
            case "answer":
                by = self._first if self._service.find(case.number).owner == self._first.key else self._second
                text = self._replies[one.target][one.language]
                self._service.answer(case.number, text, by, undo_period=timedelta())
            case "thank" | "complain":
                self._service.rate(case.number, step == "thank", asker, to)
                if step == "complain":
                    self._service.add_message(case.number, words()["complaint"][one.language], asker, to)

    def _deliver(self) -> None:
        """Take what is to be sent for sent: no channel is asked."""
        while (claimed := self._outbox.claim()) is not None:
            self._outbox.sent(claimed.id, (claimed.id,))

    def _set(self, opened: date, days: int) -> None:
        """Set the clock to ten o'clock, so many working days after a case was opened, and never after today."""
        self._clock.moment = min(self._at(self._workdays.after(opened, days)), self._at(self._today))

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(10), UTC)


def case_day(case: Case) -> date:
    """Return the day on which a case was opened."""
    return datetime.fromisoformat(case.opened).date()
