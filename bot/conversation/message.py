"""Who is asking, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.domain.access.roles import Role
from bot.replies.reply import Reply
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


class AnswerStream(Protocol):
    """Shows an answer while it is being written, and may want no more of it.

    Called from the thread that writes, so it must not block. Only answers that take time are shown.
    """

    def show(self, reply: Reply) -> None:
        """Show what there is, in the place of what was shown before; nothing yet when the writing begins."""

    def is_set(self) -> bool:
        """Tell whether to write no more."""
        ...


class Nobody:
    """An Onlooker who only wants the answer whole."""

    def show(self, reply: Reply) -> None:
        """Do nothing."""

    def is_set(self) -> bool:
        """Return False."""
        return False


NOBODY = Nobody()


@dataclass(frozen=True, slots=True)
class Message:
    """What was written. `answers` is the id of the message that it replies to, if it replies to one of ours.

    `id` is its own, the same when it is edited; None where messages have none. `onlooker`
    sees the answer while it is written. `command` is the name of the command that the text came with, if it did;
    `harmless` tells that the person said that nobody is in danger, whatever the words look like.
    """

    text: str
    answers: int | None = None
    id: int | None = None
    onlooker: AnswerStream = NOBODY
    command: str = ""
    harmless: bool = False
