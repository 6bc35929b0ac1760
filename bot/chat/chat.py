"""Who is asking, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access.role import Role
from corpus.language import Language


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat and the person who writes in it.

    `key` and `person` are keyed hashes, of the chat's id and of the person's: in a private chat they stand for the
    same human being. `hint` is the language of the person's client, if known. `address` is where a message of our own
    would be sent; it names the chat to the outside, so it is kept only where the person agreed to it. `name` is what
    the person is called there, for colleagues who work on the same thing; nobody else's is kept. `door` is what a
    code is put behind to make a link that opens a chat with it; empty where there are no such links.
    """

    key: str
    hint: Language | None = None
    person: str = ""
    address: str = ""
    name: str = ""
    is_private: bool = True
    role: Role = "everyone"
    door: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What was written. `answers` is the id of the message that it replies to, if it replies to one of ours.

    `id` is its own, the same when it is edited; None where messages have none.
    """

    text: str
    answers: int | None = None
    id: int | None = None
