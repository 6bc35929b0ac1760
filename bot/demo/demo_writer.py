"""Write a whole demonstration into a home: exchanges, cases, FAQ entries, checks, access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.demo.cases import DemoCases, DemoClock, staff
from bot.demo.demo_home import clear, mark_whole
from bot.demo.exchanges import DemoExchanges, address
from bot.demo.plan import demo_period, plan, words
from bot.domain.access.access_control import Visitor
from bot.domain.access.requests import AccessRequest
from bot.domain.access.roles import CONSOLE
from bot.domain.checks.check import Check, CheckLog, logged_model
from bot.domain.checks.progress import CheckProgress, begin
from bot.domain.faq.faq_drafts import draft_complaints
from bot.domain.faq.question_clusters import read_logged
from bot.safety.redaction.redaction import use_learned
from bot.storage.consultations import Consultation

if TYPE_CHECKING:
    from bot.container import Container

_STEPS = (3, 40, 8, 40)  # answered in each check; some are finished with that
_INVITED_DAYS = 14


@dataclass(frozen=True, slots=True)
class DemoCounts:
    """What a demonstration holds."""

    exchanges: int
    cases: int
    faqs: int
    checks: int


def write_demo(home: Path, today: date, seed: int) -> DemoCounts:
    """Write a demonstration as of the morning of `today` into a home of its own, and return what is in it.

    An earlier one there is replaced.
    Raise SettingsError if the home holds anything else.
    """
    from bot.container import Container
    from bot.settings import Settings
    from bot.storage.outbox import Outbox

    clear(home)
    clock = DemoClock(datetime.combine(today, time(10), UTC))
    with Container(Settings(home=home), clock=clock) as container:
        container.outbox = Outbox(container.database, clock)
        counts = _write(container, clock, today, seed)
    mark_whole(home, today)
    return counts


def _write(container: Container, clock: DemoClock, today: date, seed: int) -> DemoCounts:
    planned, exchanges = plan(today, seed), DemoExchanges(container, today)
    _write_staff(container, clock, demo_period(today).first)
    use_learned(None)  # invented words need no model to find personal data in them
    logged = exchanges.log(planned)
    checks = _write_checks(container, clock, exchanges)
    cases = DemoCases(container, clock, exchanges, today).write(planned, logged)
    exchanges.write_faq()
    exchanges.suggest_case()
    draft_complaints(read_logged(container.database), container.faq_repository)
    _write_access(container, clock, exchanges)
    return DemoCounts(len(logged), cases, len(container.faq_repository.entries()), checks)


def _write_staff(container: Container, clock: DemoClock, first: date) -> None:
    """Give those who work on the cases their roles, by invitations that were used before the first day."""
    access, end = container.access_control, clock.moment
    clock.moment = datetime.combine(first - timedelta(days=3), time(9), UTC)
    for one in staff(container.keys.key):
        code = access.invite(CONSOLE, "staff", _INVITED_DAYS, one.name)
        clock.moment += timedelta(hours=3)
        access.redeem(Visitor(one.key), code)
    clock.moment = end


def _write_checks(container: Container, clock: DemoClock, exchanges: DemoExchanges) -> int:
    """Store checks of each procedure, some of them finished."""
    log, end = CheckLog(container.database, clock), clock.moment
    procedures = list(container.library.corpus.procedures.values())
    for n, (name, steps) in enumerate(zip(words()["checks"]["names"], _STEPS, strict=True)):
        clock.moment = end - timedelta(days=3 * n + 1)
        progress = begin(procedures[n % len(procedures)])
        for _ in range(steps):
            progress = _next(progress, n)
        is_finished = progress.question is None
        check = Check(
            chat=exchanges.chat(n),
            name=name,
            progress=progress,
            state="finished" if is_finished else "paused",
            id=f"de{n:06x}",
            started=(clock.moment - timedelta(hours=2)).isoformat(timespec="seconds"),
        )
        log.save(check)
        if is_finished:
            _log_check(container, clock, check)
    clock.moment = end
    return len(_STEPS)


def _next(progress: CheckProgress, number: int) -> CheckProgress:
    """Answer a question, or skip the few that want a typed answer."""
    question = progress.question
    if question is None or not question.choices:
        return progress.skip()
    return progress.answer(question.choices[number % len(question.choices)])


def _log_check(container: Container, clock: DemoClock, check: Check) -> None:
    container.consultations.add(
        Consultation(
            chat=check.chat,
            language="fr",
            question=check.procedure.title["fr"],
            outcome="check",
            answer=check.name,
            model=logged_model(check.id),
            id=f"{check.id}cafe",
            at=clock.moment.isoformat(timespec="seconds"),
        )
    )


def _write_access(container: Container, clock: DemoClock, exchanges: DemoExchanges) -> None:
    """Store invitations, one of them redeemed, and requests: one open, one granted, one declined."""
    access, end = container.access_control, clock.moment
    clock.moment = end - timedelta(days=6)
    codes = [access.invite(CONSOLE, one["role"], _INVITED_DAYS, one["note"]) for one in words()["invitations"]]
    clock.moment = end - timedelta(days=5)
    access.redeem(Visitor(exchanges.chat(900)), codes[0])
    for n, one in enumerate(words()["requests"]):
        clock.moment = end - timedelta(days=3 - n)
        person = exchanges.chat(901 + n)
        request = access.request(AccessRequest("", person, person, address(901 + n), one["language"]))
        access.introduce(request, one["introduction"])
        if n == 0:
            access.decide(CONSOLE, request.number, "admitted")
            access.clear_queue(person)
        elif n == 1:
            access.decide(CONSOLE, request.number, "declined")
    clock.moment = end
