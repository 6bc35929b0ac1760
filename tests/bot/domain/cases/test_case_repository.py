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
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.cases.case import HAPPENED, TRANSITIONS, UNANSWERED, Actor, CaseAction, CaseState
from bot.domain.cases.case_repository import CaseRepository, CaseRetention, Selection
from bot.domain.cases.reminders import OncePerDay
from bot.errors import CaseError
from bot.storage.database import Database, open_database
from tests.support.cases import ASKER, AWA, BEN, DAY, Clock, bytes_of, draft, workdays


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Return a new database on the disk."""
    return open_database(tmp_path / "relais.db")


@pytest.fixture
def register(database: Database, clock: Clock) -> CaseRepository:
    """Return an empty register."""
    return CaseRepository(database, workdays(clock), days=5)


def refused(register: CaseRepository, number: str, action: CaseAction, who: Actor) -> str:
    """Return why an action is refused."""
    with pytest.raises(CaseError) as caught:
        register.change(number, action, who)
    return caught.value.reason


def test_a_case_is_open_numbered_and_due_in_working_days(register: CaseRepository) -> None:
    """Five working days after a Monday: the next Monday."""
    case = register.open(draft(), ASKER)
    assert (case.number, case.state, case.due, case.owner) == ("R-2026-0001", "open", date(2026, 3, 9), "")
    assert (case.question, case.found, case.language) == ("Qui paie l’audit ?", ("Évaluation",), "fr")


def test_numbers_begin_again_each_year_in_the_office(register: CaseRepository, clock: Clock) -> None:
    """And go on from where they were if the year is the same."""
    clock.now = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    numbers = [register.open(draft(), ASKER).number for _ in range(2)]
    clock.now = datetime(2027, 1, 1, tzinfo=UTC)
    assert [*numbers, register.open(draft(), ASKER).number] == ["R-2026-0001", "R-2026-0002", "R-2027-0001"]


def test_numbers_have_no_gap_whoever_opens_at_once(tmp_path: Path, clock: Clock) -> None:
    """Eight threads with a connection each, as so many processes; some openings fail half-way."""
    path = tmp_path / "relais.db"
    open_database(path)

    def open_some(_: int) -> list[str]:
        database = open_database(path)
        register = CaseRepository(database, workdays(clock))
        numbers = [register.open(draft(), ASKER).number for _ in range(5)]
        with pytest.raises(TypeError), database.write():
            raise TypeError(register.open(draft(), ASKER).number)
        return numbers + [register.open(draft(), ASKER).number for _ in range(5)]

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for some in pool.map(open_some, range(8)) for number in some]
    assert sorted(numbers) == [f"R-2026-{n:04d}" for n in range(1, 81)]


def test_an_exchange_has_one_case(register: CaseRepository) -> None:
    """Pressing a button twice opens nothing new."""
    numbers = [register.open(draft(consultation=key), ASKER).number for key in ("c1", "c1", "c2", "", "")]
    assert [number[-1] for number in numbers] == ["1", "1", "2", "3", "4"]


def test_of_two_who_take_a_case_one_has_it(tmp_path: Path, clock: Clock, register: CaseRepository) -> None:
    """The other learns whose it is."""
    number = register.open(draft(), ASKER).number

    def take(who: Actor) -> str:
        try:
            return (
                CaseRepository(open_database(tmp_path / "relais.db"), workdays(clock)).change(number, "take", who).owner
            )
        except CaseError as error:
            return f"{error.reason} {error.values['name']}"

    with ThreadPoolExecutor(2) as pool:
        said = set(pool.map(take, (AWA, BEN)))
    owner = register.find(number)
    assert said == {owner.owner, f"already_taken {owner.owner_name}"}


def test_refusals_say_why(register: CaseRepository) -> None:
    """Each has a sentence of its own."""
    number = register.open(draft(), ASKER).number
    assert [refused(register, number, action, AWA) for action in ("release", "take_over", "reopen")] == [
        "not_taken",
        "not_taken",
        "not_answered",
    ]
    register.change(number, "take", AWA)
    assert [refused(register, number, action, AWA) for action in ("take", "take_over")] == ["yours", "yours"]
    register.change(number, "answer", AWA)
    assert refused(register, number, "take", BEN) == "already_answered"
    register.change(number, "close", AWA)
    assert [refused(register, number, action, AWA) for action in ("answer", "close")] == ["is_closed", "already_closed"]
    assert refused(register, "R-1999-0001", "take", AWA) == "unknown"


def test_a_case_is_handed_over(register: CaseRepository) -> None:
    """Taken over by a colleague, or given back for whoever will."""
    number = register.open(draft(), ASKER).number
    register.change(number, "take", AWA)
    assert register.change(number, "take_over", BEN).owner_name == "Ben"
    given = register.change(number, "release", BEN)
    assert (given.state, given.owner, given.owner_name) == ("open", "", "")


def test_a_reopened_case_has_a_new_due_date_and_no_owner(register: CaseRepository, clock: Clock) -> None:
    """Whoever asked waits anew."""
    number = register.open(draft(), ASKER).number
    register.change(number, "answer", AWA)
    clock.now += 10 * DAY
    case = register.change(number, "reopen", ASKER)
    assert (case.state, case.owner, case.due) == ("reopened", "", date(2026, 3, 19))
    assert [(event.happening, event.name) for event in register.history(number)] == [
        ("opened", ""),
        ("answered", "Awa"),
        ("reopened", ""),
    ]


def test_cases_are_found_by_state_delay_language_owner_and_chat(register: CaseRepository, clock: Clock) -> None:
    """One by one and together; a number is understood as it is typed."""
    first, second, third = (register.open(draft(), ASKER).number for _ in range(3))
    register.change(second, "take", AWA)
    register.change(third, "answer", BEN)
    english = register.open(replace(draft(), language="en", chat="other"), ASKER).number
    clock.now += 8 * DAY

    def found(**selection: object) -> list[str]:
        return [case.number for case in register.select(Selection(**selection))]  # type: ignore[arg-type]

    assert found() == [first, second, third, english]
    assert found(states={"taken", "answered"}) == [second, third]
    assert found(overdue=True) == [first, second, english]
    assert found(overdue=True, language="fr", owner="awa") == found(owner=AWA.key[:6]) == [second]
    assert found(chat="other") == [english]
    assert found(chat="nobody") == []
    assert register.find(" r-2026-2 ").number == second


def test_an_address_is_kept_only_by_consent_and_for_a_week_after_the_end(
    register: CaseRepository, database: Database, clock: Clock, tmp_path: Path
) -> None:
    """Then no byte of it is left on the disk."""
    silent = register.open(draft(), ASKER)
    register.set_address(silent.number, "555000111")
    case = register.open(draft(address="555000222"), ASKER)
    register.change(case.number, "close", AWA)
    retention = CaseRetention(database)
    assert (retention.erase_addresses(clock.now + 6 * DAY), b"555000222" in bytes_of(tmp_path)) == (0, True)
    assert (retention.erase_addresses(clock.now + 8 * DAY), b"55500" in bytes_of(tmp_path)) == (1, False)
    assert (register.find(case.number).address, register.find(case.number).agreed) == ("", True)


def test_a_forgotten_chat_leaves_no_byte_and_no_number_to_give_again(
    register: CaseRepository, database: Database, tmp_path: Path
) -> None:
    """History, answers and messages go with the case."""
    number = register.open(draft("mot-rare", address="555000222"), ASKER).number
    register.note(number, "wrote", ASKER, "mot-secret")
    gone = CaseRetention(database).forget(ASKER.key)
    assert [case.number for case in gone] == [number]
    left = bytes_of(tmp_path)
    assert [word in left for word in (b"mot-rare", b"mot-secret", b"555000222", ASKER.key.encode())] == [False] * 4
    assert register.open(draft(), ASKER).number == "R-2026-0002"


def test_closed_cases_are_purged_when_they_are_old(register: CaseRepository, database: Database, clock: Clock) -> None:
    """What is not closed stays, however old."""
    closed, waiting = (register.open(draft(), ASKER).number for _ in range(2))
    register.change(closed, "close", AWA)
    retention = CaseRetention(database)
    assert retention.purge(clock.now) == []
    assert [case.number for case in retention.purge(clock.now + DAY)] == [closed]
    assert [case.number for case in register.select(Selection())] == [waiting]


def test_a_case_is_reminded_of_once_when_it_is_due(register: CaseRepository, database: Database, clock: Clock) -> None:
    """Again only if it was reopened, with a new date."""
    errands = OncePerDay(database, workdays(clock))
    number = register.open(draft(), ASKER).number
    assert errands.due_now() == []
    clock.now += 7 * DAY
    assert [[case.number for case in errands.due_now()] for _ in range(2)] == [[number], []]
    register.change(number, "answer", AWA)
    register.change(number, "reopen", ASKER)
    assert errands.due_now() == []
    clock.now += 7 * DAY
    assert [case.number for case in errands.due_now()] == [number]
    assert [errands.is_first_today("digest") for _ in range(2)] == [True, False]


class CaseMachine(RuleBasedStateMachine):
    """Any order of actions by anybody, on a few cases, over weeks."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.database = open_database(Path(self.folder.name) / "relais.db")
        self.register = CaseRepository(self.database, workdays(self.clock))
        self.states: dict[str, CaseState] = {}
        self.happened: Counter[str] = Counter()

    @precondition(lambda self: len(self.states) < 4)
    @rule(agreed=st.booleans())
    def open(self, agreed: bool) -> None:
        """Open a case."""
        case = self.register.open(draft(address="555000222" if agreed else ""), ASKER)
        assert case.number == f"R-2026-{len(self.states) + 1:04d}"
        self.states[case.number] = "open"
        self.happened[case.number] = 1

    @precondition(lambda self: self.states)
    @rule(data=st.data(), action=st.sampled_from(sorted(HAPPENED)), who=st.sampled_from([AWA, BEN, ASKER]))
    def act(self, data: st.DataObject, action: CaseAction, who: Actor) -> None:
        """Do something: it happens exactly if the table allows it, and a refusal changes nothing."""
        number = data.draw(st.sampled_from(sorted(self.states)))
        before = self.register.find(number)
        allowed = (self.states[number], action) in TRANSITIONS
        mine = action in ("take", "take_over") and before.state == "taken" and before.owner == who.key
        try:
            case = self.register.change(number, action, who)
        except CaseError:
            assert not allowed or mine
            assert self.register.find(number) == before
            return
        assert allowed and not mine
        self.states[number] = TRANSITIONS[self.states[number], action]
        self.happened[number] += 1
        if action in ("take", "take_over"):
            assert case.owner == who.key

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        """Let days pass."""
        self.clock.now += days * DAY

    @invariant()
    def holds(self) -> None:
        """Check that state, owner, history, due date and consent agree."""
        today = self.register.workdays.today()
        for number, state in self.states.items():
            case, history = self.register.find(number), self.register.history(number)
            assert case.state == state
            assert len(history) == self.happened[number]
            assert [event.at for event in history] == sorted(event.at for event in history)
            assert bool(case.owner) or state not in ("taken", "answered")
            assert not case.owner or state not in ("open", "reopened")
            assert bool(case.address) == case.agreed
            assert self.register.workdays.is_working(case.due)
            assert case.is_overdue(today) == (state in UNANSWERED and case.due < today)

    def teardown(self) -> None:
        """Remove the database."""
        self.database.close()
        self.folder.cleanup()


CaseMachine.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestCaseMachine = CaseMachine.TestCase
