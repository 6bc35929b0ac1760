"""What was sent, and the stream that shows the answer to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.replies.reply import Reply


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
