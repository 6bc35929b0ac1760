"""What is in the outbox: a message to send, one that is being sent, and what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from corpus.language import Language

DeliveryState: TypeAlias = Literal["waiting", "sending", "sent", "failed", "withdrawn"]
FailureReason: TypeAlias = Literal["blocked", "gone", "refused", "unreachable", "uncertain"]


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message to send. `address` says where and is opaque here (on Telegram: the chat's id).

    `content` is JSON (see `bot.replies.reply`), `reference` says what it is about ("case:R-2026-0042:answer"),
    `edits` is the id of a message to change instead of sending one, `quotes` of one to reply to.
    """

    address: str
    language: Language
    content: str
    reference: str
    edits: int | None = None
    quotes: int | None = None


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message that is to be sent now. `sent` are the ids of the parts that were sent before a failure."""

    id: int
    message: OutgoingMessage
    attempts: int
    added: datetime
    sent: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    """The delivery of a message, or its failure; `messages` are the ids of its parts, in order."""

    id: int
    reference: str
    state: DeliveryState
    reason: FailureReason | None = None
    messages: tuple[int, ...] = ()
    uncertain_sends: int = 0


def claimed_message(row: dict[str, Any]) -> ClaimedMessage:
    """Return the message of a row of the outbox."""
    message = OutgoingMessage(**{name: row[name] for name in OutgoingMessage.__dataclass_fields__})
    added = datetime.fromisoformat(row["added"])
    return ClaimedMessage(row["id"], message, row["attempts"], added, tuple(json.loads(row["messages"])))


def delivery_receipt(row: dict[str, Any]) -> DeliveryReceipt:
    """Return the delivery of the message of a row of the outbox."""
    messages = tuple(json.loads(row["messages"]))
    return DeliveryReceipt(row["id"], row["reference"], row["state"], row["reason"], messages, row["uncertain_sends"])
