"""Why a language model did not answer."""

from __future__ import annotations

from typing import Literal

Reason = Literal["budget", "resting", "timeout", "unreachable", "refused", "cut", "stopped"]


class ModelUnavailable(Exception):  # noqa: N818 - what happened, not what is wrong
    """The model gave nothing, or nothing more. Nobody sees it: the texts answer, and the log says the reason.

    `reason` is "budget" (spent), "resting" (it failed too often of late), "timeout", "unreachable" (network, 429, 5xx),
    "refused" (4xx: key, model or request are wrong), "cut" (the text broke off) or "stopped" (by the person).
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason
        self.detail = detail
