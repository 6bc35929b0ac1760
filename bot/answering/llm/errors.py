"""Why a language model did not answer."""

from __future__ import annotations

from typing import Literal

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
