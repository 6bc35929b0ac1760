"""Have a model reword: a follow-up as a full question, a quotation in another language; trust it only if verified."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.inquiry import PastExchange
from bot.answering.llm.prompt import prompt, tagged
from bot.answering.llm.request import ModelRequest, ModelSession
from bot.answering.llm.verification.verifier import Verifier, is_faithful
from corpus.language import Language

TURNS = 2  # earlier exchanges that the model sees
LONGEST_TRANSLATION = 2  # times its original; the model is not read any further


def condense(text: str, history: Sequence[PastExchange], session: ModelSession) -> str:
    """Return the question that `text` asks after `history`, or "" if the model's is not to be trusted.

    Raise ModelUnavailable.
    """
    said = "\n\n".join(f"{turn.question}\n{turn.answer}".strip() for turn in history[-TURNS:])
    said, message, language = session.outgoing(said), session.outgoing(text), session.language
    system, user = prompt("condense").fill(
        language, history=tagged("before", said, language), message=tagged("question", message, language)
    )
    question = " ".join(session.text(ModelRequest(system, user)).split()).strip('«»“”" ')
    return question if question and is_faithful(question, f"{said}\n{text}", text, language) else ""


def translate(quote: str, source: Language, session: ModelSession, verifier: Verifier) -> str:
    """Return `quote` in the session's language, or "" if the model's words are not to be trusted.

    Raise ModelUnavailable.
    """
    system, user = prompt("translate").fill(session.language, quote=tagged("passage", quote, session.language))
    written, most = "", LONGEST_TRANSLATION * len(quote)
    for piece in session.chunks(ModelRequest(system, user)):
        written += piece.text
        if len(written) > most:
            return ""
    text = written.strip()
    return text if verifier.is_translation(quote, source, text, session.language) else ""
