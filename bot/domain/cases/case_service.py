"""Change cases, and queue the messages that result in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.clock import iso
from bot.domain.cases import case_messages
from bot.domain.cases.case import ANONYMOUS, UNANSWERED, Actor, Case, CaseAction, NewCase, next_state
from bot.domain.cases.case_answers import CaseAnswer, CaseAnswers, CaseQueries
from bot.domain.cases.case_notifier import CaseNotifier
from bot.domain.cases.case_repository import CaseRepository, MessageLinks
from bot.domain.cases.staff_team import SAFEGUARDING, CaseTeams, StaffChat, StaffTeam
from bot.errors import CaseError
from bot.replies.reply import Reply
from bot.replies.texts import sentence
from bot.safety.redaction.redaction import redact
from bot.storage.database import Database
from bot.storage.outbox import DeliveryReceipt, Outbox

UNDO_PERIOD = timedelta(seconds=60)
KEEP_HELD = timedelta(days=7)  # an answer beside a colleague's, until somebody decides on it


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The result of answering a case. `outgoing_id` is the answer's id in the outbox, None if there is no address.

    If a colleague's `competing` answer came first, this one is held under the id `held`.
    """

    case: Case
    outgoing_id: int | None = None
    competing: CaseAnswer | None = None
    held: int = 0


