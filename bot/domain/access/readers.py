"""Who may read documents that are for the staff alone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.access.permissions import Permissions
from bot.domain.chat import TERMINAL, Chat
from index.library import EVERYONE, STAFF, Audience


@dataclass(frozen=True, slots=True)
class DocumentReaders:
    """Tells which documents the person in a chat may be answered from, by the `permissions`."""

    permissions: Permissions

    def of(self, chat: Chat) -> frozenset[Audience]:
        """Return the documents' readers among whom the person counts.

        Staff are so in private, in their own groups and at the terminal: in any other group partners read along.

        >>> readers = DocumentReaders(Permissions(lambda key: "staff" if key == "team" else None))
        >>> readers.of(Chat("a", role="staff")) == readers.of(Chat("team", role="staff", is_private=False)) == STAFF
        True
        >>> readers.of(Chat("team", is_private=False)) == readers.of(Chat("g", role="admin", is_private=False)) == STAFF
        False
        """
        return STAFF if chat.key == TERMINAL or self.permissions.allows(chat, "read:staff") else EVERYONE
