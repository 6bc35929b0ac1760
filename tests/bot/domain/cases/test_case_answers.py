"""Whatever colleagues, the person and the wire do in whichever order, no answer goes twice and no undo is untrue."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.cases.case import Actor
from bot.domain.cases.case_service import GivenAnswer
from bot.domain.cases.delivery_updates import DeliveryUpdates
from bot.errors import CaseError
from bot.storage.database import open_database
from bot.storage.outbox import Outbox
from tests.support.cases import ASKER, AWA, BEN, ManualClock, new_case
from tests.support.staff_service import open_office

NOW = timedelta()
WRITERS = {1: AWA, 2: BEN, 3: AWA}  # by the message that an answer is written in


class AnsweringMachine(RuleBasedStateMachine):
    """Answers written, edited, held, undone and carried, and a person who writes on."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        home = Path(self.folder.name)
        self.database = open_database(home / "relais.db")
        self.outbox = Outbox(self.database)
        self.office = open_office(self.database, home, self.outbox, ManualClock(), "")
        DeliveryUpdates(self.office).attach(self.outbox)
        self.number = self.office.open(new_case(address="555"), ASKER).number
        self.letters: dict[int, int] = {}  # the message that each letter was written in
        self.waiting: set[int] = set()  # letters that are neither finished nor taken back
        self.tried: set[int] = set()
        self.seen: set[int] = set()  # letters of which the person may have seen something
        self.held: dict[int, tuple[int, int]] = {}  # the message, and how much the person had said by then
        self.written: dict[int, int] = {}  # how much the person had said when a letter's words were written
        self.said = 0
        self.arrived = -1  # how much they had said when the best informed of the answers that arrived was written

    def writes(self, given: GivenAnswer, source: int, said: int) -> None:
        """Take note of what became of an answer."""
        if given.outgoing_id is not None:
            self.letters[given.outgoing_id], self.written[given.outgoing_id] = source, said
            self.waiting.add(given.outgoing_id)
        if given.held:
            self.held[given.held] = (source, said)

    @rule(source=st.sampled_from(sorted(WRITERS)))
    def write(self, source: int) -> None:
        """Write an answer, or edit it if that message holds one: beside a colleague's that waits it is held."""
        who = WRITERS[source]
        try:
            given = self.office.answer(self.number, f"Réponse {source}", who, source, NOW)
        except CaseError:
            return
        self.waiting -= {letter for letter, of in self.letters.items() if of == source}
        self.held = {held: of for held, of in self.held.items() if of[0] != source}
        assert given.outgoing_id is None or not self.others_waiting(who)
        self.writes(given, source, self.said)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), wanted=st.booleans())
    def decide(self, data: st.DataObject, wanted: bool) -> None:
        """Let an answer go, or drop it: possible once."""
        held = data.draw(st.sampled_from(sorted(self.held)))
        source, said = self.held.pop(held)
        if wanted:
            given = self.office.send_held(held, NOW)
            assert given is not None
            self.writes(given, source, said)
        else:
            assert self.office.discard_held(held) is not None
        assert self.office.send_held(held) is None and self.office.discard_held(held) is None

    @precondition(lambda self: self.letters)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """Take an answer back: exactly while it waits and nobody has tried to send it."""
        letter = data.draw(st.sampled_from(sorted(self.letters)))
        assert bool(self.office.take_back(letter, AWA)) == (letter in self.waiting - self.tried)
        if letter not in self.tried:
            self.waiting.discard(letter)

    @rule(end=st.sampled_from(["sent", "part", "fault", "refused", "unreachable"]))
    def carry(self, end: str) -> None:
        """Carry the next letter as far as the wire lets it come."""
        claim = self.outbox.claim()
        if claim is None:
            return
        self.tried.add(claim.id)
        if end in ("sent", "part", "unreachable"):
            self.seen.add(claim.id)
        if end == "part":
            self.outbox.progress(claim.id, (*claim.sent, len(claim.sent) + 1))
        if end in ("part", "fault"):
            self.outbox.again(claim.id, NOW)
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
        self.office.add_message(self.number, "Et alors ?", ASKER, "")

    @invariant()
    def no_message_goes_twice(self) -> None:
        """Of the letters that one message became, at most one was seen."""
        seen = [self.letters[letter] for letter in self.seen]
        assert len(seen) == len(set(seen))

    @invariant()
    def no_words_are_left_lying(self) -> None:
        """A case counts as answered only once an answer has come from someone who had read all that was said."""
        if self.office.find(self.number).state == "answered" and self.said:
            assert self.arrived == self.said

    def others_waiting(self, who: Actor) -> bool:
        """Tell whether a colleague's answer waits to go."""
        return any(WRITERS[self.letters[letter]] != who for letter in self.waiting)

    def teardown(self) -> None:
        """Remove the database."""
        self.database.close()
        self.folder.cleanup()


AnsweringMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestAnsweringMachine = AnsweringMachine.TestCase
