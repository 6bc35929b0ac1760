"""A team whose chat the bot was put out of: nothing is promised in its name, and the admins are told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence

from bot.domain.cases.case import UNCLOSED
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.staff_team import StaffTeam
from bot.replies.bilingual import in_each
from bot.replies.reply import pack
from bot.replies.texts import sentence
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import OutgoingMessage
from corpus.language import Language

_log = logging.getLogger(__name__)


class LostChats:
    """Records which team has lost its chat, and which has it back.

    `admins` are the addresses of those who are told, `languages_at` returns the language of the chat at an address, or
    all if it is not known.
    """

    def __init__(
        self,
        cases: CaseService,
        outbox: Outbox,
        admins: Callable[[], Iterable[str]],
        languages_at: Callable[[str], Sequence[Language]],
    ) -> None:
        self._cases, self._outbox, self._admins, self._languages_at = cases, outbox, admins, languages_at

    def note_membership(self, chat: str, is_member: bool) -> None:
        """Record that the bot was put into a chat, or out of it, by the id of that chat."""
        if is_member:
            self.regain(chat)
        else:
            self.lose(chat)

    def lose(self, address: str) -> None:
        """Record that the bot can't write in the chat of a team any more, and tell the admins; else do nothing."""
        with self._cases.transaction():
            for team in self._at(address, [team.address for team in self._cases.teams]):
                team.chat.lose()
                _log.error("The bot was put out of the chat of a team: its cases wait.")
                self._tell_admins("lost_safeguarding" if team is self._cases.safeguarding_team else "lost")

    def regain(self, address: str) -> None:
        """Record that the bot can write in the chat of a team again, and show it all that waited; else do nothing."""
        with self._cases.transaction():
            for team in self._at(address, [team.chat.lost for team in self._cases.teams]):
                team.chat.regain()
                self._cases.show_in_changed_chats()
                self._tell_admins("regained")

    def _at(self, address: str, addresses: Iterable[str]) -> list[StaffTeam]:
        """Return the teams whose address, in the same order, is in the chat of `address`."""
        chat = address.partition("/")[0]
        return [team for team, its in zip(self._cases.teams, addresses, strict=True) if chat and _chat(its) == chat]

    def _tell_admins(self, key: str) -> None:
        count = len(self._cases.select(CaseFilter(states=UNCLOSED)))
        for address in self._admins():
            languages = self._languages_at(address)
            told = in_each(languages, lambda language: sentence(language, f"team_chat.{key}", count=count))
            self._outbox.add(OutgoingMessage(address, told.language, pack(told), "team_chat"))


def _chat(address: str) -> str:
    return address.partition("/")[0]
