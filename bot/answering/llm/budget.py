"""The daily token budget of a model: in all, and for each chat."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.inquiry import SILENT
from bot.answering.llm.request import (
    CHARACTERS_A_TOKEN,
    IsCancelled,
    LanguageModel,
    ModelChunk,
    ModelRequest,
    ModelUnavailable,
)
from bot.clock import now
from bot.storage.model_usage import ModelUsage


@dataclass(frozen=True, slots=True)
class TokenLimits:
    """Tokens a day (UTC) in all and for one chat; 0 means no limit."""

    day: int = 0
    chat: int = 0


class MeteredModel:
    """A model whose tokens are counted, asked on behalf of one chat.

    The tokens that a request may take are reserved before it is sent, so that concurrent requests can't exceed the
    limits. Afterwards the reservation is replaced by the tokens it took, even if it failed.
    """

    def __init__(self, model: LanguageModel, usage: ModelUsage, limits: TokenLimits, chat: str) -> None:
        self._model, self._usage, self._limits, self._chat = model, usage, limits, chat

    @property
    def name(self) -> str:
        """The model, as provider:model."""
        return self._model.name

    @property
    def is_local(self) -> bool:
        """Whether the model runs on this machine, so that no data leaves it."""
        return self._model.is_local

    def write(
        self, request: ModelRequest, seconds: float, is_cancelled: IsCancelled = SILENT.is_cancelled
    ) -> Iterator[ModelChunk]:
        """Yield the pieces of the answer. Raise ModelUnavailable, with "budget" before anything is sent."""
        day, reserved = now().date().isoformat(), request.estimate
        if not self._usage.reserve(day, self._chat, reserved, self._limits.day, self._limits.chat):
            raise ModelUnavailable("budget")
        counted, written = 0, 0
        try:
            for piece in self._model.write(request, seconds, is_cancelled):
                counted, written = counted + piece.tokens, written + len(piece.text)
                yield piece
        finally:
            taken = counted or (_estimated_input(request) + written // CHARACTERS_A_TOKEN if written else 0)
            self._usage.settle(day, self._chat, taken - reserved)


def _estimated_input(request: ModelRequest) -> int:
    return (len(request.system) + len(request.user)) // CHARACTERS_A_TOKEN
