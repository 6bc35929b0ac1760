"""Open the invented cases and let the staff work on them: answered, late, handed over, postponed, closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

_EVERY = 5  # of so many questions of a theme that were not answered one becomes a case
_RECENT = timedelta(days=4)
_FATES = ("helpful", "in_time", "handed_over", "late", "answered_late", "unhelpful", "closed", "in_time", "postponed")
_SHOWN_TITLE = "termination-overview"  # found for what has no theme
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
        self._first, self._second = staff(container.keys.key)
        self._replies = {gap["id"]: gap for gap in words()["gaps"]}
        DeliveryUpdates(self._service).attach(self._outbox)

    def write(self, planned: Sequence[PlannedExchange], logged: Sequence[Consultation]) -> int:
        """Open a case for some of the questions without an answer, and return their number."""
        chosen = self._choose(list(zip(planned, logged, strict=True)))
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

    def _choose(
        self, exchanges: Sequence[tuple[PlannedExchange, Consultation]]
    ) -> list[tuple[PlannedExchange, Consultation]]:
        """Return the exchanges that become cases, oldest first: the same share of each theme."""
        by_theme: dict[str, list[tuple[PlannedExchange, Consultation]]] = {}
        for pair in exchanges:
            if pair[0].kind in ("not_covered", "closest"):
                by_theme.setdefault(self._theme([pair[0].target]), []).append(pair)
        chosen = [pair for pairs in by_theme.values() for pair in pairs[::_EVERY]]
        return sorted(chosen, key=lambda pair: (pair[0].at, pair[0].person))

    def _open(self, one: PlannedExchange, consultation: Consultation) -> Case:
        language: Language = one.language
        theme = self._theme([one.target])
        new = NewCase(
            language=language,
            question=consultation.question,
            outcome=consultation.outcome,
            found=(self._exchanges.title(self._card_of(one.target, theme), language),),
            consultation=consultation.id,
            chat=consultation.chat,
            address=address(one.person),
            theme=theme,
        )
        return self._service.open(new, Actor(consultation.chat))

    def _card_of(self, target: str, theme: str) -> str:
        """Return the card that was found: the target if it is one, else one of its theme."""
        cards: Sequence[str] = words()["cards"]["ids"]
        near = (card for card in cards if theme and self._theme([card]) == theme)
        return target if target in cards else next(near, _SHOWN_TITLE)

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
                text = self._replies.get(one.target, words()["closest_reply"])[one.language]
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


def staff(key_of: Callable[[str], str]) -> list[Actor]:
    """Return the two who work on the cases; `key_of` makes the key of a person."""
    return [Actor(key_of(f"demo-staff:{one}"), words()["staff"][one]) for one in ("first", "second")]


def case_day(case: Case) -> date:
    """Return the day on which a case was opened."""
    return datetime.fromisoformat(case.opened).date()
