"""Who may read documents that are for the staff alone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.domain.access.roles import may
from bot.domain.chat import TERMINAL, Chat
from index.library import EVERYONE, STAFF, Audience


@dataclass(frozen=True, slots=True)
class DocumentReaders:
    """Tells which documents a chat may be answered from. `teams` returns the keys of the staff's own groups."""

    teams: Callable[[], Collection[str]] = tuple

    def of(self, chat: Chat) -> frozenset[Audience]:
        """Return the documents' readers among whom the chat counts.

        Staff are so in private, in their own groups and at the terminal: in any other group partners read along.

        >>> readers = DocumentReaders(lambda: {"team"})
        >>> chats = Chat("a", role="staff"), Chat("a"), Chat("g", role="admin", is_private=False), Chat("team")
        >>> [readers.of(chat) == STAFF for chat in chats]
        [True, False, False, True]
        """
        is_staff = chat.is_private and (chat.key == TERMINAL or may(chat.role, "staff"))
        return STAFF if is_staff or chat.key in self.teams() else EVERYONE
