"""What becomes of letters about cases: answers that arrived or didn't, cards that have a place now."""

from __future__ import annotations

import logging

from bot.domain.cases.case import Case
from bot.domain.cases.case_answers import CaseAnswer
from bot.domain.cases.case_service import CaseService
from bot.errors import CaseError
from bot.replies.texts import sentence
from bot.storage.outbox import DeliveryReceipt, Outbox

_log = logging.getLogger(__name__)


class DeliveryUpdates:
    """Hears what the outbox reports and brings the cases up to date, in the same transaction."""

    def __init__(self, office: CaseService) -> None:
        self._office = office

    def attach(self, outbox: Outbox) -> None:
        """Listen to an outbox from now on."""
        outbox.listen("case:", self.hear)
        outbox.follow(self._office.follow)

    def hear(self, receipt: DeliveryReceipt) -> None:
        """Take note of what became of a letter about a case."""
        number, _, purpose = receipt.reference.removeprefix("case:").partition(":")
        try:
            case = self._office.register.find(number)
        except CaseError:  # it has been erased since
            return
        match purpose:
            case "answer":
                self._heard_answer(case, receipt)
            case "card":
                self._heard_card(case, receipt)
            case "notice" | "late" if receipt.state == "sent":
                self._join(self._office.desk(case).key if purpose == "notice" else case.chat, receipt, case)

    def _heard_answer(self, case: Case, receipt: DeliveryReceipt) -> None:
        answer = self._office.answers.of_letter(receipt.id)
        if answer is None:
            return
        if receipt.state == "failed":
            self._undelivered(case, receipt, answer)
            return
        self._office.answers.settle(receipt.id, "sent")
        self._join(case.chat, receipt, case)
        self._office.arrived(answer)

    def _undelivered(self, case: Case, receipt: DeliveryReceipt, answer: CaseAnswer) -> None:
        self._office.answers.settle(receipt.id, "undelivered")
        self._office.register.note(case.number, "undelivered", answer.who, receipt.reason or "")
        if receipt.reason in ("blocked", "gone"):
            self._office.register.erase_address(case.number)
        said = "staff.blocked" if receipt.reason == "blocked" else "staff.undelivered"
        self._office.tell(case, sentence(self._office.desk(case).language, said, number=case.number))
        self._office.show(self._office.register.find(case.number))

    def _heard_card(self, case: Case, receipt: DeliveryReceipt) -> None:
        """Remember the card; one that could not be changed is put up anew the next time."""
        if receipt.state == "failed":
            _log.warning("The card of a case could not be shown to colleagues (%s).", receipt.reason)
            self._office.register.set_card(case.number, None)
            return
        self._join(self._office.desk(case).key, receipt, case)
        if case.card != receipt.messages[0]:
            self._office.register.set_card(case.number, receipt.messages[0])
            if len(self._office.register.history(case.number)) > 1:  # something happened while the card was on its way
                self._office.show(self._office.register.find(case.number))

    def _join(self, chat: str, receipt: DeliveryReceipt, case: Case) -> None:
        for message in receipt.messages:
            self._office.threads.join(chat, message, case.number)
