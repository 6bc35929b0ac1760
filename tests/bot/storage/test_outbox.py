"""A message is sent once, in order and when it is due; then its address and text are erased."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.storage.database import Database
from bot.storage.outbox import MAX_UNCERTAIN_SENDS, Outbox
from bot.storage.outgoing_messages import ClaimedMessage, DeliveryReceipt, OutgoingMessage
from bot.storage.personal_data import DataSubject, PersonalData
from tests.support.engines import examples, open_database

SECOND = timedelta(seconds=1)


@dataclass
class Clock:
    """Time that passes when told to."""

    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Return a new database on the disk."""
    return open_database(tmp_path / "relais.db")


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture
def outbox(database: Database, clock: Clock) -> Outbox:
    """Return an empty outbox."""
    return Outbox(database, clock)


def message(address: str = "42", reference: str = "case:R-2026-0001", words: str = "Bonjour") -> OutgoingMessage:
    """Return a message."""
    return OutgoingMessage(address, "fr", words, reference)


def claimed(outbox: Outbox) -> ClaimedMessage:
    """Claim a message that must be there."""
    claim = outbox.claim()
    assert claim is not None
    return claim


def bytes_of(folder: Path) -> bytes:
    """Return the bytes of the database and its logs on the disk."""
    return b"".join(path.read_bytes() for path in folder.glob("relais.db*"))


def test_a_message_is_claimed_once(outbox: Outbox) -> None:
    """A second look finds nothing, in this process or another."""
    outbox.add(message())
    assert (claimed(outbox).message, outbox.claim()) == (message(), None)


def test_a_message_waits_for_its_time_and_can_be_taken_back_until_then(outbox: Outbox, clock: Clock) -> None:
    """The minute in which one may think again."""
    kept, dropped = (outbox.add(message(address), 60 * SECOND) for address in ("1", "2"))
    assert (outbox.claim(), outbox.until_due()) == (None, 60 * SECOND)
    assert outbox.withdraw(dropped)
    clock.now += 60 * SECOND
    assert (claimed(outbox).id, outbox.withdraw(kept), outbox.claim()) == (kept, False, None)


def test_a_message_that_was_tried_is_not_taken_back(outbox: Outbox) -> None:
    """A part of it has gone, or all of it for all that anybody knows; it can be dropped, which promises nothing."""
    parted, unconfirmed = (outbox.add(message(address)) for address in ("1", "2"))
    outbox.progress(claimed(outbox).id, (7,))
    outbox.requeue(parted, timedelta())
    claimed(outbox), claimed(outbox)
    outbox.recover(())
    assert (outbox.withdraw(parted), outbox.withdraw(unconfirmed)) == (False, False)
    assert claimed(outbox).sent == (7,)
    outbox.recover(())
    assert outbox.withdraw_all("case:") == 2


def test_a_chat_gets_its_messages_in_order_and_others_do_not_wait(outbox: Outbox, clock: Clock) -> None:
    """While the first is on its way, or waits to be tried again, the second stays; another chat's goes."""
    first, second, other = (outbox.add(message(address)) for address in ("1", "1", "2"))
    assert [claimed(outbox).id, claimed(outbox).id, outbox.claim()] == [first, other, None]
    outbox.requeue(first, 5 * SECOND)
    assert outbox.claim() is None
    clock.now += 5 * SECOND
    assert claimed(outbox).id == first
    outbox.sent(first, (9,))
    assert claimed(outbox).id == second


@pytest.mark.sqlite
def test_a_finished_message_leaves_no_address_and_no_word_on_the_disk(outbox: Outbox, tmp_path: Path) -> None:
    """Sent, failed or taken back: only what became of it stays."""
    words = ("mot-un", "mot-deux", "mot-trois", "mot-quatre")
    ids = [outbox.add(message(f"77777770{n}", words=word)) for n, word in enumerate(words)]
    assert b"mot-un" in bytes_of(tmp_path)
    for _ in range(2):
        claimed(outbox)
    outbox.sent(ids[0], (5,))
    outbox.failed(ids[1], "blocked")
    outbox.withdraw(ids[2])
    assert outbox.erase_address("777777703") == 1
    left = bytes_of(tmp_path)
    assert (b"mot-" in left, b"7777777" in left) == (False, False)
    assert outbox.receipt(ids[1]) == DeliveryReceipt(ids[1], "case:R-2026-0001", "failed", "blocked")


