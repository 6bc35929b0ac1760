"""The text of an answer as it is stored."""

from __future__ import annotations

from bot.answering.answer import Answer
from bot.conversation.answer_reply import bulleted, compose
from bot.safety.redaction.redaction import redact


def stored_answer(answer: Answer) -> str:
    """Return the text of `answer` without personal data.

    The words of the cards hold none, and stay as they are: to look through them would take as long as to answer.
    """
    own = {bulleted(card.text) for card in answer.passages if not card.document}
    own |= {card.unsaid for finding in answer.findings for card in finding.unsaid}
    paragraphs = (paragraph.text for paragraph in compose(answer).paragraphs)
    return "\n\n".join(
        text if text.rpartition(" [")[0] in own else redact(text, answer.language).text for text in paragraphs
    )
