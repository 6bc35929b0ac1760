"""Decide requests and revoke roles, and tell those concerned in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.domain.access.access_control import AccessControl, Visitor
from bot.domain.access.request_cards import RequestCards
from bot.domain.access.requests import AccessRequest, refusal
from bot.domain.access.roles import Role, RoleHolder, may
from bot.replies.bilingual import in_each
from bot.replies.reply import Reply, pack
from bot.replies.texts import say, sentence
from bot.storage.database import Database
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import OutgoingMessage
from corpus.language import Language


def told_of_revoked(role: Role, may_ask: bool, language: Language) -> Reply:
    """Return the notice of a revoked `role`: what they can't do any more, and if they still may ask."""
    values = {"role": say(language, f"roles.{role}"), "could": say(language, f"roles.could_{role}")}
    return sentence(language, "revoke.told_kept" if may_ask else "revoke.told_lost", **values)


class AccessDecisions:
    """Decisions about people's access, in the chat and on the command line.

    `actor` is the keyed hash of who decides, `by` their name; both are those of the command line without one.
    """

    def __init__(
        self,
        database: Database,
        access: AccessControl,
        cards: RequestCards,
        outbox: Outbox,
        languages_at: Callable[[str], Sequence[Language]],
    ) -> None:
        self._database, self._access, self._cards = database, access, cards
        self._outbox, self._languages_at = outbox, languages_at

    def decide(self, actor: str, by: str, number: str, admit: bool) -> AccessRequest | None:
        """Grant or decline a pending request, and return it as it was; None if it is no longer pending.

        Its cards say who decided. Who is declined is told; who is admitted is welcomed by the running bot.
        """
        with self._database.write():
            request = self._access.decide(actor, number, "admitted" if admit else "declined")
            if request is None:
                return None
            self._cards.show_decision(request, "admission.was_admitted" if admit else "admission.was_declined", by)
            if not admit:
                self._outbox.add(refusal(request))
            return request

    def redeem(self, visitor: Visitor, code: str) -> Role | None:
        """Grant the role of a code as `AccessControl.redeem` does; the cards of the person's request say so."""
        with self._database.write():
            request = self._access.request_of(visitor.person)
            role = self._access.redeem(visitor, code)
            if role and request and request.state == "pending":
                self._cards.show_decision(request, "admission.was_invited")
            return role

    def revoke(self, actor: str, identity: int) -> RoleHolder | None:
        """Revoke a role, tell its holder, and return them; None if there is none of that number.

        Of partners no address is kept: they learn of it with their next message.
        """
        with self._database.write():
            holder = self._access.revoke(actor, identity)
            left = self._access.roles.of(holder.person) if holder else "stranger"
            if holder and holder.address and not may(left, holder.role):
                role, may_ask = holder.role, left != "stranger"
                languages = self._languages_at(holder.address)
                told = in_each(languages, lambda language: told_of_revoked(role, may_ask, language))
                self._outbox.add(OutgoingMessage(holder.address, told.language, pack(told), f"role:{identity}:reply"))
            return holder
