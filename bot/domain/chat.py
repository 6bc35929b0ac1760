"""A chat, with the person who writes in it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.access.roles import Role
from corpus.language import Language


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat and the person who writes in it.

    `key` and `person` are keyed hashes, of the chat's id and of the person's: in a private chat they stand for the
    same human being. `hint` is the language of the person's client, if known. `address` is where a message of our own
    would be sent; it names the chat to the outside, so it is kept only where the person agreed to it. `name` is what
    the person is called there, for colleagues who work on the same case; nobody else's is kept. `start_link` followed
    by a code is a link that opens a chat with that code; empty where there are no such links.
    """

    key: str
    hint: Language | None = None
    person: str = ""
    address: str = ""
    name: str = ""
    is_private: bool = True
    role: Role = "everyone"
    start_link: str = ""
