"""The choice of the group in which the staff works: what it would mean, the choice itself, and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.access.access_control import Audit
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Reply, pack
from bot.replies.texts import say
from bot.storage.consultations import ConsultationLog
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import OutgoingMessage
from corpus.language import Language


@dataclass(frozen=True, slots=True)
class Consequences:
    """What it would mean to choose a group.

    `unclosed` cases would be shown there; it `replaces` another group; people have asked questions in it, as partners
    do, if it `holds_questions`.
    """

    unclosed: int
    replaces: bool
    holds_questions: bool


class StaffGroupChoice:
    """Makes a group the staff's, or the one before again; each time the other group is told, and it is audited.

    `language_at` returns the language of the chat at an address.
    """

    def __init__(
        self,
        cases: CaseService,
        consultations: ConsultationLog,
        audit: Audit,
        outbox: Outbox,
        language_at: Callable[[str], Language],
    ) -> None:
        self._cases, self._consultations, self._audit = cases, consultations, audit
        self._outbox, self._language_at, self._chat = outbox, language_at, cases.staff_team.chat

    def is_chosen(self, chat: Chat) -> bool:
        """Tell whether a group is the staff's."""
        return bool(chat.key) and self._cases.staff_team.key == chat.key

    def consequences(self, chat: Chat) -> Consequences:
        """Return the consequences of choosing a group; nothing is changed."""
        asked = self._consultations.has_any(chat.key) or bool(self._cases.select(CaseFilter(chat=chat.key)))
        return Consequences(self._cases.unclosed_of_staff(), bool(self._chat.address), asked)

    def choose(self, chat: Chat) -> int:
        """Make a group the staff's, which tells the one before; return the number of cases that are shown there."""
        with self._cases.transaction():
            before = self._chat.address
            count = self._cases.bind_staff_chat(chat.address)
            self._audit.note(chat.person, "bound", chat.key)
            self._tell(before, "replaced" if chat.title else "replaced_unnamed", chat)
            return count

    def undo(self, chat: Chat) -> bool | None:
        """Undo the last choice, for an admin in either group, and tell the other one.

        Return whether the staff has a group now; None if nothing can be undone from here.
        """
        with self._cases.transaction():
            present, before = self._chat.address, self._chat.before
            if before is None or chat.address not in (present, before):
                return None
            self._cases.restore_staff_chat()
            self._audit.note(chat.person, "unbound", chat.key)
            if chat.address == present:
                self._tell(before, "regained", chat)
            else:
                self._tell(present, "undone_elsewhere", chat)
            return bool(before)

    def _tell(self, address: str, key: str, chat: Chat) -> None:
        """Tell the group at `address`, if any, what was decided in `chat`; a group that is replaced can undo it."""
        if not address:
            return
        language = self._language_at(address)
        values = {"name": chat.name, "title": chat.title, "count": self._cases.unclosed_of_staff()}
        text = Paragraph(say(language, f"binding.{key}", **values))
        can_undo = key.startswith("replaced") and address.startswith("-")  # in a private chat nobody may
        undo = ((Button(say(language, "binding.button_back"), "bind:undo"),),) if can_undo else ()
        self._outbox.add(OutgoingMessage(address, language, pack(Reply(language, (text,), undo)), "team_chat"))