class CaseService(CaseQueries):
    """Changes cases; a change and the messages that it puts into the outbox are one transaction.

    Every method raises CaseError where the case does not allow it. `undo_period` is how long an answer can be taken
    back. Without a `safeguarding_team` the staff gets the safeguarding cases of people who agreed to be
    answered; nobody gets the others.
    """

    def __init__(
        self,
        database: Database,
        repository: CaseRepository,
        outbox: Outbox,
        staff_team: StaffTeam,
        safeguarding_team: StaffTeam | None = None,
        undo_period: timedelta = UNDO_PERIOD,
    ) -> None:
        teams = CaseTeams(staff_team, safeguarding_team or _without_chat(database, staff_team))
        super().__init__(repository, CaseAnswers(database), MessageLinks(database), teams)
        self._database, self._outbox, self.undo_period = database, outbox, undo_period
        self._notifier = CaseNotifier(repository, outbox, teams)

    def transaction(self) -> AbstractContextManager[object]:
        """Return a transaction that holds several changes."""
        return self._database.write()

    def notify(self, case: Case, reply: Reply) -> None:
        """Send a reply to the team that works on a case, below the case's summary."""
        self._notifier.notify(case, reply)

    def announce(self, reply: Reply, reference: str) -> None:
        """Send the staff a reply that is about no single case."""
        self._notifier.announce(reply, reference)

    def send_to_person(self, case: Case, reply: Reply, purpose: str, delay: timedelta = timedelta()) -> int:
        """Send a reply to the person whose case it is, and return its id in the outbox."""
        return self._notifier.send_to_person(case, reply, purpose, delay)

    def open(self, new: NewCase, actor: Actor, opened: str = "") -> Case:
        """Open a case and show it to its team, or return the one that its consultation has already.

        `opened` is its moment if it ought to have been opened before now (ISO 8601 UTC).
        """
        with self._database.write():
            if new.consultation and (known := self._repository.of_consultation(new.consultation)):
                return known
            self.show_in_changed_chats()
            case = self._repository.open(new, actor, opened)
            self._notifier.show(case)
            return case

    def change(self, number: str, action: CaseAction, actor: Actor, note: str = "") -> Case:
        """Apply an action that sends the person nothing, and update the case's summary."""
        with self._database.write():
            case = self._repository.change(number, action, actor, note)
            self._notifier.show(case)
            if action == "close":
                self._discard(self._answers.held(case.number), "staff.held_closed")
            return case

    def link_message(self, chat: str, message: int | None, number: str) -> None:
        """Link a message in a chat to a case, so that our reply to it and replies to that are linked too."""
        if message is not None:
            self._links.link(chat, message, number)

    def note_suggestion(self, number: str, actor: Actor) -> Case:
        """Note in a case's history that someone suggests it for the FAQ."""
        return self._repository.note(number, "suggested", actor)

    def add_message(self, number: str, text: str, actor: Actor, address: str, is_edited: bool = False) -> Case:
        """Add what the person writes to their case, redacted, and send it to the team.

        A message that comes after an answer calls for another one: the case is reopened, with a new due date.
        """
        with self._database.write():
            redacted = redact(text, self._repository.find(number).language).text
            case = self._repository.note(number, "wrote", actor, redacted)
            if case.state not in UNANSWERED:
                case = self.change(number, "reopen", actor)
            self._restore_address(case, address)
            self.notify(case, case_messages.added_message(case, redacted, self.team_for(case).language, is_edited))
            return case

    def reopen(self, number: str, actor: Actor, address: str) -> Case:
        """Reopen a case for the person whose answer did not help."""
        with self._database.write():
            case = self.change(number, "reopen", actor)
            self._restore_address(case, address)
            self.notify(case, sentence(self.team_for(case).language, "staff.reopened", number=case.number))
            return case

    def record_consent(self, number: str, chat: str, address: str) -> None:
        """Set the chat and the address of a person who agrees to be answered, reopen a closed case, tell the team."""
        with self._database.write():
            case = self._repository.record_consent(number, chat, address)
            if case.state == "closed":
                case = self._repository.change(number, "reopen", ANONYMOUS)
            self._notifier.show(case)
            self.notify(case, sentence(self.team_for(case).language, "staff.agreed", number=case.number))

    def withdraw_consent(self, number: str) -> None:
        """Erase all that identifies the person, with what they wrote, and withdraw unsent messages.

        A team that has the case only because the person agreed is told that it has it no longer.
        """
        with self._database.write():
            agreed = self._repository.find(number)
            if not agreed.agreed:
                return
            self._notifier.cancel(number)
            case = self._repository.withdraw_consent(number)
            if self.team_for(case) is self.team_for(agreed):
                self._notifier.show(case)
            else:
                self._notifier.show_withdrawn(agreed)

    def answer(
        self, number: str, text: str, actor: Actor, source: int | None = None, undo_period: timedelta | None = None
    ) -> GivenAnswer:
        """Answer a case: the text is sent to the person once the undo period is over.

        `source` is the id of the message that holds the answer: an edit of it replaces an answer that is unsent. A case
        without an address keeps the answer for the person to read. If a colleague's answer is still unsent, or was sent
        and the person has written nothing since, the new one is held until it is sent or discarded.
        """
        with self._database.write():
            case = self._repository.find(number)
            if case.kind == "safeguarding" and not case.agreed:  # nobody would ever read it
                raise CaseError("no_consent", number=case.number)
            next_state(case, "answer")
            self._remove_former(case, source)
            seen = self._repository.last_event(case.number)
            answer = CaseAnswer(case.number, text, actor, "held", source=source, last_event=seen)
            if competing := self.competing_answer(case, actor):
                return GivenAnswer(case, competing=competing, held=self._answers.add(answer).id)
            return self._give(case, answer, undo_period)

    def competing_answer(self, case: Case, actor: Actor) -> CaseAnswer | None:
        """Return a colleague's answer that is unsent, or the latest one to an answered case; None if there is none."""
        given = [one for one in self._answers.of_case(case.number) if one.state in ("pending", "sent", "kept")]
        unsent = [one for one in given if one.state == "pending"]
        latest = given[-1:] if case.state == "answered" else []
        return next((one for one in (*unsent, *latest) if one.actor.key != actor.key), None)

    def send_held(self, held: int, undo_period: timedelta | None = None) -> GivenAnswer | None:
        """Send an answer that was held, as an addition to a colleague's; None if it is held no longer."""
        with self._database.write():
            answer = self.held_answer(held)
            if answer is None:
                return None
            case = self._repository.find(answer.number)
            next_state(case, "answer")
            self._answers.remove(held)
            return self._give(case, answer, undo_period)

    def discard_held(self, held: int) -> CaseAnswer | None:
        """Erase an answer that was held, and return it; None if it is held no longer."""
        with self._database.write():
            answer = self.held_answer(held)
            if answer:
                self._answers.remove(held)
            return answer

    def discard_undecided(self) -> None:
        """Erase answers that have been held for a week without a decision, and tell the teams."""
        with self._database.write():
            self._discard(self._answers.held(before=iso(self.workdays.now() - KEEP_HELD)), "staff.held_expired")

    def take_back(self, outgoing_id: int, actor: Actor) -> Case | None:
        """Take back an answer that is unsent; None if any part may have been sent, or it was taken back before."""
        with self._database.write():
            answer = self._answers.of_outgoing(outgoing_id)
            if answer is None or not self._outbox.withdraw(outgoing_id):
                return None
            self._answers.remove(answer.id)
            return self._repository.note(answer.number, "undone", actor)

    def note_delivered(self, answer: CaseAnswer) -> None:
        """Note that an answer was delivered; reopen the case if the person wrote more after it was written."""
        with self._database.write():
            self._answers.update(answer.outgoing_id, "sent")
            case = self._repository.find(answer.number)
            if case.state == "closed":
                self._repository.note(case.number, "answered", answer.actor)
                return
            self.change(case.number, "answer", answer.actor)
            seen = [one.last_event for one in self._answers.of_case(case.number) if one.state in ("sent", "kept")]
            if self._repository.last_event(case.number, "wrote") > max(seen, default=0):
                case = self.change(case.number, "reopen", Actor(case.chat))
                self.notify(case, sentence(self.team_for(case).language, "staff.wrote_meanwhile", number=case.number))

    def note_undelivered(self, answer: CaseAnswer, receipt: DeliveryReceipt) -> None:
        """Note that an answer could not be delivered, and tell the team."""
        with self._database.write():
            self._answers.update(answer.outgoing_id, "undelivered")
            case = self._repository.note(answer.number, "undelivered", answer.actor, receipt.reason or "")
            if receipt.reason in ("blocked", "gone"):
                self._repository.erase_address(case.number)
            key = "staff.blocked" if receipt.reason == "blocked" else "staff.undelivered"
            self.notify(case, sentence(self.team_for(case).language, key, number=case.number))
            self._notifier.show(self._repository.find(case.number))

    def set_summary(self, case: Case, message: int | None) -> None:
        """Set the message that shows a case; if the case has changed while it was being sent, edit it at once."""
        if case.summary == message:
            return
        self._repository.set_summary(case.number, message)
        if message is not None and len(self._repository.history(case.number)) > 1:
            self._notifier.show(self._repository.find(case.number))

    def bind_staff_chat(self, address: str) -> int:
        """Make a chat the staff's and show every case there that is not closed; return how many those are."""
        with self._database.write():
            self.staff_team.chat.bind(address)
            self.show_in_changed_chats()
            return len(self._notifier.unclosed_of(self.staff_team))

    def show_in_changed_chats(self) -> None:
        """Show a team all its cases that are not closed, if its chat has changed; else do nothing."""
        with self._database.write():
            self._notifier.show_in_changed_chats()

    def move_chat(self, old: str, new: str) -> None:
        """Update the address of a team whose group has moved, and show it its cases anew."""
        for team in self._teams:
            if team.address.partition("/")[0] == old:
                team.chat.bind(new)
                self.show_in_changed_chats()

    def erase_chat(self, chat: str) -> int:
        """Erase the cases of a chat with their unsent messages and summaries; return the number of cases."""
        with self._database.write():
            erased = self._repository.erase_chat(chat)
            for case in erased:
                self._notifier.retract(case)
            return len(erased)

    def erase_addresses(self) -> None:
        """Erase the addresses of cases that have been closed for a week."""
        self._repository.erase_addresses()

    def _give(self, case: Case, answer: CaseAnswer, undo_period: timedelta | None) -> GivenAnswer:
        """Keep an answer and send it, if the case has an address."""
        if not case.address:
            self._answers.add(replace(answer, state="kept"))
            return GivenAnswer(self.change(case.number, "answer", answer.actor))
        reply = case_messages.answer(case, answer.text, self.team_for(case).role(case.language))
        delay = self.undo_period if undo_period is None else undo_period
        outgoing_id = self.send_to_person(case, reply, "answer", delay)
        self._answers.add(replace(answer, state="pending", outgoing_id=outgoing_id))
        if case.state in ("open", "reopened"):
            case = self.change(case.number, "take", answer.actor)
        return GivenAnswer(case, outgoing_id)

    def _discard(self, held: Iterable[CaseAnswer], key: str) -> None:
        """Erase held answers; the text `key` names the author of each in the chat of its team."""
        for answer in held:
            self._answers.remove(answer.id)
            case, author = self._repository.find(answer.number), answer.actor.name or answer.actor.key[:6]
            self.notify(case, sentence(self.team_for(case).language, key, number=case.number, name=author))

    def _remove_former(self, case: Case, source: int | None) -> None:
        """Remove the answer that the same message held before. Raise CaseError if any of it may have been sent."""
        former = self._answers.of_source(case.number, source) if source is not None else None
        if former is None:
            return
        if former.outgoing_id is not None and not self._withdraw(former.outgoing_id):
            raise CaseError("already_sent", number=case.number)
        self._answers.remove(former.id)

    def _withdraw(self, outgoing_id: int) -> bool:
        """Withdraw an answer from the outbox; tell whether nothing of it was or will be delivered."""
        receipt = self._outbox.receipt(outgoing_id)
        if receipt and receipt.state == "failed":
            return not receipt.messages and receipt.reason in ("blocked", "gone", "refused")
        return self._outbox.withdraw(outgoing_id)

    def _restore_address(self, case: Case, address: str) -> None:
        """Set the address again, if the person agreed to be answered and writes after it was erased."""
        if case.agreed and not case.address and address:
            self._repository.set_address(case.number, address)


def _without_chat(database: Database, staff: StaffTeam) -> StaffTeam:
    return StaffTeam(StaffChat(database, "", SAFEGUARDING), staff.languages, staff.key_of)
