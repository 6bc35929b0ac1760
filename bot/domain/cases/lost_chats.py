"""A team whose chat the bot can't write in: nothing is promised in its name, and the admins are told."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence

from bot.domain.cases import case_messages
from bot.domain.cases.case import UNCLOSED, Case
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.reminders import OncePerDay
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

    A private chat is lost until its owner starts the bot, and when they block it. `admins` are the addresses of those
    who are told, `languages_at` returns the language of the chat at an address, or all if it is not known.
    """

    def __init__(
        self,
        cases: CaseService,
        outbox: Outbox,
        admins: Callable[[], Iterable[str]],
        languages_at: Callable[[str], Sequence[Language]],
        tasks: OncePerDay,
    ) -> None:
        self._cases, self._outbox, self._admins, self._languages_at = cases, outbox, admins, languages_at
        self._tasks = tasks

    def addresses(self) -> list[str]:
        """Return the addresses of the teams' chats that are lost."""
        return [team.chat.lost for team in self._cases.teams if team.chat.lost]

    def note_membership(self, chat: str, is_member: bool) -> None:
        """Record that the bot can write in a chat, or was put out of it, by the id of that chat."""
        if is_member:
            self.regain(chat)
        else:
            self.lose(chat)

    def lose(self, address: str) -> None:
        """Record that the bot can't write in the chat of a team any more, and tell the admins; else do nothing."""
        with self._cases.transaction():
            for team in self._at(address, [team.address for team in self._cases.teams]):
                team.chat.lose()
                _log.error("The bot can't write in the chat of a team: its cases wait.")
                self._tell_admins(team, self._key_of_loss(team))

    def regain(self, address: str) -> None:
        """Record that the bot can write in the chat of a team again, and show it all that waited; else do nothing."""
        lost = [team.chat.lost for team in self._cases.teams]
        if not any(_chat(one) == _chat(address) for one in lost if one):
            return
        with self._cases.transaction():
            for team in self._at(address, lost):
                team.chat.regain()
                self._cases.show_in_changed_chats()
                self._show_words(team)
                is_about_danger = team is self._cases.safeguarding_team
                private = "_private" if team.is_private else ""
                self._tell_admins(team, "regained_safeguarding" if is_about_danger else f"regained{private}")

    def remind(self) -> None:
        """Tell the admins once a day that people in danger wait for a focal point who can't be written to."""
        team = self._cases.safeguarding_team
        if not team.chat.lost or not self._unclosed(team):
            return
        with self._cases.transaction():
            if self._tasks.is_first_today("lost"):
                self._tell_admins(team, self._key_of_loss(team))

    def _key_of_loss(self, team: StaffTeam) -> str:
        about = "_safeguarding" if team is self._cases.safeguarding_team else ""
        return f"lost{about}{'_private' if team.is_private else ''}"

    def _show_words(self, team: StaffTeam) -> None:
        """Show a team what people have added to its cases since the last answer, as the cases keep it."""
        for case in self._unclosed(team):
            events = self._cases.history(case.number)
            answered = max((place for place, event in enumerate(events) if event.kind == "answered"), default=-1)
            for event in events[answered + 1 :]:
                if event.kind == "wrote":
                    said = case_messages.added_message(case, event.note, team.language, is_edited=False)
                    self._cases.notify(case, said)
                elif event.kind == "alarmed":
                    self._cases.notify(case, case_messages.another_danger(case, event.note, event.at, team.language))

    def _unclosed(self, team: StaffTeam) -> list[Case]:
        cases = self._cases.select(CaseFilter(states=UNCLOSED))
        return [case for case in cases if self._cases.team_for(case) is team]

    def _at(self, address: str, addresses: Iterable[str]) -> list[StaffTeam]:
        """Return the teams whose address, in the same order, is in the chat of `address`."""
        chat = address.partition("/")[0]
        return [team for team, its in zip(self._cases.teams, addresses, strict=True) if chat and _chat(its) == chat]

    def _tell_admins(self, team: StaffTeam, key: str) -> None:
        count = len(self._unclosed(team))
        for address in self._admins():
            languages = self._languages_at(address)
            told = in_each(languages, lambda language: sentence(language, f"team_chat.{key}", count=count))
            self._outbox.add(OutgoingMessage(address, told.language, pack(told), "team_chat"))


def _chat(address: str) -> str:
    return address.partition("/")[0]
