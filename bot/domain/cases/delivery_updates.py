"""Record in the cases how messages about them were delivered."""

from __future__ import annotations

import logging
from contextlib import suppress

from bot.domain.cases.answer_previews import FINAL, PREVIEW
from bot.domain.cases.case import Case
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.lost_chats import LostChats
from bot.errors import CaseError
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import DeliveryReceipt

_log = logging.getLogger(__name__)


class DeliveryUpdates:
    """Listens to the outbox and updates the cases in the transaction that notes a delivery."""

    def __init__(self, cases: CaseService, lost_chats: LostChats | None = None) -> None:
        self._cases, self._lost_chats = cases, lost_chats

    def attach(self, outbox: Outbox) -> None:
        """Listen to an outbox from now on."""
        outbox.listen("case:", self.record)
        outbox.listen("ended:", self.record_ended)
        outbox.listen_to_moves(self._cases.move_chat)

    def record(self, receipt: DeliveryReceipt) -> None:
        """Record the delivery of a message about a case, or its failure."""
        number, _, purpose = receipt.reference.removeprefix("case:").partition(":")
        try:
            case = self._cases.find(number)
        except CaseError:  # it has been erased since
            return
        match purpose:
            case "answer":
                self._record_answer(case, receipt)
            case "late" | "reply" if receipt.state == "sent":
                self._link(case.chat, receipt, case)
            case "late" | "reply":
                pass
            case _:
                self._record_for_team(case, purpose, receipt)

    def record_ended(self, receipt: DeliveryReceipt) -> None:
        """Link the notice that an answer is not sent to its case, unless that has been erased."""
        with suppress(CaseError):
            case = self._cases.find(receipt.reference.removeprefix("ended:"))
            self._link(self._cases.team_for(case).key, receipt, case)

    def _record_for_team(self, case: Case, purpose: str, receipt: DeliveryReceipt) -> None:
        """Record a message to a team; if none can get there any more, the team has lost its chat."""
        team = self._cases.team_for(case)
        if receipt.state == "sent" and purpose in ("notice", "date", "take", "offer"):
            self._link(team.key, receipt, case, "" if purpose == "notice" else purpose)
        if purpose == "summary":
            self._record_summary(case, receipt)
        elif purpose.startswith((PREVIEW, FINAL)):
            self._record_preview(case, purpose, receipt)
        if receipt.reason in ("blocked", "gone") and self._lost_chats:
            self._lost_chats.lose(team.address)

    def _record_preview(self, case: Case, purpose: str, receipt: DeliveryReceipt) -> None:
        """Set the message that shows an answer; if it could not be edited, the next one is sent anew."""
        self._link(self._cases.team_for(case).key, receipt, case)
        identity, message = int(purpose.rpartition("-")[2]), next(iter(receipt.messages), None)
        is_final = purpose.startswith(FINAL)
        self._cases.note_preview(case, identity, message if receipt.state == "sent" else None, is_final)

    def _record_answer(self, case: Case, receipt: DeliveryReceipt) -> None:
        answer = self._cases.outgoing_answer(receipt.id)
        if answer is None:
            return
        if receipt.state == "failed":
            self._cases.note_undelivered(answer, receipt)
            return
        self._link(case.chat, receipt, case)
        self._cases.note_delivered(answer)

    def _record_summary(self, case: Case, receipt: DeliveryReceipt) -> None:
        """Set the message that shows the case; if it could not be edited, the next one is sent anew."""
        if receipt.state == "failed":
            _log.warning("The summary of a case could not be delivered (%s).", receipt.reason)
            self._cases.set_summary(case, None)
            return
        self._link(self._cases.team_for(case).key, receipt, case)
        self._cases.set_summary(case, receipt.messages[0])

    def _link(self, chat: str, receipt: DeliveryReceipt, case: Case, purpose: str = "") -> None:
        for message in receipt.messages:
            self._cases.link_message(chat, message, case.number, purpose)
