"""The office: everything that is done with a case, together with the messages that follow from it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.cases import case_messages
from bot.domain.cases.case import UNANSWERED, Actor, Case, CaseAction, NewCase, after
from bot.domain.cases.case_answers import CaseAnswer, CaseAnswers
from bot.domain.cases.case_repository import CaseRepository, CaseRetention, MessageLinks, Selection
from bot.domain.cases.staff_team import SAFEGUARDING, StaffChat, StaffTeam
from bot.errors import CaseError
from bot.replies.reply import Reply
from bot.replies.reply_json import pack
from bot.replies.texts import sentence
from bot.storage.database import Database
from bot.storage.outbox import Outbox, OutgoingMessage
from corpus.language import Language

UNDO = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer that was given. `letter` is its id in the outbox, None if there was no way back to the person.

    If a colleague's came before it, that is its `rival`, and it is held under the id `held`.
    """

    case: Case
    letter: int | None = None
    rival: CaseAnswer | None = None
    held: int = 0


class CaseService:
    """Changes cases and writes what is to be said about it into the outbox, both or neither.

    Every method raises CaseError where the case does not allow it. `undo` is how long an answer can be taken back.
    `guards` are those who are there for people in danger; without them nobody is.
    """

    def __init__(
        self,
        database: Database,
        register: CaseRepository,
        outbox: Outbox,
        staff: StaffTeam,
        redact: Callable[[str, Language], str],
        undo: timedelta = UNDO,
        guards: StaffTeam | None = None,
    ) -> None:
        self.register, self.staff, self.redact, self.undo = register, staff, redact, undo
        self.guards = guards or StaffTeam(StaffChat(database, "", SAFEGUARDING), staff.languages, staff.key_of)
        self.answers, self.threads, self.retention = (
            CaseAnswers(database),
            MessageLinks(database),
            CaseRetention(database),
        )
        self._database, self._outbox = database, outbox

    def transaction(self) -> AbstractContextManager[object]:
        """Do several things together: all of them, or none."""
        return self._database.write()

    def desk(self, case: Case) -> StaffTeam:
        """Return who works on a case: those of people in danger are for the guards alone.

        Where there are none, a person who asked to be written to is not left alone: then the staff sees the case.
        """
        is_for_all = case.kind != "safeguarding" or (case.agreed and not self.guards.address)
        return self.staff if is_for_all else self.guards

    def desk_at(self, key: str) -> StaffTeam | None:
        """Return the colleagues whose group has that key."""
        return next((desk for desk in (self.staff, self.guards) if desk.key == key), None) if key else None

    def open(self, draft: NewCase, who: Actor) -> Case:
        """Open a case, or return the one that the exchange has already, and show it to the staff."""
        with self._database.write():
            known = self.register.of_consultation(draft.consultation) if draft.consultation else None
            if known:
                return known
            self.settle_in()
            case = self.register.open(draft, who)
            self.show(case)
            return case

    def change(self, number: str, action: CaseAction, who: Actor, note: str = "") -> Case:
        """Do something with a case that sends nothing to the person, and bring its card up to date."""
        with self._database.write():
            case = self.register.change(number, action, who, note)
            self.show(case)
            return case

    def answer(
        self, number: str, text: str, who: Actor, source: int | None = None, undo: timedelta | None = None
    ) -> GivenAnswer:
        """Answer a case: what was written goes to the person once it can't be taken back any more.

        `source` is the message that it was written in: written again, it replaces what has not gone. A case without a
        way back keeps the answer for when the person comes to read it. What is written while a colleague's answer goes,
        or after it has gone and the person wanted no more, is held until it is let go or dropped.
        """
        with self._database.write():
            case = self.register.find(number)
            after(case, "answer")
            self._replace(case, source)
            answer = CaseAnswer(case.number, text, who, "held", source=source, heard=self.register.latest(case.number))
            if rival := self._rival(case, who):
                return GivenAnswer(case, rival=rival, held=self.answers.add(answer).id)
            return self._give(case, answer, undo)

    def let_go(self, held: int, undo: timedelta | None = None) -> GivenAnswer | None:
        """Give an answer that was held, as an addition to a colleague's; None if it is not held any more."""
        with self._database.write():
            answer = self.answers.find(held)
            if answer is None or answer.fate != "held":
                return None
            case = self.register.find(answer.number)
            after(case, "answer")
            self.answers.remove(held)
            return self._give(case, answer, undo)

    def drop(self, held: int) -> CaseAnswer | None:
        """Forget an answer that was held, and return it; None if it is not held any more."""
        with self._database.write():
            answer = self.answers.find(held)
            if answer is None or answer.fate != "held":
                return None
            self.answers.remove(held)
            return answer

    def take_back(self, letter: int, who: Actor) -> Case | None:
        """Take back an answer of which nothing has gone; None if anything may have, or it was taken back before."""
        with self._database.write():
            answer = self.answers.of_letter(letter)
            if answer is None or not self._outbox.withdraw(letter):
                return None
            self.answers.remove(answer.id)
            return self.register.note(answer.number, "undone", who)

    def arrived(self, answer: CaseAnswer) -> None:
        """Note that an answer has arrived; if the person wrote more while it was on its way, that waits for another."""
        with self._database.write():
            case = self.register.find(answer.number)
            if case.state == "closed":
                self.register.note(case.number, "answered", answer.who)
                return
            self.change(case.number, "answer", answer.who)
            read = [one.heard for one in self.answers.of_case(case.number) if one.fate in ("sent", "kept")]
            if self.register.latest(case.number, "wrote") > max(read, default=0):
                case = self.change(case.number, "reopen", Actor(case.chat))
                self.tell(case, sentence(self.desk(case).language, "staff.wrote_meanwhile", number=case.number))

    def call_off(self, number: str) -> None:
        """Take back whatever waits to be sent about a case, to the person or to the staff."""
        self._outbox.drop(f"case:{number}:")

    def add_words(self, number: str, text: str, who: Actor, address: str, again: bool = False) -> Case:
        """Add what the person writes to their case, redacted, and show it to the staff; `again` if it was edited.

        What comes after an answer waits for another one: the case is reopened, with a new day by which it is due.
        """
        with self._database.write():
            words = self.redact(text, self.register.find(number).language)
            case = self.register.note(number, "wrote", who, words)
            if case.state not in UNANSWERED:
                case = self.change(number, "reopen", who)
            self._reach(case, address)
            self.tell(case, case_messages.wrote(case, words, self.desk(case).language, again))
            return case

    def reopen(self, number: str, who: Actor, address: str) -> Case:
        """Reopen a case for the person whose answer did not help."""
        with self._database.write():
            case = self.change(number, "reopen", who)
            self._reach(case, address)
            self.tell(case, sentence(self.desk(case).language, "staff.reopened", number=case.number))
            return case

    def write(self, case: Case, reply: Reply, purpose: str, delay: timedelta = timedelta()) -> int:
        """Write to the person whose case it is, and return the letter's id."""
        letter = OutgoingMessage(case.address, case.language, pack(reply), f"case:{case.number}:{purpose}")
        return self._outbox.add(letter, delay)

    def tell(self, case: Case, reply: Reply) -> None:
        """Say something about a case to those who work on it, under its card."""
        self._send(self.desk(case), reply, f"case:{case.number}:notice", quotes=case.card)

    def announce(self, reply: Reply, reference: str) -> None:
        """Say something to the staff that is about no case in particular."""
        self._send(self.staff, reply, reference)

    def move(self, address: str) -> int:
        """Make a chat the staff group and show it every case that is not closed; return how many those are."""
        with self._database.write():
            self.staff.binding.bind(address)
            self.settle_in()
            return len(self._unclosed(self.staff))

    def settle_in(self) -> None:
        """Show colleagues every case of theirs that is not closed, if their group is a new one; else do nothing."""
        with self._database.write():
            for desk in (self.staff, self.guards):
                for case in self._unclosed(desk) if desk.binding.is_new() else ():
                    self._outbox.drop(f"case:{case.number}:card")
                    self.register.set_card(case.number, None)
                    self.show(self.register.find(case.number))

    def follow(self, old: str, new: str) -> None:
        """Go with a group when it gets another address: colleagues with their cards, and people with their cases.

        The messages of a group of colleagues do not come along.
        """
        self.register.relocate(old, new, *(self.staff.key_of(one.partition("/")[0]) for one in (old, new)))
        for desk in (self.staff, self.guards):
            if desk.address.partition("/")[0] == old:
                desk.binding.bind(new)
                self.settle_in()

    def forget(self, chat: str) -> int:
        """Erase the cases of a chat, what is on its way, and what their cards say; return how many cases it were."""
        with self._database.write():
            gone = self.retention.forget(chat)
            for case in gone:
                self._outbox.drop(f"case:{case.number}:")
                if case.address:
                    self._outbox.forget(case.address)
                if case.card is not None:
                    desk = self.desk(case)
                    erased = sentence(desk.language, "staff.erased", number=case.number)
                    self._send(desk, erased, f"case:{case.number}:erased", edits=case.card)
            return len(gone)

    def _unclosed(self, desk: StaffTeam) -> list[Case]:
        cases = self.register.select(Selection(states={"open", "taken", "answered", "reopened"}))
        return [case for case in cases if self.desk(case) is desk]

    def show(self, case: Case) -> None:
        """Put up the card of a case, or change it where it stands; one on its way is changed when it has arrived."""
        if case.card is None and self._outbox.is_under_way(f"case:{case.number}:card"):
            return
        desk = self.desk(case)
        shown = case_messages.card(case, desk.language, self.register.workdays.today())
        self._send(desk, shown, f"case:{case.number}:card", edits=case.card)

    def _send(
        self, desk: StaffTeam, reply: Reply, reference: str, edits: int | None = None, quotes: int | None = None
    ) -> None:
        if address := desk.address:
            self._outbox.add(OutgoingMessage(address, reply.language, pack(reply), reference, edits, quotes))

    def _give(self, case: Case, answer: CaseAnswer, undo: timedelta | None) -> GivenAnswer:
        """Keep an answer and send it, if there is a way back to the person."""
        if not case.address:
            self.answers.add(replace(answer, fate="kept"))
            return GivenAnswer(self.change(case.number, "answer", answer.who))
        reply = case_messages.answer(case, answer.text, self.desk(case).role(case.language))
        letter = self.write(case, reply, "answer", self.undo if undo is None else undo)
        self.answers.add(replace(answer, fate="pending", letter=letter))
        if case.state in ("open", "reopened"):
            case = self.change(case.number, "take", answer.who)
        return GivenAnswer(case, letter)

    def _rival(self, case: Case, who: Actor) -> CaseAnswer | None:
        """Return the colleague's answer that someone can't have seen or may have overlooked, if there is one."""
        given = [one for one in self.answers.of_case(case.number) if one.fate in ("pending", "sent", "kept")]
        going = [one for one in given if one.fate == "pending"]
        standing = given[-1:] if case.state == "answered" else []
        return next((one for one in (*going, *standing) if one.who.key != who.key), None)

    def _replace(self, case: Case, source: int | None) -> None:
        """Take back the answer that was written in the same message. Raise CaseError if any of it may have gone."""
        former = self.answers.of_source(case.number, source) if source is not None else None
        if former is None:
            return
        if former.letter is not None and not self._is_unsent(former.letter):
            raise CaseError("already_sent", number=case.number)
        self.answers.remove(former.id)

    def _is_unsent(self, letter: int) -> bool:
        """Take a letter back, or tell that it was refused whole."""
        receipt = self._outbox.receipt(letter)
        if receipt and receipt.state == "failed":
            return not receipt.messages and receipt.reason in ("blocked", "gone", "refused")
        return self._outbox.withdraw(letter)

    def _reach(self, case: Case, address: str) -> None:
        """Know the way back again: whoever agreed and now writes is where they write from."""
        if case.agreed and not case.address and address:
            self.register.set_address(case.number, address)
