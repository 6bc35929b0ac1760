"""Open the invented cases and let the staff work on them: answered, late, handed over, postponed, closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.demo.exchanges import DemoExchanges, address, marked
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
        opened = case_day(case)
        if fate in ("waiting", "late"):
            return
        if fate == "postponed":
            self._set(opened, 1)
            self._service.postpone(case.number, self._today + timedelta(days=6), self._first)
            return
        self._set(opened, 1)
        if fate == "closed":
            self._service.change(case.number, "close", self._second)
            self._deliver()
            return
        self._service.change(case.number, "take", self._first)
        if fate == "taken":
            return
        if fate == "handed_over":
            self._set(opened, 2)
            self._service.change(case.number, "take_over", self._second)
        self._set(opened, 7 if fate == "answered_late" else 3)
        by = self._second if fate == "handed_over" else self._first
        self._service.answer(case.number, self._replies[one.target][one.language], by, undo_period=timedelta())
        self._deliver()
        if fate in ("helpful", "unhelpful"):
            self._set(opened, 4)
            self._service.rate(case.number, fate == "helpful", Actor(case.chat), address(one.person))
            self._deliver()
        if fate == "unhelpful":
            text = marked(
                {"fr": "Merci, mais il me manque la date.", "en": "Thanks, but I still need the date."}[one.language],
                one.language,
            )
            self._service.add_message(case.number, text, Actor(case.chat), address(one.person))
            self._deliver()

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
