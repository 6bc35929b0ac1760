"""Refusals of the Bot API: one exception and the exact sentences of the real server.

The sentences are those of ``tdlib/telegram-bot-api`` (``Client.cpp``), which api.telegram.org runs.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
    "same as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


class ApiError(Exception):
    """Refuse a call; the HTTP status equals ``code``, as on the real server."""

    def __init__(
        self, code: int, description: str, *, retry_after: int | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    def body(self) -> Json:
        """Return the JSON answer, with ``parameters`` for a flood and for a group that has moved."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        known = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to}
        parameters = {name: value for name, value in known.items() if value is not None}
        return answer | ({"parameters": parameters} if parameters else {})


def bad_request(reason: str) -> ApiError:
    """Make a 400; ``bad_request("chat not found").description == "Bad Request: chat not found"``."""
    return ApiError(400, f"Bad Request: {reason}")


def too_many_requests(seconds: int) -> ApiError:
    """Make a 429 that names the seconds to wait, both in words and in ``parameters``."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
