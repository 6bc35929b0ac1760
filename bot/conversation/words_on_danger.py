"""What a person writes about a danger after they agreed to a reply: it reaches the focal point as it is."""

from __future__ import annotations

from bot.conversation.care_reply import passed_on
from bot.conversation.handler import Message
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.last_case import LastCase
from bot.domain.cases.case import Actor, Case
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.danger_exchanges import DangerExchanges
from bot.domain.chat import Chat
from bot.errors import CaseError
from bot.replies.reply import Reply


class WordsOnDanger:
    """Passes on what people write in the 24 hours after they agreed, and after each answer."""

    def __init__(
        self, cases: CaseService, last: LastCase, preference: LanguagePreference, exchanges: DangerExchanges
    ) -> None:
        self._cases, self._last, self._preference, self._exchanges = cases, last, preference, exchanges

    def case_of(self, chat: Chat, message: Message) -> Case | None:
        """Return the case that a message with signs of danger is for; None if its writer agreed to no reply."""
        if not chat.is_private or message.command or message.declared_safe:
            return None
        if number := self._cases.linked_case(chat.key, message.answers):
            return self._theirs(chat, number)
        return None if message.answers is not None or message.is_forwarded else self._last.of_danger(chat)

    def pass_on(self, chat: Chat, message: Message, case: Case) -> Reply:
        """Add a message to the person's case, and confirm what became of it. Raise CaseError if that is not allowed."""
        is_edited = self._cases.linked_case(chat.key, message.id) == case.number
        self._cases.add_message(case.number, message.text, Actor.of(chat), chat.address, is_edited)
        self._cases.link_message(chat.key, message.id, case.number)
        exchange, language = self._exchanges.of(chat.key), self._preference.of(chat)
        is_child = exchange is not None and exchange.is_child
        self._exchanges.keep(chat.key, case.number, "agreed", is_child)
        team = self._cases.team_for(case)
        return passed_on(language, case.number, team.role(language), is_child, has_arrived=bool(team.address))

    def _theirs(self, chat: Chat, number: str) -> Case | None:
        try:
            case = self._cases.find(number)
        except CaseError:
            return None
        return case if case.kind == "safeguarding" and case.agreed and case.chat == chat.key else None
