"""Every case has a number, a state that follows from its history, and one owner at a time."""

from __future__ import annotations

import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.domain.cases.case import EVENT_OF, TRANSITIONS, UNANSWERED, Actor, CaseAction, CaseState
from bot.domain.cases.case_repository import CaseFilter, CaseRepository
from bot.domain.cases.reminders import OncePerDay
from bot.errors import CaseError
from bot.storage.database import Database
from tests.support.cases import ASKER, AWA, BEN, DAY, ManualClock, bytes_of, new_case, workdays
from tests.support.engines import examples, open_database


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that a test sets."""
    return ManualClock()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Return a new database on the disk."""
    return open_database(tmp_path / "relais.db")


@pytest.fixture
def repository(database: Database, clock: ManualClock) -> CaseRepository:
    """Return an empty repository."""
    return CaseRepository(database, workdays(clock))


def refused(repository: CaseRepository, number: str, action: CaseAction, who: Actor) -> str:
    """Return the reason why an action is refused."""
    with pytest.raises(CaseError) as caught:
        repository.change(number, action, who)
    return caught.value.reason


def test_a_case_is_open_numbered_and_due_in_working_days(repository: CaseRepository) -> None:
    """Five working days after a Monday: the next Monday."""
    case = repository.open(new_case(), ASKER)
    assert (case.number, case.state, case.due, case.owner) == ("R-2026-0001", "open", date(2026, 3, 9), "")
    assert (case.question, case.found, case.language) == ("Qui paie l’audit ?", ("Évaluation",), "fr")


def test_numbers_begin_again_each_year(repository: CaseRepository, clock: ManualClock) -> None:
    """Within a year they count on."""
    clock.now = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    numbers = [repository.open(new_case(), ASKER).number for _ in range(2)]
    clock.now = datetime(2027, 1, 1, tzinfo=UTC)
    assert [*numbers, repository.open(new_case(), ASKER).number] == ["R-2026-0001", "R-2026-0002", "R-2027-0001"]


def test_numbers_have_no_gap_whoever_opens_at_once(tmp_path: Path, clock: ManualClock) -> None:
    """Eight threads with a connection each, as so many processes; some openings fail half-way."""
    path = tmp_path / "relais.db"
    open_database(path)

    def open_some(_: int) -> list[str]:
        database = open_database(path)
        repository = CaseRepository(database, workdays(clock))
        numbers = [repository.open(new_case(), ASKER).number for _ in range(5)]
        with pytest.raises(TypeError), database.write():
            raise TypeError(repository.open(new_case(), ASKER).number)
        return numbers + [repository.open(new_case(), ASKER).number for _ in range(5)]

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for some in pool.map(open_some, range(8)) for number in some]
    assert sorted(numbers) == [f"R-2026-{n:04d}" for n in range(1, 81)]


def test_an_exchange_has_one_case(repository: CaseRepository) -> None:
    """Pressing a button twice opens nothing new."""
    numbers = [repository.open(new_case(consultation=key), ASKER).number for key in ("c1", "c1", "c2", "", "")]
    assert [number[-1] for number in numbers] == ["1", "1", "2", "3", "4"]


def test_of_two_who_take_a_case_one_has_it(tmp_path: Path, clock: ManualClock, repository: CaseRepository) -> None:
    """The other gets the name of the owner."""
    number = repository.open(new_case(), ASKER).number

    def take(who: Actor) -> str:
        try:
            return (
                CaseRepository(open_database(tmp_path / "relais.db"), workdays(clock)).change(number, "take", who).owner
            )
        except CaseError as error:
            return f"{error.reason} {error.values['name']}"

    with ThreadPoolExecutor(2) as pool:
        said = set(pool.map(take, (AWA, BEN)))
    owner = repository.find(number)
    assert said == {owner.owner, f"already_taken {owner.owner_name}"}