def test_listeners_are_told_how_their_messages_ended(outbox: Outbox) -> None:
    """By the beginning of the reference; one that breaks harms nobody."""
    receipts: list[DeliveryReceipt] = []

    def broken(_: DeliveryReceipt) -> None:
        raise RuntimeError

    outbox.listen("case:", broken)
    outbox.listen("case:", receipts.append)
    first, second = outbox.add(message()), outbox.add(message(reference="alert:1"))
    claimed(outbox)
    outbox.sent(first, (5, 6))
    claimed(outbox)
    outbox.failed(second, "gone")
    assert receipts == [DeliveryReceipt(first, "case:R-2026-0001", "sent", None, (5, 6))]


def test_what_a_listener_writes_stands_and_falls_with_the_note(outbox: Outbox, database: Database) -> None:
    """A listener that breaks half-way leaves nothing, and the message is sent all the same."""

    def half(receipt: DeliveryReceipt) -> None:
        with database.write() as db:
            db.insert("notes", {"id": receipt.id})
        raise RuntimeError

    with database.write() as db:
        db.execute("CREATE TABLE notes (id INTEGER)")
    outbox.listen("", half)
    first = outbox.add(message())
    claimed(outbox)
    outbox.sent(first, (5,))
    with database.write() as db:
        assert db.select("notes") == []
    receipt = outbox.receipt(first)
    assert receipt and receipt.state == "sent"


def test_a_message_of_a_transaction_that_fails_was_never_there(outbox: Outbox, database: Database) -> None:
    """What it tells of did not happen."""

    def add_and_fail() -> None:
        with database.write():
            outbox.add(message())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        add_and_fail()
    assert outbox.claim() is None


def test_another_process_finds_what_this_one_wrote(outbox: Outbox, tmp_path: Path) -> None:
    """The command line writes, the running bot sends."""
    outbox.add(message())
    assert claimed(Outbox(open_database(tmp_path / "relais.db"))).message == message()


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_jumps_an_hour_holds_up_nothing_that_is_to_go_at_once(
    outbox: Outbox, clock: Clock, hours: int
) -> None:
    """Back or forth; one that failed before the jump is tried again, and one that can be taken back keeps its time."""
    outbox.add(message("1"))
    outbox.requeue(claimed(outbox).id, timedelta(seconds=30))
    outbox.add(message("2"))
    outbox.add(message("3"), timedelta(seconds=60))
    clock.now += timedelta(hours=hours)
    sent = [claimed(outbox).message.address for _ in range(2)]
    assert sorted(sent) == ["1", "2"]
    assert (outbox.claim() is None) == (hours < 0)


def test_a_message_that_was_on_its_way_at_three_crashes_is_given_up(outbox: Outbox) -> None:
    """It may be what brings the process down; whoever listens is told."""
    receipts: list[DeliveryReceipt] = []
    outbox.listen("case:", receipts.append)
    outbox.add(message())
    waiting = []
    for _ in range(MAX_UNCERTAIN_SENDS):
        claimed(outbox)
        waiting.append(outbox.recover(()))
    assert (waiting, outbox.claim()) == ([1, 1, 0], None)
    assert [(receipt.state, receipt.reason, receipt.uncertain_sends) for receipt in receipts] == [
        ("failed", "uncertain", 3)
    ]


@pytest.mark.parametrize("taken", ["withdraw_all", "erase_address"])
@pytest.mark.parametrize("after", ["requeue", "change_address", "recover"])
def test_a_message_that_is_called_off_while_it_is_on_its_way_is_not_tried_again(
    outbox: Outbox, tmp_path: Path, taken: str, after: str
) -> None:
    """Its words and address go at once, and what puts messages back ends it."""
    identity = outbox.add(message("777777701", words="mot-un"))
    claimed(outbox)
    getattr(outbox, taken)({"withdraw_all": "case:", "erase_address": "777777701"}[taken])
    assert [mark for mark in (b"mot-un", b"777777701") if mark in bytes_of(tmp_path)] == []
    put_back(outbox, after, identity)
    receipt = outbox.receipt(identity)
    assert receipt and (receipt.state, outbox.claim()) == ("withdrawn", None)


