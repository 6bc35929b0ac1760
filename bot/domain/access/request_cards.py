"""The messages by which admins learn of requests for access, and that later show what was decided."""

from __future__ import annotations

from collections.abc import Callable

from bot.clock import Clock, now
from bot.domain.access.requests import AccessRequest, AccessRequests, message_to
from bot.replies.reply import Button, Paragraph, Reply, pack
from bot.replies.texts import day_in_words, say, sentence
from bot.storage.database import Database
from bot.storage.outbox import DeliveryReceipt, Outbox, OutgoingMessage
from corpus.language import Language

_TOLD = ""  # the address in the row of the message that tells the person that no admin could be reached


class RequestCards:
    """Sends each admin a card with two buttons; the staff group gets one if no admin can be reached.

    `admins` returns the admins' addresses, `staff` that of the staff group, empty if there is none, and `language_at`
    the language of the chat at an address. A card's address is kept until the request is decided or has expired.
    """

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        requests: AccessRequests,
        admins: Callable[[], list[str]],
        staff: Callable[[], str],
        language_at: Callable[[str], Language],
        clock: Clock = now,
    ) -> None:
        self._database, self._outbox, self._requests = database, outbox, requests
        self._admins, self._staff, self._language_at, self._clock = admins, staff, language_at, clock

    def send(self, request: AccessRequest) -> bool:
        """Send the card of a request to each admin; return False if there is none."""
        addresses = self._admins()
        for address in addresses:
            self._send(request, address, card(request, self._language_at(address)))
        return bool(addresses)

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
        language, day = self._language_at(address), self._clock().date()
        name = by or say(language, "admission.console")
        reply = sentence(language, key, number=number, by=name, day=day_in_words(day, language))
        self._outbox.add(OutgoingMessage(address, language, pack(reply), f"access:{number}:decided", message))

    def _send(self, request: AccessRequest, address: str, reply: Reply) -> None:
        with self._database.write() as db:
            reference = f"access:{request.number}:card"
            sent = self._outbox.add(OutgoingMessage(address, reply.language, pack(reply), reference))
            db.insert("access_cards", {"outgoing": sent, "number": request.number, "address": address})

    def _escalate(self, number: str) -> None:
        """Ask the staff group for an admin, once; if that fails too, tell the person, once."""
        request, staff = self._requests.find(number), self._staff()
        with self._database.write() as db:
            tried = {row["address"] for row in db.select("access_cards", "number = ?", [number])}
            if request is None or request.state != "pending" or _TOLD in tried:
                return
            if staff and staff not in tried:
                self._send(request, staff, card(request, self._language_at(staff), is_shared=True))
                return
            told = self._outbox.add(message_to(request, sentence(request.language, "admission.unreached")))
            db.insert("access_cards", {"outgoing": told, "number": number, "address": _TOLD, "failed": 1})


def card(request: AccessRequest, language: Language, is_shared: bool = False) -> Reply:
    """Return the card of a request; without what the person told about themself where it `is_shared` with a group."""
    parts = [say(language, "admission.card", number=request.number)]
    if is_shared:
        parts.append(say(language, "admission.card_shared"))
    elif request.introduction:
        parts.append(say(language, "admission.card_introduction", text=request.introduction))
    return Reply(language, tuple(map(Paragraph, parts)), (choices(request, language),))


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
