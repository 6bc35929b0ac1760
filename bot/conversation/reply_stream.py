"""The stream that shows a person the sentences of an answer while a model writes them."""

from __future__ import annotations

from bot.answering.answer import Answer
from bot.answering.inquiry import AnswerStream
from bot.conversation.answer_reply import partial_reply
from bot.replies.reply import Reply


class ReplyStream:
    """Adapts a stream of replies to the advisor, which streams answers."""

    def __init__(self, stream: AnswerStream[Reply]) -> None:
        self._stream = stream

    def show(self, partial: Answer) -> None:
        """Show the sentences so far."""
        self._stream.show(partial_reply(partial))

    def is_cancelled(self) -> bool:
        """Tell whether the person has stopped the answer."""
        return self._stream.is_cancelled()
