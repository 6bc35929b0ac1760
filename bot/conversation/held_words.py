"""What a stranger writes after a sign of danger: no request for access, kept nowhere and shown to nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from bot.answering.inquiry import SILENT
from bot.conversation.care_reply import HELD, NO_CASE, held_back
from bot.conversation.disclosures import message_key
from bot.conversation.handler import Message
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.cases.danger_exchanges import DangerExchange, DangerExchanges
from bot.domain.chat import Chat
from bot.replies.reply import Reply
from bot.safety.ephemeral_cache import EphemeralCache
from bot.storage.transactions import StorageError

_log = logging.getLogger(__name__)


class HeldWords:
    """Notes who wrote of a danger, and answers what strangers among them write in the next hours.

    `messages` holds, for minutes, what may have meant no danger; `number_of` is that of a case which was opened late.
    """

    def __init__(
        self,
        exchanges: DangerExchanges,
        preference: LanguagePreference,
        messages: EphemeralCache[Message],
        number_of: Callable[[str], str],
    ) -> None:
        self._exchanges, self._preference, self._messages, self._number_of = exchanges, preference, messages, number_of

    def note(self, chat: Chat, number: str, is_child: bool) -> None:
        """Note that a person wrote of a danger; they are answered all the same if that fails."""
        if not chat.is_private:
            return
        try:
            before = self.exchange(chat)
            is_asked = before is not None and (before.state, before.number) == ("asked", number)
            self._exchanges.keep(chat.key, number, "asked" if is_asked else "told", is_child)
        except StorageError as error:
            _log.error("That someone wrote of a danger could not be noted (%s).", type(error).__name__)

    def exchange(self, chat: Chat) -> DangerExchange | None:
        """Return the exchange of the last hours in a private chat; None if there is none."""
        exchange = self._exchanges.of(chat.key) if chat.is_private else None
        return exchange if exchange and exchange.is_recent else None

    def was_child(self, chat: Chat) -> bool:
        """Tell whether a person wrote as a child within the last hours; False if that can't be read."""
        try:
            exchange = self.exchange(chat)
        except StorageError:
            return False
        return exchange is not None and exchange.is_child

    def discard(self, chat: Chat) -> None:
        """Erase the exchange of a private chat: what is written next is no more about a danger."""
        if chat.is_private:
            self._exchanges.discard(chat.key)

    def answer(self, chat: Chat, message: Message, is_doubtful: bool) -> Reply | None:
        """Return the notice that a message is kept nowhere; None without a sign of danger.

        The message itself may be that sign, if it `is_doubtful`. One that is perhaps none of danger is held in memory,
        so that a button can say so.
        """
        if not chat.is_private or message.declared_safe:
            return None
        exchange = self.exchange(chat)
        if exchange is None:
            if not is_doubtful:
                return None
            self.note(chat, "", is_child=False)
        is_certain = exchange is not None and bool(exchange.number)
        if not is_certain:
            self._messages.put(message_key(chat, HELD, 1), replace(message, stream=SILENT))
        known = exchange or DangerExchange("", "told", is_child=False, at="")
        number = self._number_of(known.number) or NO_CASE
        may_ask = known.state != "agreed"
        place = 0 if is_certain or not message.text else 1
        return held_back(self._preference.of(chat), known.is_child, number, place, may_ask)