def test_refusals_say_why(repository: CaseRepository) -> None:
    """Each has a sentence of its own."""
    number = repository.open(new_case(), ASKER).number
    assert [refused(repository, number, action, AWA) for action in ("release", "take_over", "reopen")] == [
        "not_taken",
        "not_taken",
        "not_answered",
    ]
    repository.change(number, "take", AWA)
    assert [refused(repository, number, action, AWA) for action in ("take", "take_over")] == ["yours", "yours"]
    repository.change(number, "answer", AWA)
    assert refused(repository, number, "take", BEN) == "already_answered"
    repository.change(number, "close", AWA)
    assert [refused(repository, number, action, AWA) for action in ("answer", "close")] == [
        "is_closed",
        "already_closed",
    ]
    assert refused(repository, "R-1999-0001", "take", AWA) == "unknown"


def test_a_case_is_handed_over(repository: CaseRepository) -> None:
    """Taken over by a colleague, or released for anybody."""
    number = repository.open(new_case(), ASKER).number
    repository.change(number, "take", AWA)
    assert repository.change(number, "take_over", BEN).owner_name == "Ben"
    given = repository.change(number, "release", BEN)
    assert (given.state, given.owner, given.owner_name) == ("open", "", "")


def test_a_reopened_case_has_a_new_due_date_and_no_owner(repository: CaseRepository, clock: ManualClock) -> None:
    """The period for an answer begins again."""
    number = repository.open(new_case(), ASKER).number
    repository.change(number, "answer", AWA)
    clock.now += 10 * DAY
    case = repository.change(number, "reopen", ASKER)
    assert (case.state, case.owner, case.due) == ("reopened", "", date(2026, 3, 19))
    assert [(event.kind, event.actor.name) for event in repository.history(number)] == [
        ("opened", ""),
        ("answered", "Awa"),
        ("reopened", ""),
    ]


def test_cases_are_found_by_state_delay_language_owner_and_chat(repository: CaseRepository, clock: ManualClock) -> None:
    """One by one and together; a number is understood as it is typed."""
    first, second, third = (repository.open(new_case(), ASKER).number for _ in range(3))
    repository.change(second, "take", AWA)
    repository.change(third, "answer", BEN)
    english = repository.open(replace(new_case(), language="en", chat="other"), ASKER).number
    clock.now += 8 * DAY

    def found(**selection: object) -> list[str]:
        return [case.number for case in repository.select(CaseFilter(**selection))]  # type: ignore[arg-type]  # by name

    assert found() == [first, second, third, english]
    assert found(states={"taken", "answered"}) == [second, third]
    assert found(overdue=True) == [first, second, english]
    assert found(overdue=True, language="fr", owner="awa") == found(owner=AWA.key[:6]) == [second]
    assert found(chat="other") == [english]
    assert found(chat="nobody") == []
    assert repository.find(" r-2026-2 ").number == second


