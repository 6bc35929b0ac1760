"""No answer is sent twice and no undo is wrong, whatever colleagues, the person and the network do in any order."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.domain.cases.case import Actor
from bot.domain.cases.case_service import GivenAnswer
from bot.domain.cases.delivery_updates import DeliveryUpdates
from bot.errors import CaseError
from bot.storage.outbox import Outbox
from tests.support.cases import ASKER, AWA, BEN, ManualClock, new_case
from tests.support.engines import examples, open_database
from tests.support.staff_service import new_case_service

NOW = timedelta()
WRITERS = {1: AWA, 2: BEN, 3: AWA}  # by the message that an answer is written in


class AnsweringMachine(RuleBasedStateMachine):
    """Answers written, edited, held, undone and sent, and a person who keeps writing."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        home = Path(self.folder.name)
        self.database = open_database(home / "relais.db")
        self.outbox = Outbox(self.database)
        self.cases = new_case_service(self.database, home, self.outbox, ManualClock(), "")
        DeliveryUpdates(self.cases).attach(self.outbox)
        self.number = self.cases.open(new_case(address="555"), ASKER).number
        self.outgoing: dict[int, int] = {}  # the message that each answer was written in, by its id in the outbox
        self.waiting: set[int] = set()  # ids that are neither finished nor taken back
        self.tried: set[int] = set()
        self.seen: set[int] = set()  # ids of which the person may have seen something
        self.held: dict[int, tuple[int, int]] = {}  # the message, and how much the person had said by then
        self.written: dict[int, int] = {}  # how much the person had said when an answer was written
        self.said = 0
        self.arrived = -1  # how much they had said when the best informed of the answers that arrived was written

    def writes(self, given: GivenAnswer, source: int, said: int) -> None:
        """Note the delivery of an answer."""
        if given.outgoing_id is not None:
            self.outgoing[given.outgoing_id], self.written[given.outgoing_id] = source, said
            self.waiting.add(given.outgoing_id)
        if given.held:
            self.held[given.held] = (source, said)

    @rule(source=st.sampled_from(sorted(WRITERS)))
    def write(self, source: int) -> None:
        """Write an answer, held beside a colleague's unsent one; or edit one, which goes if it was to."""
        who, was_to_go = WRITERS[source], source in {self.outgoing[outgoing_id] for outgoing_id in self.waiting}
        try:
            given = self.cases.answer(self.number, f"Réponse {source}", who, source, NOW)
        except CaseError:
            return
        self.waiting -= {outgoing_id for outgoing_id, of in self.outgoing.items() if of == source}
        self.held = {held: of for held, of in self.held.items() if of[0] != source}
        assert given.outgoing_id is None or was_to_go or not self.others_waiting(who)
        self.writes(given, source, self.said)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), wanted=st.booleans())
    def decide(self, data: st.DataObject, wanted: bool) -> None:
        """Send a held answer or discard it: possible once."""
        held = data.draw(st.sampled_from(sorted(self.held)))
        source, said = self.held.pop(held)
        if wanted:
            given = self.cases.send_held(held, NOW)
            assert given is not None
            self.writes(given, source, said)
        else:
            assert self.cases.discard_held(held) is not None
        assert self.cases.send_held(held) is None and self.cases.discard_held(held) is None

    @precondition(lambda self: self.outgoing)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """Take an answer back: exactly while it waits and nobody has tried to send it."""
        outgoing_id = data.draw(st.sampled_from(sorted(self.outgoing)))
        assert bool(self.cases.take_back(outgoing_id, AWA)) == (outgoing_id in self.waiting - self.tried)
        if outgoing_id not in self.tried:
            self.waiting.discard(outgoing_id)

    @rule(end=st.sampled_from(["sent", "part", "fault", "refused", "unreachable"]))
    def deliver(self, end: str) -> None:
        """Deliver the next message as far as the network lets it."""
        claim = self.outbox.claim()
        if claim is None:
            return
        self.tried.add(claim.id)
        if end in ("sent", "part", "unreachable"):
            self.seen.add(claim.id)
        if end == "part":
            self.outbox.progress(claim.id, (*claim.sent, len(claim.sent) + 1))
        if end in ("part", "fault"):
            self.outbox.requeue(claim.id, NOW)
            return
        self.waiting.discard(claim.id)
        if end == "sent":
            self.arrived = max(self.arrived, self.written[claim.id])
            self.outbox.sent(claim.id, (*claim.sent, len(claim.sent) + 1))
        else:
            self.outbox.failed(claim.id, "refused" if end == "refused" else "unreachable")

    @rule()
    def say(self) -> None:
        """Write on, as the person."""
        self.said += 1
        self.cases.add_message(self.number, "Et alors ?", ASKER, "")

    @invariant()
    def no_message_goes_twice(self) -> None:
        """Of the versions of one message, at most one was delivered."""
        seen = [self.outgoing[outgoing_id] for outgoing_id in self.seen]
        assert len(seen) == len(set(seen))

    @invariant()
    def no_message_stays_unanswered(self) -> None:
        """A case counts as answered only after an answer that was written after the person's last message."""
        if self.cases.find(self.number).state == "answered" and self.said:
            assert self.arrived == self.said

    def others_waiting(self, who: Actor) -> bool:
        """Tell whether a colleague's answer is unsent."""
        return any(WRITERS[self.outgoing[outgoing_id]] != who for outgoing_id in self.waiting)

    def teardown(self) -> None:
        """Remove the database."""
        self.database.close()
        self.folder.cleanup()


def test_answers_keep_their_promises_in_any_order_of_events() -> None:
    """Written, edited, held, undone and sent, while the person keeps writing."""
    run_state_machine_as_test(
        AnsweringMachine, settings=settings(max_examples=examples(25), stateful_step_count=25, deadline=None)
    )