def test_a_message_that_arrives_after_it_was_called_off_is_told(outbox: Outbox) -> None:
    """It did arrive; until then another one of its kind may be written."""
    receipts: list[DeliveryReceipt] = []
    outbox.listen("case:", receipts.append)
    identity = outbox.add(message())
    claimed(outbox)
    assert outbox.is_under_way("case:R-2026-0001")
    outbox.withdraw_all("case:")
    assert not outbox.is_under_way("case:R-2026-0001")
    outbox.sent(identity, (5,))
    assert [(receipt.state, receipt.messages) for receipt in receipts] == [("sent", (5,))]


@pytest.mark.parametrize("after", ["requeue", "change_address", "recover"])
def test_a_message_of_a_chat_that_was_forgotten_is_not_revived(outbox: Outbox, database: Database, after: str) -> None:
    """Whoever has it in hand finds that it has ended."""
    identity = outbox.add(message("777777701"))
    claimed(outbox)
    PersonalData(database).erase(DataSubject("0a" * 12, "777777701"))
    put_back(outbox, after, identity)
    receipt = outbox.receipt(identity)
    assert receipt and (receipt.state, outbox.claim()) == ("withdrawn", None)


def put_back(outbox: Outbox, way: str, identity: int) -> None:
    """Put a message back in one of the ways there are."""
    match way:
        case "requeue":
            outbox.requeue(identity, timedelta())
        case "change_address":
            outbox.change_address(identity, "777777701", "777777702")
        case "recover":
            assert outbox.recover(()) == 0


@dataclass
class Sent:
    """What the model knows of a message."""

    address: str
    due: datetime
    state: str = "waiting"
    retried: bool = False
    crashes: int = 0
    parts: int = 0
    called_off: bool = False


@dataclass
class World:
    """Every message of a run, by id."""

    messages: dict[int, Sent] = field(default_factory=dict)


