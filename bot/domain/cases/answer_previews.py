"""One message for each answer in its team's chat, below its author's words: it always shows what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.cases import answer_messages
from bot.domain.cases.case import Case
from bot.domain.cases.case_answers import CaseAnswer, CaseAnswers
from bot.domain.cases.staff_team import CaseTeams
from bot.domain.cases.workdays import Workdays
from bot.replies.reply import Reply, pack
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import OutgoingMessage
from corpus.language import Language

PREVIEW, FINAL = "preview-", "shown-"  # purposes of these messages, before the id of the answer: still to change or not


class AnswerPreviews:
    """Puts the messages into the outbox, in the transaction around it. A team without a chat gets none."""

    def __init__(self, answers: CaseAnswers, outbox: Outbox, teams: CaseTeams, workdays: Workdays) -> None:
        self._answers, self._outbox, self._teams, self._workdays = answers, outbox, teams, workdays

    def show_pending(self, case: Case, answer: CaseAnswer, delay: timedelta) -> None:
        """Show that an answer is sent after `delay`, and the button that stops it; nothing if it is sent at once."""
        if delay:
            leaves = self._workdays.now() + delay
            self._show(case, answer, answer_messages.pending(answer, self._language(case), leaves))

    def show_held(self, case: Case, answer: CaseAnswer, competing: CaseAnswer | None) -> None:
        """Ask the author of a held answer whether it is to be sent beside the `competing` one."""
        self._show(case, answer, answer_messages.held(answer, competing, self._language(case)))

    def show_doubtful(self, case: Case, answer: CaseAnswer) -> None:
        """Ask the team whether a held answer is to be sent at all; its preview is not shown any more."""
        if answer.preview is None:
            self._outbox.withdraw_all(_reference(answer))
        self._add(case, answer, answer_messages.doubtful(answer, self._language(case)), _reference(answer))

    def show_kept(self, case: Case, answer: CaseAnswer) -> None:
        """Show that an answer waits to be read."""
        self._show(case, answer, answer_messages.kept(answer, self._language(case)), FINAL)

    def show_sent(self, case: Case, answer: CaseAnswer) -> None:
        """Show when an answer was sent."""
        said = answer_messages.sent(answer, self._language(case), self._workdays.zone)
        self._show(case, answer, said, FINAL)

    def show_unsent(self, case: Case, answer: CaseAnswer, reason: str, name: str = "") -> None:
        """Show that an answer is not sent, why, and who decided that; it may be erased then."""
        if answer.preview is None:  # that it would be sent need not be shown any more
            self._outbox.withdraw_all(_reference(answer))
        said = answer_messages.unsent(answer, reason, self._language(case), name)
        self._add(case, answer, said, f"ended:{answer.number}")  # sent even where the case itself is erased

    def note_shown(self, case: Case, identity: int, message: int | None, is_final: bool) -> None:
        """Set the message that shows the answer of that id; show it anew if that has changed since."""
        answer = self._answers.find(identity)
        if answer is None:
            self._show_gone(case, message)
            return
        if answer.preview == message:
            return
        self._answers.set_preview(identity, message)
        shown, receipt = replace(answer, preview=message), self._outbox.receipt(answer.outgoing_id or 0)
        if message is None or is_final:
            return
        if answer.state == "sent":
            self.show_sent(case, shown)
        elif answer.state == "undelivered" and receipt and receipt.reason:
            self.show_unsent(case, shown, receipt.reason)

    def _language(self, case: Case) -> Language:
        return self._teams.for_case(case).language

    def _show_gone(self, case: Case, message: int | None) -> None:
        team = self._teams.for_case(case)
        if message is not None and team.address:
            gone = answer_messages.changed(case.number, team.language)
            reference = f"case:{case.number}:notice"
            self._outbox.add(OutgoingMessage(team.address, team.language, pack(gone), reference, edits=message))

    def _show(self, case: Case, answer: CaseAnswer, reply: Reply, purpose: str = PREVIEW) -> None:
        """Send the message, or edit the one there is; one that is being sent is edited once it has arrived."""
        if answer.preview is not None or not self._outbox.is_under_way(_reference(answer)):
            self._add(case, answer, reply, _reference(answer, purpose))

    def _add(self, case: Case, answer: CaseAnswer, reply: Reply, reference: str) -> None:
        team, quotes = self._teams.for_case(case), answer.source or case.summary
        if team.address and answer.preview is not None:
            self._outbox.add(OutgoingMessage(team.address, team.language, pack(reply), reference, answer.preview))
        elif team.address:
            self._outbox.add(OutgoingMessage(team.address, team.language, pack(reply), reference, quotes=quotes))


def _reference(answer: CaseAnswer, purpose: str = PREVIEW) -> str:
    return f"case:{answer.number}:{purpose}{answer.id}"
