"""Change cases, and queue the messages that result in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from datetime import date, timedelta
from typing import TypeAlias

from bot.domain.cases import case_messages
from bot.domain.cases.answer_previews import AnswerPreviews
from bot.domain.cases.case import ANONYMOUS, UNANSWERED, Actor, Case, CaseAction, CaseState, NewCase
from bot.domain.cases.case_answers import CaseAnswer, CaseAnswers
from bot.domain.cases.case_notifier import CaseLink, CaseNotifier, Label, Purpose, no_link, unlabelled
from bot.domain.cases.case_queries import CaseQueries
from bot.domain.cases.case_repository import CaseFilter, CaseRepository, MessageLinks
from bot.domain.cases.postponement import days_to_postpone
from bot.domain.cases.staff_team import CaseTeams, StaffTeam
from bot.errors import CaseError
from bot.replies.reply import Reply
from bot.replies.texts import sentence
from bot.safety.redaction.redaction import redact
from bot.storage.database import Database
from bot.storage.outbox import Outbox

# The states in which the buttons of a message about a case are past, by the purpose of the message.
_PAST: dict[Purpose, frozenset[CaseState]] = {
    "take": frozenset({"taken", "answered", "closed"}),
    "offer": frozenset({"answered", "closed"}),
}
UNDO_PERIOD = timedelta(seconds=60)

MayAnswer: TypeAlias = Callable[[StaffTeam, Actor], bool]


def anybody_may(team: StaffTeam, actor: Actor) -> bool:
    """Let everybody answer: nobody is asked for a role."""
    return True


class CaseChanges(CaseQueries):
    """Changes cases; a change and the messages that it puts into the outbox are one transaction.

    Every method raises CaseError where the case does not allow it. `undo_period` is how long an answer can be taken
    back. Without a `safeguarding_team` the staff gets the safeguarding cases of people who agreed to be answered; the
    others nobody gets. `may_answer` tells whether somebody may answer a team's cases now; `link` is a case at the desk.
    """

    def __init__(
        self,
        database: Database,
        repository: CaseRepository,
        outbox: Outbox,
        staff_team: StaffTeam,
        safeguarding_team: StaffTeam | None = None,
        undo_period: timedelta = UNDO_PERIOD,
        label: Label = unlabelled,
        may_answer: MayAnswer = anybody_may,
        link: CaseLink = no_link,
    ) -> None:
        teams = CaseTeams(staff_team, safeguarding_team or staff_team.without_chat(database))
        super().__init__(repository, CaseAnswers(database, repository.workdays.clock), MessageLinks(database), teams)
        self._database, self._outbox, self.undo_period = database, outbox, undo_period
        self._may_answer = may_answer
        self._notifier = CaseNotifier(repository, outbox, teams, label, link)
        self._previews = AnswerPreviews(self._answers, outbox, teams, repository.workdays)

    def card_buttons(self, case: Case) -> case_messages.Rows:
        """Return the buttons of a case's card in its team's chat."""
        language = self.team_for(case).language
        return (*case_messages.card_buttons(case, language), *self._notifier.desk_buttons(case))

    def transaction(self) -> AbstractContextManager[object]:
        """Return a transaction that holds several changes."""
        return self._database.write()

    def notify(self, case: Case, reply: Reply, purpose: Purpose = "notice") -> None:
        """Send a reply to the team that works on a case, below the case's summary.

        One that offers to "take" the case, or published answers ("offer"), loses its buttons once that is past.
        """
        self._notifier.notify(case, reply, purpose)

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
        """Apply an action, and update the case's summary; tell the team whose hands the case leaves.

        Of a case that is closed after an answer the person is asked, once, whether that helped; of one that is closed
        while they wait for an answer they are told so.
        """
        with self._database.write():
            before = self._repository.find(number)
            case = self._repository.change(number, action, actor, note)
            self._notifier.show(case)
            if notice := case_messages.handed_over(before, action, actor, self.team_for(case).language):
                self.notify(case, notice, "take" if notice.buttons else "notice")
            self._settle_buttons(case)
            if action == "close":
                self._discard(self._answers.held(case.number), "closed")
                self._tell_closed(before, case, actor)
            return case

    def postpone(self, number: str, day: date, actor: Actor) -> Case:
        """Put a case off until `day`, when it comes back by itself. Raise CaseError for a day that is not offered."""
        with self._database.write():
            days_to_postpone(self._repository.find(number), self.workdays.today()).check(day)
            case = self._repository.postpone(number, day, actor)
            self._notifier.show(case)
            return case

    def resume(self, number: str, actor: Actor) -> Case:
        """Bring a postponed case back before its day."""
        with self._database.write():
            case = self._repository.resume(number, actor)
            self._notifier.show(case)
            return case

    def bring_back(self, case: Case) -> None:
        """Show a case that was postponed until today below all else in its team's chat."""
        with self._database.write():
            case = self._repository.bring_back(case.number)
            self._notifier.show_anew(case)

    def show_anew(self, number: str) -> Case:
        """Show a case below all else in its team's chat."""
        with self._database.write():
            case = self._repository.find(number)
            self._notifier.show_anew(case)
            return case

    def ask_for_date(self, case: Case) -> None:
        """Ask the team until when a case is put off; the reply is taken for a date."""
        self._notifier.ask_for_date(case)

    def rate(self, number: str, has_helped: bool, actor: Actor, address: str) -> Case:
        """Record what the person says of the answer: a case that it settled is closed, another one is reopened."""
        with self._database.write():
            self._repository.set_helped(number, "yes" if has_helped else "no")
            case = self._repository.note(number, "helped" if has_helped else "unhelped", actor)
            if not has_helped:
                return self.reopen(number, actor, address)
            return case if case.state == "closed" else self.change(number, "close", actor)

    def link_message(self, chat: str, message: int | None, number: str, purpose: str = "") -> None:
        """Link a message in a chat to a case, so that our reply to it and replies to that are linked too.

        `purpose` says what a reply to it is, if that is no answer to the person.
        """
        if message is not None:
            self._links.link(chat, message, number, purpose)

    def recognise_card(self, chat: str, message: int, title: str) -> None:
        """Link a card of a case to it again, by its title, if the bot stopped before it could note the message's id."""
        number = case_messages.number_in_title(title)
        if not number or self._links.number(chat, message):
            return
        with suppress(CaseError):
            case = self._repository.find(number)
            if self.team_for(case).key == chat:
                self.link_message(chat, message, case.number)

    def add_message(self, number: str, text: str, actor: Actor, address: str, is_edited: bool = False) -> Case:
        """Add what the person writes to their case, redacted, and send it to the team.

        Of a danger, the team of whoever agreed reads the words as they are; until it can be written to, all but health
        is redacted in them. A message that comes after an answer reopens the case.
        """
        with self._database.write():
            case = self._repository.find(number)
            is_of_danger = case.kind == "safeguarding" and case.agreed
            redacted = redact(text, case.language, kept=("health",) if is_of_danger else ())
            case = self._repository.note(number, "wrote", actor, redacted.text)
            if case.later:
                self._notifier.show(case := self._repository.bring_back(number))
            if case.state not in UNANSWERED:
                case = self.change(number, "reopen", actor)
            self._restore_address(case, address)
            shown = text if is_of_danger else redacted.text
            self.notify(case, case_messages.added_message(case, shown, self.team_for(case).language, is_edited))
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
            self._show_unsent(agreed, "withdrawn")
            case = self._repository.withdraw_consent(number)
            if self.team_for(case) is self.team_for(agreed):
                self._notifier.show(case)
            else:
                self._notifier.show_withdrawn(agreed)

    def set_summary(self, case: Case, message: int | None) -> None:
        """Set the message that shows a case; if the case has changed while it was being sent, edit it at once."""
        if case.summary == message:
            return
        self._repository.set_summary(case.number, message)
        if message is not None and len(self._repository.history(case.number)) > 1:
            self._notifier.show(self._repository.find(case.number))

    def bind_staff_chat(self, address: str) -> int:
        """Make a chat the staff's and show every case there that is not closed; return how many those are.

        The cards in the chat before lose what they say and their buttons.
        """
        with self._database.write():
            self._leave_staff_chat()
            self.staff_team.chat.replace(address)
            self.show_in_changed_chats()
            return self.unclosed_of_staff()

    def restore_staff_chat(self) -> None:
        """Undo the last `bind_staff_chat`."""
        with self._database.write():
            self._leave_staff_chat()
            self.staff_team.chat.restore()
            self.show_in_changed_chats()

    def unclosed_of_staff(self) -> int:
        """Return the number of the staff's cases that are not closed."""
        return len(self._notifier.unclosed_of(self.staff_team))

    def _leave_staff_chat(self) -> None:
        self._notifier.retire_cards(self.staff_team)
        self._answers.forget_previews()

    def show_in_changed_chats(self) -> None:
        """Show a team all its cases that are not closed, if its chat has changed; else do nothing."""
        with self._database.write():
            self._notifier.show_in_changed_chats()

    def move_chat(self, old: str, new: str) -> None:
        """Update the address of a team whose group has moved, and show it its cases anew."""
        for team in self._teams:
            team.chat.follow(old, new)
            if team.address.partition("/")[0] == old:
                team.chat.bind(new)
                self.show_in_changed_chats()

    def erase_chat(self, chat: str) -> int:
        """Erase the cases of a chat with their unsent messages and summaries; return the number of cases."""
        with self._database.write():
            for case in self._repository.select(CaseFilter(chat=chat)):
                self._show_unsent(case, "erased")
            erased = self._repository.erase_chat(chat)
            for case in erased:
                self._notifier.retract(case)
            return len(erased)

    def erase_addresses(self) -> None:
        """Erase the addresses of cases that have been closed for a week."""
        self._repository.erase_addresses()

    def _settle_buttons(self, case: Case) -> None:
        """Let the messages about a case whose buttons its state has overtaken say the state in their place."""
        team = self.team_for(case)
        for purpose, states in _PAST.items():
            for message in self._links.with_purpose(team.key, case.number, purpose) if case.state in states else ():
                self._notifier.show_state(case, message)
                self._links.link(team.key, message, case.number)

    def _discard(self, held: Iterable[CaseAnswer], reason: str) -> None:
        """Erase held answers; one notice for each case names their authors in the chat of its team."""
        found: dict[str, list[CaseAnswer]] = {}
        for answer in held:
            self._previews.show_unsent(self._repository.find(answer.number), answer, reason)
            self._answers.remove(answer.id)
            found.setdefault(answer.number, []).append(answer)
        for case, answers in ((self._repository.find(number), given) for number, given in found.items()):
            self.notify(case, case_messages.discarded(case, answers, reason, self.team_for(case).language))

    def _show_unsent(self, case: Case, reason: str) -> None:
        """Show of each answer to a case that is to be sent, or was to be decided on, that it is not sent."""
        for answer in self._answers.of_case(case.number):
            if answer.state in ("pending", "held"):
                self._previews.show_unsent(case, answer, reason)

    def _tell_closed(self, before: Case, case: Case, actor: Actor) -> None:
        """Tell the person of a case that is closed; the team too, if they wait for a further answer."""
        match self.told_on_closing(before, actor):
            case "asked":
                self._repository.set_helped(case.number, "asked")
                self._notifier.ask_if_helped(case)
            case "told":
                self._notifier.tell_closed(case, self.was_answered(case.number))
        if self.is_given_up(before, actor) and self.was_answered(case.number):
            self._notifier.warn_of_waiting(case)

    def _restore_address(self, case: Case, address: str) -> None:
        """Set the address again, if the person agreed to be answered and writes after it was erased."""
        if case.agreed and not case.address and address:
            self._repository.set_address(case.number, address)