@pytest.mark.sqlite
def test_an_address_is_kept_only_by_consent_and_for_a_week_after_the_end(
    repository: CaseRepository, database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    """Then no byte of it is left on the disk."""
    silent = repository.open(new_case(), ASKER)
    repository.set_address(silent.number, "555000111")
    case = repository.open(new_case(address="555000222"), ASKER)
    repository.change(case.number, "close", AWA)
    clock.now += 6 * DAY
    assert (repository.erase_addresses(), b"555000222" in bytes_of(tmp_path)) == (0, True)
    clock.now += 2 * DAY
    assert (repository.erase_addresses(), b"55500" in bytes_of(tmp_path)) == (1, False)
    assert (repository.find(case.number).address, repository.find(case.number).agreed) == ("", True)


def test_an_erased_chat_leaves_no_byte_and_its_numbers_are_not_reused(
    repository: CaseRepository, database: Database, tmp_path: Path
) -> None:
    """History, answers and messages go with the case."""
    number = repository.open(new_case("mot-rare", address="555000222"), ASKER).number
    repository.note(number, "wrote", ASKER, "mot-secret")
    gone = repository.erase_chat(ASKER.key)
    assert [case.number for case in gone] == [number]
    left = bytes_of(tmp_path)
    assert [word in left for word in (b"mot-rare", b"mot-secret", b"555000222", ASKER.key.encode())] == [False] * 4
    assert repository.open(new_case(), ASKER).number == "R-2026-0002"


def test_a_case_is_reminded_of_once_when_it_is_due(
    repository: CaseRepository, database: Database, clock: ManualClock
) -> None:
    """Again only if it was reopened, with a new date."""
    tasks = OncePerDay(database, workdays(clock))
    number = repository.open(new_case(), ASKER).number
    assert tasks.due_now() == []
    clock.now += 7 * DAY
    assert [[case.number for case in tasks.due_now()] for _ in range(2)] == [[number], []]
    repository.change(number, "answer", AWA)
    repository.change(number, "reopen", ASKER)
    assert tasks.due_now() == []
    clock.now += 7 * DAY
    assert [case.number for case in tasks.due_now()] == [number]
    assert [tasks.is_first_today("digest") for _ in range(2)] == [True, False]


class CaseMachine(RuleBasedStateMachine):
    """Any order of actions by anybody, on a few cases, over weeks."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = ManualClock()
        self.database = open_database(Path(self.folder.name) / "relais.db")
        self.repository = CaseRepository(self.database, workdays(self.clock))
        self.states: dict[str, CaseState] = {}
        self.events: Counter[str] = Counter()

    @precondition(lambda self: len(self.states) < 4)
    @rule(agreed=st.booleans())
    def open(self, agreed: bool) -> None:
        """Open a case."""
        case = self.repository.open(new_case(address="555000222" if agreed else ""), ASKER)
        assert case.number == f"R-2026-{len(self.states) + 1:04d}"
        self.states[case.number] = "open"
        self.events[case.number] = 1

    @precondition(lambda self: self.states)
    @rule(data=st.data(), action=st.sampled_from(sorted(EVENT_OF)), who=st.sampled_from([AWA, BEN, ASKER]))
    def act(self, data: st.DataObject, action: CaseAction, who: Actor) -> None:
        """Do something: it happens exactly if the table allows it, and a refusal changes nothing."""
        number = data.draw(st.sampled_from(sorted(self.states)))
        before = self.repository.find(number)
        allowed = (self.states[number], action) in TRANSITIONS
        mine = action in ("take", "take_over") and before.state == "taken" and before.owner == who.key
        try:
            case = self.repository.change(number, action, who)
        except CaseError:
            assert not allowed or mine
            assert self.repository.find(number) == before
            return
        assert allowed and not mine
        self.states[number] = TRANSITIONS[self.states[number], action]
        self.events[number] += 1
        if action in ("take", "take_over"):
            assert case.owner == who.key

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        """Let days pass."""
        self.clock.now += days * DAY

    @invariant()
    def holds(self) -> None:
        """Check that state, owner, history, due date and consent agree."""
        today = self.repository.workdays.today()
        for number, state in self.states.items():
            case, history = self.repository.find(number), self.repository.history(number)
            assert case.state == state
            assert len(history) == self.events[number]
            assert [event.at for event in history] == sorted(event.at for event in history)
            assert bool(case.owner) or state not in ("taken", "answered")
            assert not case.owner or state not in ("open", "reopened")
            assert bool(case.address) == case.agreed
            assert self.repository.workdays.is_working(case.due)
            assert case.is_overdue(today) == (state in UNANSWERED and case.due < today)

    def teardown(self) -> None:
        """Remove the database."""
        self.database.close()
        self.folder.cleanup()


def test_cases_keep_their_promises_in_any_order_of_changes() -> None:
    """On each engine."""
    run_state_machine_as_test(
        CaseMachine, settings=settings(max_examples=examples(20), stateful_step_count=20, deadline=None)
    )
