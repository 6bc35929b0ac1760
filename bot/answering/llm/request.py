"""Requests to a language model, the chunks that come back, and the ways in which a model fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.answering.inquiry import SILENT
from bot.safety.redaction.redaction import redact
from corpus.language import Language

ModelFailure = Literal["budget", "resting", "timeout", "unreachable", "refused", "cut", "stopped"]


class ModelUnavailable(Exception):  # noqa: N818 - what happened, not what is wrong
    """The model gave nothing, or nothing more. Nobody sees it: the texts answer, and the log says the reason.

    `reason` is "budget" (spent), "resting" (it failed too often of late), "timeout", "unreachable" (network, 429, 5xx),
    "refused" (4xx: key, model or request are wrong), "cut" (the text broke off) or "stopped" (by the person).
    """

    def __init__(self, reason: ModelFailure, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: ModelFailure = reason
        self.detail = detail


_MALFORMED = {400, 415, 422}
_PASSING = {408, 409, 425, 429}  # HTTP 4xx answers that another try may not get


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
        return "refused" if 400 <= status < 500 and status not in _PASSING else "unreachable"
    return "refused" if isinstance(error, ModelError | TypeError | ValueError) else "unreachable"


def is_about_form(error: BaseException) -> bool:
    """Tell whether a request may fare better in another form: the server, or its client, does not take this one."""
    return status_of(error) in _MALFORMED or isinstance(error, TypeError | ValueError | NotImplementedError)


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status that an error carries, in one of the ways of the providers' libraries, or None."""
    response = getattr(error, "response", None)
    for holder, name in ((error, "status_code"), (response, "status_code"), (error, "code")):
        value = getattr(holder, name, None)
        if isinstance(value, int):
            return int(value)
    return None


def retry_after(error: BaseException) -> float:
    """Return the seconds that the server asks one to wait (RFC 9110, Retry-After in seconds), or 0."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    asked = headers.get("retry-after", "") if headers is not None else ""
    return float(asked) if asked.replace(".", "", 1).isdecimal() else 0.0


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
    def is_local(self) -> bool:
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
        return text if self.model.is_local else redact(text, self.language).text

    def chunks(self, request: ModelRequest) -> Iterator[ModelChunk]:
        """Yield the answer to `request` as it comes. Raise ModelUnavailable."""
        return self.model.write(request, self.seconds, self.is_cancelled)

    def text(self, request: ModelRequest) -> str:
        """Return the whole answer to `request`. Raise ModelUnavailable."""
        return "".join(chunk.text for chunk in self.chunks(request))
