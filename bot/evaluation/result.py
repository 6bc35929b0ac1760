"""What became of one question: how its answer fared in each check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.advice.answer import Outcome
from bot.evaluation.checks import REFUSALS
from bot.evaluation.questions import Question


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one question.

    `missing` are the items of must_contain without which the answer came, `violated` those of must_not in it.
    `cited` and `in_language` are None where nothing can be said. `places` maps each retriever to the place of each
    gold part, from 1, 0 if it was not found; it is empty where the index holds no gold. `score` is that of the best
    passage shown.
    """

    question: Question
    outcome: Outcome
    missing: tuple[str, ...] = ()
    violated: tuple[str, ...] = ()
    routed: bool = True
    cited: bool | None = None
    in_language: bool | None = None
    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    milliseconds: float = 0.0
    score: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the answer holds what it must and nothing that it must not."""
        return not self.missing and not self.violated

    @property
    def is_refusal(self) -> bool:
        """Whether the bot said that the texts, or its field, do not cover the question."""
        return self.outcome in REFUSALS
