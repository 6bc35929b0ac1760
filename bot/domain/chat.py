"""A chat, with the person who writes in it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.access.roles import Role
from corpus.language import Language

TERMINAL = "terminal"  # the key of the chat of whoever runs the installation


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat and the person who writes in it.

    `key` and `person` are keyed hashes of the chat's id and of the person's. `hint` is the language of the person's
    client, if known. `address` is the destination of messages that the bot sends of its own accord; it identifies the
    chat, so it is stored only with the person's consent. `name` is the person's display name, stored for staff alone,
    so that colleagues know who works on a case. `start_link` followed by a code is a link that opens a chat with that
    code; empty where there are no such links. `title` is the name of a group, `members` the number of its members, as
    Telegram counts them; None where nobody needed to know it.
    """

    key: str
    hint: Language | None = None
    person: str = ""
    address: str = ""
    name: str = ""
    is_private: bool = True
    role: Role = "everyone"
    start_link: str = ""
    title: str = ""
    members: int | None = None

    @property
    def member_key(self) -> str:
        """The key of the person within the chat; in a private chat the chat's own, in a group it begins with that."""
        return self.key if self.is_private else f"{self.key} {self.person}"
