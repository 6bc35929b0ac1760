"""What a person sent: text, id, and the stream that is shown the answer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.inquiry import SILENT, AnswerStream
from bot.replies.reply import Reply


@dataclass(frozen=True, slots=True)
class Message:
    """What was written. `answers` is the id of the message that it replies to, if it replies to one of ours.

    `id` is its own, the same when it is edited; None where messages have none. `stream` is shown the answer while it
    is written. `command` is the name of the command that the text came with, if it did; `declared_safe` means that the
    person said that nobody is in danger, whatever the words look like.
    """

    text: str
    answers: int | None = None
    id: int | None = None
    stream: AnswerStream[Reply] = SILENT
    command: str = ""
    declared_safe: bool = False
