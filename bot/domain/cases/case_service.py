"""Answer cases: an answer is sent after a while, held beside a colleague's, taken back, delivered or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.clock import iso
from bot.domain.cases import case_messages
from bot.domain.cases.case import ANONYMOUS, Actor, Case, next_state
from bot.domain.cases.case_answers import CaseAnswer
from bot.domain.cases.case_changes import CaseChanges
from bot.errors import CaseError
from bot.replies.texts import sentence
from bot.storage.outgoing_messages import DeliveryReceipt

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


class CaseService(CaseChanges):
    """Everything that is done about cases; every method raises CaseError where the case does not allow it."""

    def answer(
        self,
        number: str,
        text: str,
        actor: Actor,
        source: int | None = None,
        undo_period: timedelta | None = None,
        *,
        is_doubtful: bool = False,
    ) -> GivenAnswer:
        """Answer a case: the text is sent to the person once the undo period is over.

        `source` is the id of the message that holds the answer: an edit of it replaces an answer that is unsent. A case
        without an address keeps the answer for the person to read. If a colleague's answer is still unsent, or was sent
        and the person has written nothing since, the new one is held until it is sent or discarded. So is one that
        `is_doubtful`: it may be a remark to the bot.
        """
        with self._database.write():
            case = self._repository.find(number)
            if case.kind == "safeguarding" and not case.agreed:  # nobody would ever read it
                raise CaseError("no_consent", number=case.number)
            next_state(case, "answer")
            self._answers.forget_unsent(case.number, actor.key)
            former = self._remove_former(case, source)
            seen, preview = self._repository.last_event(case.number), former.preview if former else None
            answer = CaseAnswer(case.number, text, actor, "held", source=source, last_event=seen, preview=preview)
            is_confirmed = former is not None and former.state == "pending"  # beside a colleague's or not, it was to go
            if is_doubtful:
                held = self._answers.add(answer)
                self._previews.show_doubtful(case, held)
                return GivenAnswer(case, held=held.id)
            if not is_confirmed and (competing := self.competing_answer(case, actor)):
                held = self._answers.add(answer)
                self._previews.show_held(case, held, competing)
                return GivenAnswer(case, competing=competing, held=held.id)
            return self._give(case, answer, undo_period)

    def add_alarm(self, number: str, kind: str) -> None:
        """Add another kind of danger to a case, and tell the team."""
        with self._database.write():
            case = self._repository.note(number, "alarmed", ANONYMOUS, kind)
            event = self._repository.history(number)[-1]
            self.notify(case, case_messages.another_danger(case, kind, event.at, self.team_for(case).language))

    def note_suggestion(self, number: str, actor: Actor) -> Case:
        """Note in a case's history that someone suggests it for the FAQ. Raise CaseError if it holds no question."""
        if not self._repository.find(number).is_for_faq:
            raise CaseError("not_for_faq", number=number)
        return self._repository.note(number, "suggested", actor)

    def end_exchange(self, number: str) -> None:
        """Note that the person ended the exchange about a danger: what they write is passed on no more."""
        self._repository.note(number, "stopped", ANONYMOUS)

    def assign(self, number: str, recipient: Actor, actor: Actor) -> Case:
        """Give a case to a colleague, who has it from now on; the team is told. They must be allowed to answer it."""
        with self._database.write():
            case = self._repository.find(number)
            if not self._may_answer(self.team_for(case), recipient):
                raise CaseError("no_colleague", number=case.number, name=recipient.name)
            case = self._repository.assign(case.number, recipient, actor)
            self._notifier.show(case)
            self.notify(case, case_messages.assigned(case, actor, self.team_for(case).language))
            self._settle_buttons(case)
            return case

    def hold(self, answer: CaseAnswer) -> bool:
        """Hold an answer that is unsent, and ask whether it is to be sent; False if any part may have been sent."""
        with self._database.write():
            if not self._outbox.withdraw(answer.outgoing_id or 0):
                return False
            self._previews.show_doubtful(self._repository.find(answer.number), self._answers.hold(answer.id))
            return True

    def may_leave(self, outgoing_id: int) -> bool:
        """Tell whether an answer in the outbox may be sent: its author may still answer, or had it tried before.

        One that may not is held; the case is released, and its team told.
        """
        answer = self._answers.of_outgoing(outgoing_id)
        if answer is None:
            return True
        case = self._repository.find(answer.number)
        was_tried = self._repository.last_event(case.number, "undelivered") > answer.last_event
        if was_tried or self._is_permitted(case, answer.actor):
            return True
        self.hold(answer)
        self._release_for(case, answer.actor)
        return False

    def competing_answer(self, case: Case, actor: Actor) -> CaseAnswer | None:
        """Return a colleague's answer that is unsent, or the latest one to an answered case; None if there is none."""
        given = [one for one in self._answers.of_case(case.number) if one.state in ("pending", "sent", "kept")]
        unsent = [one for one in given if one.state == "pending"]
        latest = given[-1:] if case.state == "answered" else []
        return next((one for one in (*unsent, *latest) if one.actor.key != actor.key), None)

    def send_held(self, held: int, undo_period: timedelta | None = None, by: Actor | None = None) -> GivenAnswer | None:
        """Send an answer that was held; None if it is held no longer. It counts as that of `by`, who decided so."""
        with self._database.write():
            answer = self.held_answer(held)
            if answer is None:
                return None
            case = self._repository.find(answer.number)
            next_state(case, "answer")
            self._answers.remove(held)
            return self._give(case, replace(answer, actor=by or answer.actor), undo_period)

    def discard_held(self, held: int, actor: Actor = ANONYMOUS) -> CaseAnswer | None:
        """Erase an answer that was held, and return it; None if it is held no longer."""
        with self._database.write():
            answer = self.held_answer(held)
            if answer:
                self._previews.show_unsent(self._repository.find(answer.number), answer, "dropped", actor.name)
                self._answers.remove(held)
            return answer

    def discard_undecided(self) -> None:
        """Erase answers that have been held for a week without a decision, and tell the teams.

        Words that were written at the desk and not given go after a week too.
        """
        with self._database.write():
            before = iso(self.workdays.now() - KEEP_HELD)
            self._discard(self._answers.held(before=before), "expired")
            self._answers.forget_unsent(before=before)

    def take_back(self, outgoing_id: int, actor: Actor) -> Case | None:
        """Take back an answer that is unsent; None if any part may have been sent, or it was taken back before.

        The words of one that was written in no message are kept for its author, see `unsent_words`.
        """
        with self._database.write():
            answer = self._answers.of_outgoing(outgoing_id)
            if answer is None or not self._outbox.withdraw(outgoing_id):
                return None
            self._previews.show_unsent(self._repository.find(answer.number), answer, "undone", actor.name)
            if answer.source is None:
                self._answers.stop(answer)
            else:
                self._answers.remove(answer.id)
            return self._repository.note(answer.number, "undone", actor)

    def keep_draft(self, number: str, text: str, actor: Actor) -> None:
        """Keep what somebody has written to a case and not given, for them alone, for a week at most.

        Nothing is kept of an empty text, and of one that nobody would ever read.
        """
        with self._database.write():
            case = self._repository.find(number)
            if case.kind != "safeguarding" or case.agreed:
                self._answers.keep_draft(case.number, text, actor)

    def forget_unsent(self, number: str, actor: Actor) -> None:
        """Erase what is kept of somebody's words to a case that were not given, or taken back."""
        self._answers.forget_unsent(number, actor.key)

    def send_waiting(self, answer: CaseAnswer, address: str) -> None:
        """Send an answer that a person could not be reached with, now that they have written again."""
        with self._database.write():
            self._repository.set_address(answer.number, address)
            case = self._repository.find(answer.number)
            outgoing_id = self._send_answer(case, answer, timedelta())
            self._previews.show_pending(case, self._answers.send_again(answer.id, outgoing_id), timedelta())
            self._notifier.show(case)

    def waiting_answers(self, chat: str) -> list[CaseAnswer]:
        """Return the answers that never reached a chat and that it was not told of, but those about a danger."""
        return self._answers.waiting_in(chat)

    def note_read(self, answer: CaseAnswer) -> None:
        """Note that the person reads an answer that never reached them: it has arrived now."""
        if answer.state == "undelivered":
            self.note_delivered(answer)
        elif answer.state == "kept" and not answer.told:
            self.note_told(answer)

    def note_told(self, answer: CaseAnswer) -> None:
        """Note that the person was told that an answer waits for them."""
        self._answers.note_told(answer.id)

    def note_preview(self, case: Case, identity: int, message: int | None, is_final: bool) -> None:
        """Set the message that shows the team the answer of that id."""
        with self._database.write():
            self._previews.note_shown(case, identity, message, is_final)

    def note_delivered(self, answer: CaseAnswer) -> None:
        """Note that an answer was delivered; reopen the case if the person wrote more after it was written."""
        with self._database.write():
            self._answers.update(answer.outgoing_id, "sent")
            case = self._repository.find(answer.number)
            self._previews.show_sent(case, self._answers.find(answer.id) or answer)
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
            self._previews.show_unsent(case, answer, receipt.reason or "refused")
            if receipt.reason in ("blocked", "gone"):
                self._repository.erase_address(case.number)
            key = "staff.blocked" if receipt.reason == "blocked" else "staff.undelivered"
            self.notify(case, sentence(self.team_for(case).language, key, number=case.number))
            self._notifier.show(self._repository.find(case.number))

    def _give(self, case: Case, answer: CaseAnswer, undo_period: timedelta | None) -> GivenAnswer:
        """Keep an answer and send it, if the case has an address."""
        if not case.address:
            self._previews.show_kept(case, self._answers.add(replace(answer, state="kept")))
            return GivenAnswer(self.change(case.number, "answer", answer.actor))
        delay = self.undo_period if undo_period is None else undo_period
        outgoing_id = self._send_answer(case, answer, delay)
        added = self._answers.add(replace(answer, state="pending", outgoing_id=outgoing_id))
        self._previews.show_pending(case, added, delay)
        if case.state in ("open", "reopened"):
            case = self.change(case.number, "take", answer.actor)
        return GivenAnswer(case, outgoing_id)

    def _remove_former(self, case: Case, source: int | None) -> CaseAnswer | None:
        """Remove the answer that the same message held before, and return it.

        Raise CaseError if any of it may have been sent.
        """
        former = self._answers.of_source(case.number, source) if source is not None else None
        if former is None:
            return None
        if former.outgoing_id is not None and not self._withdraw(former.outgoing_id):
            raise CaseError("already_sent", number=case.number)
        self._answers.remove(former.id)
        return former

    def _is_permitted(self, case: Case, actor: Actor) -> bool:
        """Tell whether somebody may answer a case now; the command line may, whoever has it."""
        team = self.team_for(case)
        is_console = actor.key == self.staff_team.key_of(f"console:{actor.name}")
        return is_console or self._may_answer(team, actor)

    def _release_for(self, case: Case, actor: Actor) -> None:
        """Release the case of somebody who may answer no more, and tell the team."""
        if case.state == "taken" and case.owner == actor.key:
            case = self._repository.change(case.number, "release", ANONYMOUS)
            self._notifier.show(case)
        name, language = actor.name or actor.key[:6], self.team_for(case).language
        self.notify(case, sentence(language, "staff.role_gone", number=case.number, name=name))

    def _withdraw(self, outgoing_id: int) -> bool:
        """Withdraw an answer from the outbox; tell whether nothing of it was or will be delivered."""
        receipt = self._outbox.receipt(outgoing_id)
        if receipt and receipt.state == "failed":
            return not receipt.messages and receipt.reason in ("blocked", "gone", "refused")
        return self._outbox.withdraw(outgoing_id)

    def _send_answer(self, case: Case, answer: CaseAnswer, delay: timedelta) -> int:
        """Send an answer to the person after `delay`, and return its id in the outbox."""
        reply = case_messages.answer(case, answer.text, self.team_for(case).role(case.language))
        return self.send_to_person(case, reply, "answer", delay)
