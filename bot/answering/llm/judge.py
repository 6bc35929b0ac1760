"""Have a model judge an answer: is it borne by the passages, and does it answer?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.answering.llm.errors import ModelUnavailable
from bot.answering.llm.prompt import delimited, numbered, prompt, tagged
from bot.answering.llm.request import LanguageModel, ModelRequest, Redact
from corpus.language import Language
from index.passage import Passage


class Verdict(BaseModel):
    """Whether every statement is `supported`, whether the answer `answers`, and `why` in a sentence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    supported: bool
    answers: bool
    why: str


def verdict(
    model: LanguageModel,
    question: str,
    answer: str,
    passages: Sequence[Passage],
    language: Language,
    redact: Redact,
    seconds: float,
) -> Verdict | None:
    """Return what `model` thinks of `answer`; None if it does not answer, or not as it was asked to.

    A judge elsewhere gets what people wrote as the log keeps it.
    """
    given = numbered(passages)
    if not model.is_here:
        question, answer = redact(question, language), redact(answer, language)
    system, user = prompt("judge").fill(
        language,
        passages=delimited(given, {key: passage.text for key, passage in given.items()}, language),
        question=tagged("question", question, language),
        answer=tagged("answer", answer, language),
    )
    try:
        text = "".join(piece.text for piece in model.write(ModelRequest(system, user, _schema()), seconds))
        return Verdict.model_validate(json.loads(text[text.index("{") : text.rindex("}") + 1]))
    except (ModelUnavailable, ValueError, ValidationError):
        return None


def _schema() -> dict[str, Any]:
    return Verdict.model_json_schema()
