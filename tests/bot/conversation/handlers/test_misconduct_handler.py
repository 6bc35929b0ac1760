"""Whoever tells of fraud or theft, and is not answered from the texts, is told where to report it."""

from __future__ import annotations

import pytest

from bot.conversation.handler import Message
from bot.conversation.handlers.misconduct_handler import MisconductHandler
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say
from corpus.language import Language

CHAT = Chat("chat", "en")
REFUSAL = Reply("en", (Paragraph("I could not find it."),), consultation="3f9a")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I was told our driver takes money, what now"),
        ("fr", "on m’a dit que notre chauffeur prend de l’argent, que faire"),
    ],
)
def test_the_channel_is_named_before_a_reply_that_answers_nothing(language: Language, text: str) -> None:
    """In the language of the reply, once."""
    handler = MisconductHandler()
    assert handler.preempt(CHAT, Message(text)) is None
    refusal = Reply(language, REFUSAL.paragraphs, consultation="3f9a")
    first, *others = handler.accompany(CHAT, refusal).paragraphs
    assert (first.text, tuple(others)) == (say(language, "misconduct.report"), REFUSAL.paragraphs)
    assert handler.accompany(CHAT, refusal) == refusal


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("The driver takes the staff to the field", REFUSAL),
        ("The driver takes money", Reply("en", (Paragraph("Page 3", "source"),), consultation="3f9a")),
        ("The driver takes money", Reply("en", (Paragraph("All right."),))),
        ("The driver takes money", Reply("en", REFUSAL.paragraphs, consultation="3f9a", is_urgent=True)),
    ],
)
def test_other_replies_stay_as_they_are(text: str, reply: Reply) -> None:
    """An answer with its source, a reply to no question, a reply about danger."""
    handler = MisconductHandler()
    handler.preempt(CHAT, Message(text))
    assert handler.accompany(CHAT, reply) == reply
