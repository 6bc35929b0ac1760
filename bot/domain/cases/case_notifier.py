"""Messages about cases: summaries and notices in the teams' chats, replies to the person who asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal, TypeAlias

from bot.domain.cases import case_messages
from bot.domain.cases.case import UNCLOSED, Case
from bot.domain.cases.case_repository import CaseFilter, CaseRepository
from bot.domain.cases.staff_team import CaseTeams, StaffTeam
from bot.replies.reply import Button, Reply, pack
from bot.replies.texts import say, sentence
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import OutgoingMessage
from corpus.language import Language

_SUMMARY = "summary"

Purpose: TypeAlias = Literal["notice", "take", "offer"]  # of a message about a case, by the buttons that it has
CaseLink: TypeAlias = Callable[[str], str]  # the web address of a case at the desk, by its number; empty for none
Label: TypeAlias = Callable[[str, Language], str]  # the name of a theme, by its id; empty for an unknown one


def unlabelled(theme: str, language: Language) -> str:
    """Return no name: the corpus has no themes."""
    return ""


def no_link(number: str) -> str:
    """Return no address: the desk has none that leads there from outside."""
    return ""


class CaseNotifier:
    """Puts messages about cases into the outbox, in the transaction around it. A team without a chat gets none."""

    def __init__(
        self,
        repository: CaseRepository,
        outbox: Outbox,
        teams: CaseTeams,
        label: Label = unlabelled,
        link: CaseLink = no_link,
    ) -> None:
        self._repository, self._outbox, self._teams = repository, outbox, teams
        self._label, self._link = label, link

    def send_to_person(self, case: Case, reply: Reply, purpose: str, delay: timedelta = timedelta()) -> int:
        """Send a reply to the person whose case it is, and return its id in the outbox."""
        message = OutgoingMessage(case.address, case.language, pack(reply), _reference(case, purpose))
        return self._outbox.add(message, delay)

    def notify(self, case: Case, reply: Reply, purpose: Purpose = "notice") -> None:
        """Send a reply to the team that works on a case, below the case's summary."""
        self._send(self._teams.for_case(case), reply, _reference(case, purpose), quotes=case.summary)

    def show_state(self, case: Case, message: int) -> None:
        """Replace a message about a case by its state, without buttons."""
        team, name = self._teams.for_case(case), case.owner_name or case.owner[:6]
        said = sentence(team.language, f"staff.now_{case.state}", number=case.number, name=name)
        self._send(team, said, _reference(case, "past"), message)

    def announce(self, reply: Reply, reference: str) -> None:
        """Send the staff a reply that is about no single case."""
        self._send(self._teams.staff, reply, reference)

    def show(self, case: Case) -> None:
        """Send a case's summary, or edit the one there is; one that is being sent is edited once it has arrived."""
        if case.summary is None and self._outbox.is_under_way(_reference(case, _SUMMARY)):
            return
        team = self._teams.for_case(case)
        label = self._label(case.theme, team.language) if case.theme else ""
        today, desk = self._repository.workdays.today(), self.desk_buttons(case)
        summary = case_messages.summary(case, team.language, today, label, desk)
        self._send(team, summary, _reference(case, _SUMMARY), edits=case.summary)

    def desk_buttons(self, case: Case) -> case_messages.Rows:
        """Return the row with the button that opens a case at the desk; none without an address.

        A private chat opens it inside Telegram (Bot API, InlineKeyboardButton.web_app). Whoever is in a group for
        safeguarding is not known at the desk.
        """
        team, link = self._teams.for_case(case), self._link(case.number)
        is_private = team.address.isdecimal()  # a group's id is negative, or has a topic after a slash
        if not link or (case.kind == "safeguarding" and not is_private):
            return ()
        origin, _, path = link.partition("/cases/")
        target = f"{origin}/mini-app?next=/cases/{path}" if is_private else link
        return ((Button(say(team.language, "staff.open_at_desk"), "", target, is_private),),)

    def show_anew(self, case: Case) -> None:
        """Send a case's summary once more, below all else; the one before says so."""
        self._replace_summary(case, "staff.shown_below")
        self._repository.set_summary(case.number, None)
        self.show(self._repository.find(case.number))

    def ask_for_date(self, case: Case) -> None:
        """Ask the team until when a case is put off; the reply is taken for a date."""
        team = self._teams.for_case(case)
        asked = sentence(team.language, "staff.ask_date", number=case.number)
        self._send(team, asked, _reference(case, "date"), quotes=case.summary)

    def ask_if_helped(self, case: Case) -> None:
        """Ask the person whether the answer helped."""
        self.send_to_person(case, case_messages.closing_question(case), "reply")

    def tell_closed(self, case: Case, was_answered: bool) -> None:
        """Tell the person that their case was closed without an answer, or none to what they wrote since.

        They read how to ask again.
        """
        key = "cases.closed_waiting" if was_answered else "cases.closed_unanswered"
        self.send_to_person(case, sentence(case.language, key, number=case.number), "reply")

    def warn_of_waiting(self, case: Case) -> None:
        """Tell the team that the person waits for an answer in a case that was closed."""
        language = self._teams.for_case(case).language
        key = "staff.closed_waiting" if case.address else "staff.closed_untold"
        self.notify(case, sentence(language, key, number=case.number))

    def show_in_changed_chats(self) -> None:
        """Show a team all its cases that are not closed, if its chat has changed; else do nothing."""
        for team in self._teams:
            for case in self.unclosed_of(team) if team.chat.has_changed() else ():
                self._outbox.withdraw_all(_reference(case, _SUMMARY))
                self._repository.set_summary(case.number, None)
                self.show(self._repository.find(case.number))

    def retire_cards(self, team: StaffTeam) -> None:
        """Let the cards in a team's chat say no more than that they are elsewhere: it is about to be another chat."""
        for case in self.unclosed_of(team):
            self._outbox.withdraw_all(_reference(case, _SUMMARY))
            self._replace_summary(case, "staff.moved")
            self._repository.set_summary(case.number, None)

    def unclosed_of(self, team: StaffTeam) -> list[Case]:
        """Return the cases of a team that are not closed."""
        cases = self._repository.select(CaseFilter(states=UNCLOSED))
        return [case for case in cases if self._teams.for_case(case) is team]

    def cancel(self, number: str) -> None:
        """Withdraw all messages about a case, to the person or to a team, that have not been sent."""
        self._outbox.withdraw_all(f"case:{number}:")

    def retract(self, case: Case) -> None:
        """Withdraw the messages about an erased case, and let its summary say that it was erased."""
        self.cancel(case.number)
        if case.address:
            self._outbox.erase_address(case.address)
        self._replace_summary(case, "staff.erased")

    def show_withdrawn(self, case: Case) -> None:
        """Say in the summary of a case, as it was before the person withdrew their consent, that they want no reply."""
        self._replace_summary(case, "staff.withdrawn")

    def _replace_summary(self, case: Case, key: str) -> None:
        """Replace the summary of a case, if there is one, by one sentence."""
        if case.summary is not None:
            team = self._teams.for_case(case)
            said = sentence(team.language, key, number=case.number)
            self._send(team, said, _reference(case, "erased"), edits=case.summary)

    def _send(
        self, team: StaffTeam, reply: Reply, reference: str, edits: int | None = None, quotes: int | None = None
    ) -> None:
        if address := team.address:
            self._outbox.add(OutgoingMessage(address, reply.language, pack(reply), reference, edits, quotes))


def _reference(case: Case, purpose: str) -> str:
    return f"case:{case.number}:{purpose}"
