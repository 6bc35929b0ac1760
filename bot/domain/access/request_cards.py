"""The messages by which admins learn of requests for access, and that later show what was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bot.clock import Clock, now
from bot.domain.access.requests import AccessRequest, AccessRequests, message_to
from bot.replies.bilingual import in_each
from bot.replies.reply import Button, Paragraph, Reply, pack
from bot.replies.texts import day_in_words, say, sentence, truncated
from bot.safety.redaction.redaction import redact
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import DeliveryReceipt, OutgoingMessage
from corpus.language import Language

LONGEST_SHOWN = 300  # characters of a message on a card
_TOLD = ""  # the address in the row of the message that tells the person that no admin could be reached


class RequestCards:
    """Sends each admin a card with two buttons; the staff group gets one if no admin can be reached.

    `admins` returns the admins' addresses, `staff` that of the staff group, empty if there is none, and `languages_at`
    the language of the chat at an address, all if it is not known. A card's address is kept until the request is
    decided or has expired.
    """

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        requests: AccessRequests,
        admins: Callable[[], list[str]],
        staff: Callable[[], str],
        languages_at: Callable[[str], Sequence[Language]],
        clock: Clock = now,
    ) -> None:
        self._database, self._outbox, self._requests = database, outbox, requests
        self._admins, self._staff, self._languages_at, self._clock = admins, staff, languages_at, clock

    def send(self, request: AccessRequest) -> bool:
        """Send the card of a request to each admin; return False if there is none."""
        addresses = self._admins()
        for address in addresses:
            self._send(request, address)
        return bool(addresses)

    def update(self, request: AccessRequest) -> bool:
        """Let the cards of a request say what the person has written meanwhile; return False if there are none."""
        with self._database.write() as db:
            rows = db.select("access_cards", "number = ? AND address <> ?", [request.number, _TOLD])
            for row in rows:
                if row["message"] is not None:
                    self._add(request, row["address"], "changed", row["message"])
                elif not row["failed"]:
                    self._replace_unsent(request, row)
            return bool(rows)

    def record(self, receipt: DeliveryReceipt) -> None:
        """Note where a card arrived; if none of a request did, turn to the staff group, then to the person."""
        with self._database.write() as db:
            found = db.select("access_cards", "outgoing = ?", [receipt.id])
            if not found or found[0]["address"] == _TOLD:
                return
            state = {"message": receipt.messages[-1]} if receipt.state == "sent" else {"failed": 1}
            db.update("access_cards", state, "outgoing", receipt.id)
            card = found[0] | state
            if card["decision"]:  # it was decided while the card was on its way
                self._revise(card["number"], card["decision"], card["decided_by"])
            elif card["failed"] and not db.count("access_cards", "number = ? AND failed = 0", [card["number"]]):
                self._escalate(card["number"])

    def show_decision(self, request: AccessRequest, key: str, by: str = "") -> None:
        """Let every card of a request say by the text `key` what became of it, and take its buttons away.

        `by` is the name of the admin who decided; empty for the command line.
        """
        self._revise(request.number, key, by)

    def show_expired(self) -> None:
        """Let the cards of requests that have expired say so."""
        pending = {request.number for request in self._requests.pending()}
        with self._database.read() as db:
            numbers = {row["number"] for row in db.select("access_cards", "decision = ''")}
        for number in sorted(numbers - pending):
            self._revise(number, "admission.was_expired", "")

    def forget(self, person: str) -> None:
        """Take out of the cards what a person who is erased told about themself."""
        if request := self._requests.of(person):
            self.show_decision(request, "admission.was_erased")

    def _revise(self, number: str, key: str, by: str) -> None:
        """Change the cards that have arrived, note the decision for those on their way, and send no others."""
        self._outbox.withdraw_all(f"access:{number}:card")
        with self._database.write() as db:
            for row in db.select("access_cards", "number = ? AND message IS NOT NULL", [number]):
                self._change(row["address"], row["message"], number, key, by)
            db.delete("access_cards", "number = ? AND (message IS NOT NULL OR failed = 1)", [number])
            db.update("access_cards", {"decision": key, "decided_by": by}, "number", number)

    def _change(self, address: str, message: int, number: str, key: str, by: str) -> None:
        day = self._clock().date()

        def decided(language: Language) -> Reply:
            name = by or say(language, "admission.console")
            return sentence(language, key, number=number, by=name, day=day_in_words(day, language))

        reply = in_each(self._languages_at(address), decided)
        self._outbox.add(OutgoingMessage(address, reply.language, pack(reply), f"access:{number}:decided", message))

    def _replace_unsent(self, request: AccessRequest, row: dict[str, Any]) -> None:
        """Send the card as it is now in place of one that waits; one that is being sent stays as it is."""
        with self._database.write() as db:
            db.delete("access_cards", "outgoing = ?", [row["outgoing"]])  # else its withdrawal counts as a failure
            if self._outbox.withdraw(row["outgoing"]):
                self._send(request, row["address"])
            else:
                db.insert("access_cards", row)

    def _send(self, request: AccessRequest, address: str) -> None:
        with self._database.write() as db:
            sent = self._add(request, address, "card")
            db.insert("access_cards", {"outgoing": sent, "number": request.number, "address": address})

    def _add(self, request: AccessRequest, address: str, purpose: str, edits: int | None = None) -> int:
        """Put the card for an address into the outbox, and return its id there; the staff group's is for many."""
        is_shared = address == self._staff()
        reply = in_each(self._languages_at(address), lambda language: card(request, language, is_shared))
        return self._outbox.add(
            OutgoingMessage(address, reply.language, pack(reply), f"access:{request.number}:{purpose}", edits)
        )

    def _escalate(self, number: str) -> None:
        """Ask the staff group for an admin, once; if that fails too, tell the person, once."""
        request, staff = self._requests.find(number), self._staff()
        with self._database.write() as db:
            tried = {row["address"] for row in db.select("access_cards", "number = ?", [number])}
            if request is None or request.state != "pending" or _TOLD in tried:
                return
            if staff and staff not in tried:
                self._send(request, staff)
                return
            told = self._outbox.add(message_to(request, sentence(request.language, "admission.unreached")))
            db.insert("access_cards", {"outgoing": told, "number": number, "address": _TOLD, "failed": 1})


def card(request: AccessRequest, language: Language, is_shared: bool = False) -> Reply:
    """Return the card of a request, with what the person wrote: their messages are stored redacted.

    Their introduction is for the admins alone as they wrote it; where the card `is_shared` with a group it is redacted.
    """
    parts = [Paragraph(say(language, "admission.card", number=request.number))]
    if request.introduction:
        told = redact(request.introduction, request.language).text if is_shared else request.introduction
        parts.append(Paragraph(say(language, "admission.card_introduction", text=told)))
    if request.messages:
        parts.append(Paragraph(say(language, "admission.card_messages")))
        parts += [Paragraph(truncated(one.text, LONGEST_SHOWN), "quote") for one in request.messages]
    if is_shared:
        parts.append(Paragraph(say(language, "admission.card_shared")))
    return Reply(language, tuple(parts), (choices(request, language),))


def choices(request: AccessRequest, language: Language, origin: str = "") -> tuple[Button, Button]:
    """Return the two buttons that decide a request; `origin` names the list in which they stand."""
    name = f" {request.number}" if origin else ""
    accept, decline = (
        Button(
            say(language, f"admission.{verb}") + name,
            f"admit:{verb}:{request.number}" + (f":{origin}" if origin else ""),
        )
        for verb in ("yes", "no")
    )
    return accept, decline
