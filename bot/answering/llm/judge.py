"""Have a model judge an answer: do the passages support it, and does it answer the question?"""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answering.llm.prompt import delimited, numbered, prompt, tagged
from bot.answering.llm.request import ModelRequest, ModelSession, ModelUnavailable
from index.passage import Passage


class Verdict(BaseModel):
    """Whether every statement is `supported`, whether the answer `answers`, and `why` in a sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    supported: bool
    answers: bool
    why: str


def verdict(question: str, answer: str, passages: Sequence[Passage], session: ModelSession) -> Verdict | None:
    """Return the model's verdict on `answer`; None if it gives none, or none that fits the schema.

    A model on another machine gets question and answer redacted.
    """
    given, language = numbered(passages), session.language
    system, user = prompt("judge").fill(
        language,
        passages=delimited(given, {key: passage.text for key, passage in given.items()}, language),
        question=tagged("question", session.outgoing(question), language),
        answer=tagged("answer", session.outgoing(answer), language),
    )
    try:
        text = session.text(ModelRequest(system, user, Verdict.model_json_schema()))
        return Verdict.model_validate(json.loads(text[text.index("{") : text.rindex("}") + 1]))
    except (ModelUnavailable, ValueError, ValidationError):
        return None
