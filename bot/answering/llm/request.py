"""Requests to a language model, the chunks that come back, and the ways in which a model fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.answering.inquiry import SILENT
from bot.safety.redaction.redaction import redact
from corpus.language import Language

ModelFailure = Literal["budget", "resting", "timeout", "unreachable", "refused", "cut", "stopped"]
IsCancelled = Callable[[], bool]  # tells whether no more of an answer is wanted

CHARACTERS_A_TOKEN = 3  # of French and English text, at worst: an estimate where the provider does not count
ANSWER_TOKENS = 600  # the most that a model may write in one answer
_MALFORMED = {400, 415, 422}  # HTTP statuses of a request that the server does not accept in this form
_TEMPORARY = {408, 409, 425, 429}  # HTTP 4xx statuses after which another attempt may succeed


class ModelUnavailable(Exception):  # noqa: N818 - an expected event, no fault of the program
    """The model gave no answer, or broke off. No user sees it: the texts answer, and the log has the reason.

    `reason` is "budget" (spent), "resting" (it failed too often of late), "timeout", "unreachable" (network, 429, 5xx),
    "refused" (4xx: wrong key, model or request), "cut" (the text broke off) or "stopped" (cancelled).
    """

    def __init__(self, reason: ModelFailure, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: ModelFailure = reason
        self.detail = detail


def reason_of(error: BaseException) -> ModelFailure:
    """Return "timeout", "unreachable" or "refused".

    LangChain's integrations share one family of errors since 1.4; older ones raise what their library raises.

    >>> reason_of(TimeoutError()), reason_of(ConnectionError())
    ('timeout', 'unreachable')
    """
    from langchain_core.exceptions import ModelError, ModelTimeoutError

    if isinstance(error, TimeoutError | ModelTimeoutError):
        return "timeout"
    if isinstance(error, ModelError) and error.is_retryable:
        return "unreachable"
    status = status_of(error)
    if status is not None:
        return "refused" if 400 <= status < 500 and status not in _TEMPORARY else "unreachable"
    return "refused" if isinstance(error, ModelError | TypeError | ValueError) else "unreachable"


def is_about_form(error: BaseException) -> bool:
    """Tell whether the server, or its client, does not accept the request in this form and may accept another."""
    return status_of(error) in _MALFORMED or isinstance(error, TypeError | ValueError | NotImplementedError)


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status of an error, under any name that the providers' libraries use; None for none."""
    response = getattr(error, "response", None)
    for holder, name in ((error, "status_code"), (response, "status_code"), (error, "code")):
        value = getattr(holder, name, None)
        if isinstance(value, int):
            return int(value)
    return None


def retry_after(error: BaseException) -> float:
    """Return the seconds that the server asks to wait (RFC 9110, Retry-After in seconds), or 0."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    asked = headers.get("retry-after", "") if headers is not None else ""
    return float(asked) if asked.replace(".", "", 1).isdecimal() else 0.0


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """A system and a user message. `schema` is the JSON Schema of the wanted answer, or empty for free text."""

    system: str
    user: str
    schema: dict[str, Any] = field(default_factory=dict)

    @property
    def estimate(self) -> int:
        """The estimated number of tokens, read and written."""
        return (len(self.system) + len(self.user)) // CHARACTERS_A_TOKEN + ANSWER_TOKENS


@dataclass(frozen=True, slots=True)
class ModelChunk:
    """A piece of the text that a model writes. `tokens` counts the whole exchange, in a piece that has the count."""

    text: str
    tokens: int = 0


class LanguageModel(Protocol):
    """Writes an answer to a request."""

    @property
    def name(self) -> str:
        """The model, as provider:model."""

    @property
    def is_local(self) -> bool:
        """Whether the model runs on this machine, so that no data leaves it."""

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
        return text if self.model.is_local else redact(text, self.language).text

    def chunks(self, request: ModelRequest) -> Iterator[ModelChunk]:
        """Yield the answer to `request` as it comes. Raise ModelUnavailable."""
        return self.model.write(request, self.seconds, self.is_cancelled)

    def text(self, request: ModelRequest) -> str:
        """Return the whole answer to `request`. Raise ModelUnavailable."""
        return "".join(chunk.text for chunk in self.chunks(request))
