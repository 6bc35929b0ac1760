"""What is asked of a model and what comes back, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.answering.inquiry import SILENT
from bot.safety.redaction.redaction import redact
from corpus.language import Language

CHARACTERS_A_TOKEN = 3  # of French and English text, at worst: an estimate where the provider does not count
ANSWER_TOKENS = 600  # the most that a model may write in one answer

IsCancelled = Callable[[], bool]  # tells whether no more of an answer is wanted


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """Two messages to a model. `schema` is the JSON Schema of the answer that is wanted, or empty for free text."""

    system: str
    user: str
    schema: dict[str, Any] = field(default_factory=dict)

    @property
    def estimate(self) -> int:
        """About how many tokens it will take, read and written."""
        return (len(self.system) + len(self.user)) // CHARACTERS_A_TOKEN + ANSWER_TOKENS


@dataclass(frozen=True, slots=True)
class ModelChunk:
    """A piece of the text that a model writes. `tokens` is what the whole exchange took, where this piece tells."""

    text: str
    tokens: int = 0


class LanguageModel(Protocol):
    """Writes an answer to a request."""

    @property
    def name(self) -> str:
        """The model, as provider:model."""

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, so that nothing leaves."""

    def write(
        self, request: ModelRequest, seconds: float, is_cancelled: IsCancelled = SILENT.is_cancelled
    ) -> Iterator[ModelChunk]:
        """Yield the pieces of the answer as they come, for at most `seconds` or until it is cancelled.

        Raise ModelUnavailable at once or after some pieces; these may then end anywhere.
        """
        ...


@dataclass(frozen=True, slots=True)
class ModelSession:
    """A model as one answer uses it: the answer's language, and the seconds and cancellation that bound a request."""

    model: LanguageModel
    language: Language
    seconds: float
    is_cancelled: IsCancelled = SILENT.is_cancelled

    def outgoing(self, text: str) -> str:
        """Return a person's text as the model may see it: redacted, unless it runs on this machine."""
        return text if self.model.is_here else redact(text, self.language).text

    def chunks(self, request: ModelRequest) -> Iterator[ModelChunk]:
        """Yield the answer to `request` as it comes. Raise ModelUnavailable."""
        return self.model.write(request, self.seconds, self.is_cancelled)

    def text(self, request: ModelRequest) -> str:
        """Return the whole answer to `request`. Raise ModelUnavailable."""
        return "".join(chunk.text for chunk in self.chunks(request))
