"""A model whose answers are kept, so that two ways to use them are compared on the same words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.answering.inquiry import SILENT
from bot.answering.llm.errors import ModelUnavailable
from bot.answering.llm.request import IsCancelled, LanguageModel, ModelChunk, ModelRequest


@dataclass(slots=True)
class _Take:
    pieces: list[ModelChunk] = field(default_factory=list)
    end: ModelUnavailable | None = None


class RecordedModel:
    """Asks a model the first time, and plays what it wrote every other time, at once; what nobody read to its end is
    asked for again.

    `seconds` adds up how long the model took for what was asked since it was last set to 0, whether played or not.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._takes: dict[tuple[str, str], tuple[_Take, float]] = {}
        self.seconds = 0.0

    @property
    def name(self) -> str:
        """The model, as provider:model."""
        return self._model.name

    @property
    def is_here(self) -> bool:
        """Whether the model runs on this machine."""
        return self._model.is_here

    def write(
        self, request: ModelRequest, seconds: float, is_cancelled: IsCancelled = SILENT.is_cancelled
    ) -> Iterator[ModelChunk]:
        """Yield the pieces of the answer, and end as the model did."""
        key = (request.system, request.user)
        if key not in self._takes:
            yield from self._recorded(key, request, seconds, is_cancelled)
        else:
            yield from self._takes[key][0].pieces
        take, took = self._takes[key]
        self.seconds += took
        if take.end:
            raise take.end

    def _recorded(
        self, key: tuple[str, str], request: ModelRequest, seconds: float, is_cancelled: IsCancelled
    ) -> Iterator[ModelChunk]:
        take, started = _Take(), time.perf_counter()
        try:
            for piece in self._model.write(request, seconds, is_cancelled):
                take.pieces.append(piece)
                yield piece
        except ModelUnavailable as error:
            take.end = error
        except GeneratorExit:  # whoever reads has enough, another reader may not
            self.seconds += time.perf_counter() - started
            raise
        self._takes[key] = (take, time.perf_counter() - started)
