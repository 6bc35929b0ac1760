"""What a person sent: text, id, and the stream that is shown the answer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.inquiry import SILENT, AnswerStream
from bot.replies.reply import Reply


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `answers` is the id of the bot's message that it replies to, None if it replies to none.

    `id` is its own id, the same when it is edited; None where messages have none. `stream` is shown the answer while it
    is written. `command` is the name of the command whose argument the text is, or empty; `declared_safe` means that
    the person said that nobody is in danger, whatever the words look like.
    """

    text: str
    answers: int | None = None
    id: int | None = None
    stream: AnswerStream[Reply] = SILENT
    command: str = ""
    declared_safe: bool = False