class OutboxMachine(RuleBasedStateMachine):
    """Any order of adding, claiming, sending, failing, retrying, taking back, crashing and waiting."""

    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.database = open_database(Path(self.folder.name) / "relais.db")
        self.reports: list[int] = []
        self.world = World()
        self.open()

    def open(self) -> None:
        """Begin a run."""
        self.outbox = Outbox(self.database, self.clock)
        self.outbox.listen("", lambda receipt: self.reports.append(receipt.id))

    @initialize()
    def begin(self) -> None:
        """Begin with messages that could overtake each other."""
        for address in ("1", "1", "2"):
            self.add(address, 0)

    @rule(address=st.sampled_from(["1", "2"]), delay=st.sampled_from([0, 60]))
    def add(self, address: str, delay: int) -> None:
        """Add a message."""
        wait = delay * SECOND
        self.world.messages[self.outbox.add(message(address), wait)] = Sent(address, self.clock.now + wait)

    @rule(target=claims)
    def claim(self) -> object:
        """Claim a message: one that is due, alone on its way to its chat, and none that is retried is overtaken."""
        expected = self.sendable()
        found = self.outbox.claim()
        assert (found is not None) == bool(expected)
        if found is None:
            return multiple()
        assert found.id in expected
        assert len(found.sent) == self.world.messages[found.id].parts  # what has gone does not go again
        self.world.messages[found.id].state = "sending"
        return found.id

    @rule(identity=consumes(claims))
    def arrive(self, identity: int) -> None:
        """Send a message: it is told once, even if a crash had sent it back."""
        if self.world.messages[identity].state != "sending":
            return
        self.outbox.sent(identity, (identity,))
        self.world.messages[identity].state = "sent"

    @rule(identity=consumes(claims))
    def fail(self, identity: int) -> None:
        """Have a message refused."""
        if self.world.messages[identity].state != "sending":
            return
        self.outbox.failed(identity, "blocked")
        self.world.messages[identity].state = "failed"

    @rule(identity=consumes(claims), seconds=st.sampled_from([0, 30]), parts=st.sampled_from([0, 1]))
    def retry(self, identity: int, seconds: int, parts: int) -> None:
        """Put a message back, with nothing of it or one more part gone."""
        one = self.world.messages[identity]
        if one.state != "sending":
            return
        if parts:
            one.parts += 1
            self.outbox.progress(identity, tuple(range(one.parts)))
        self.outbox.requeue(identity, seconds * SECOND)
        one.state, one.retried, one.due = "waiting", True, self.clock.now + seconds * SECOND
        if one.called_off:
            one.state = "withdrawn"

    @precondition(lambda self: len(self.world.messages) > 3)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        """Take a message back: possible exactly while nobody has tried to send it."""
        if self.world.messages:
            identity = data.draw(st.sampled_from(sorted(self.world.messages)))
            one = self.world.messages[identity]
            is_whole = one.state == "waiting" and not one.retried
            assert self.outbox.withdraw(identity) == is_whole
            one.state = "withdrawn" if is_whole else one.state

    @precondition(lambda self: len(self.world.messages) > 4)
    @rule(address=st.sampled_from(["1", "2"]))
    def forget(self, address: str) -> None:
        """Call off all that goes to an address: what waits ends, what is on its way is not tried again."""
        theirs = [one for one in self.world.messages.values() if one.address == address]
        waiting = [one for one in theirs if one.state == "waiting"]
        assert self.outbox.erase_address(address) == len(waiting)
        for one in theirs:
            one.called_off |= one.state in ("waiting", "sending")
            one.state = "withdrawn" if one.state == "waiting" else one.state

    @rule(seconds=st.sampled_from([1, 30, 60]))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.clock.now += seconds * SECOND

    @precondition(lambda self: any(one.state == "sending" for one in self.world.messages.values()))
    @rule()
    def crash(self) -> None:
        """Begin a new run: what was on its way waits again, three times at most."""
        self.open()
        self.outbox.recover(())
        for one in self.world.messages.values():
            if one.state == "sending" and one.called_off:
                one.state = "withdrawn"
            elif one.state == "sending":
                one.crashes += 1
                one.state, one.retried = ("failed" if one.crashes == MAX_UNCERTAIN_SENDS else "waiting"), True

    @invariant()
    def holds(self) -> None:
        """Check that states agree, what is finished is erased, and each end was reported once."""
        with self.database.write() as db:
            rows = {row["id"]: row for row in db.select("outbox")}
        assert {identity: row["state"] for identity, row in rows.items()} == {
            identity: one.state for identity, one in self.world.messages.items()
        }
        for row in rows.values():
            erased = row["address"] is None and row["content"] is None
            called_off = self.world.messages[row["id"]].called_off
            assert erased == (called_off or row["state"] in ("sent", "failed", "withdrawn"))
            assert row["state"] != "withdrawn" or called_off or (row["attempts"], row["messages"]) == (0, "[]")
        ended = [identity for identity, one in self.world.messages.items() if one.state in ("sent", "failed")]
        assert sorted(self.reports) == sorted(ended)

    def sendable(self) -> set[int]:
        """Return the messages that may be sent now."""
        messages = self.world.messages
        return {
            identity
            for identity, one in messages.items()
            if one.state == "waiting" and one.due <= self.clock.now
            if not any(
                (other.state == "sending" and not other.called_off)
                or (other.state == "waiting" and other.retried and number < identity)
                for number, other in messages.items()
                if other.address == one.address and number != identity
            )
        }

    def teardown(self) -> None:
        """Remove the database."""
        self.database.close()
        self.folder.cleanup()


def test_messages_keep_their_promises_in_any_order_of_events() -> None:
    """Any order of adding, claiming, sending, failing, retrying, taking back, crashing and waiting."""
    run_state_machine_as_test(
        OutboxMachine, settings=settings(max_examples=examples(25), stateful_step_count=25, deadline=None)
    )
