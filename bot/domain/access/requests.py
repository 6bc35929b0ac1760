"""Requests for access, with the messages that wait for a decision."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal, TypeAlias

from bot.clock import Clock, iso, now
from bot.replies.reply import Reply, pack
from bot.replies.texts import sentence
from bot.storage.database import Database
from bot.storage.outgoing_messages import OutgoingMessage
from corpus.language import Language

RequestState: TypeAlias = Literal["pending", "admitted", "declined"]
Kept: TypeAlias = Literal["all", "part", "none"]  # how much of a message is stored

PENDING_FOR = timedelta(days=7)  # how long a request waits for a decision; then the person may ask again
DECLINED_FOR = timedelta(days=30)  # how long a refusal holds
MOST_MESSAGES, LONGEST_MESSAGE, LONGEST_INTRODUCTION = 3, 1_000, 200


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message that waits, with its id if the channel has one."""

    text: str
    identity: int | None = None


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """A person's request. `person` and `chat` are keyed hashes, `address` is where the decision is sent.

    `introduction` is what the person tells the admins about themself.
    """

    number: str
    person: str
    chat: str
    address: str
    language: Language
    state: RequestState = "pending"
    introduction: str = ""
    messages: tuple[QueuedMessage, ...] = ()


class AccessRequests:
    """The table of requests, at most one for each person. An expired one counts as absent."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database, self._clock = database, clock

    def of(self, person: str) -> AccessRequest | None:
        """Return the request of a person, None if there is none."""
        return next(iter(self._rows("person = ?", person)), None)

    def find(self, number: str) -> AccessRequest | None:
        """Return the request of that number, however it is typed; None if there is none."""
        return next(iter(self._rows("number = ?", number.strip().upper())), None)

    def pending(self) -> list[AccessRequest]:
        """Return the undecided requests."""
        return self._rows("state = 'pending'")

    def admitted(self) -> list[AccessRequest]:
        """Return the granted requests whose messages are not answered yet."""
        return self._rows("state = 'admitted'")

    def open(self, request: AccessRequest) -> AccessRequest:
        """Store a new request under a new number, and return it."""
        with self._database.write() as db:
            self.remove(request.person)
            numbered = replace(request, number=self._free_number())
            db.insert("access_requests", _row(numbered) | {"until": self._after(PENDING_FOR)})
        return numbered

    def set_introduction(self, request: AccessRequest, text: str) -> AccessRequest:
        """Store what a person tells about themself."""
        return self._save(replace(request, introduction=text[:LONGEST_INTRODUCTION]))

    def add(self, request: AccessRequest, message: QueuedMessage) -> Kept:
        """Store another message, or an edited one in the place of what it was; beyond the limit none is stored."""
        kept = QueuedMessage(message.text[:LONGEST_MESSAGE], message.identity)
        places = {one.identity: place for place, one in enumerate(request.messages) if one.identity is not None}
        messages = list(request.messages)
        place = len(messages) if message.identity is None else places.get(message.identity, len(messages))
        if place >= MOST_MESSAGES:
            return "none"
        messages[place : place + 1] = [kept]
        self._save(replace(request, messages=tuple(messages)))
        return "all" if kept.text == message.text else "part"

    def clear_messages(self, request: AccessRequest) -> AccessRequest:
        """Erase the messages that wait with a request."""
        cleared = self._save(replace(request, messages=()))
        self._database.checkpoint()
        return cleared

    def decide(self, request: AccessRequest, state: RequestState) -> AccessRequest:
        """Store a decision; a refusal without the messages, so that the admins are not asked again every day."""
        if state != "declined":
            return self._save(replace(request, state=state))
        with self._database.write() as db:
            declined = self._save(replace(request, state=state, address="", introduction="", messages=()))
            db.execute(
                "UPDATE access_requests SET until = ? WHERE number = ?", [self._after(DECLINED_FOR), request.number]
            )
        self._database.checkpoint()
        return declined

    def remove(self, person: str) -> None:
        """Erase the request of a person."""
        with self._database.write() as db:
            db.delete("access_requests", "person = ?", [person])
        self._database.checkpoint()

    def _free_number(self) -> str:
        with self._database.read() as db:
            while True:
                number = f"A-{secrets.token_hex(2).upper()}"
                if not db.count("access_requests", "number = ?", [number]):
                    return number

    def _save(self, request: AccessRequest) -> AccessRequest:
        with self._database.write() as db:
            db.update("access_requests", _row(request), "number", request.number)
        return request

    def _after(self, time: timedelta) -> str:
        return iso(self._clock() + time)

    def _rows(self, where: str, *values: object) -> list[AccessRequest]:
        with self._database.read() as db:
            current = f"({where}) AND until >= ?"
            return [_request(row) for row in db.select("access_requests", current, [*values, self._after(timedelta())])]


def refusal(request: AccessRequest) -> OutgoingMessage:
    """Return the message that tells the person that access is refused."""
    return message_to(request, sentence(request.language, "admission.refused"))


def message_to(request: AccessRequest, reply: Reply, quotes: int | None = None) -> OutgoingMessage:
    """Return `reply` as a message to the person who made the request; `quotes` is the id of theirs that it answers."""
    return OutgoingMessage(
        request.address, reply.language, pack(reply), f"access:{request.number}:reply", quotes=quotes
    )


def _row(request: AccessRequest) -> dict[str, Any]:
    row = {name: getattr(request, name) for name in request.__dataclass_fields__}
    return row | {"messages": json.dumps([[one.text, one.identity] for one in request.messages], ensure_ascii=False)}


def _request(row: dict[str, Any]) -> AccessRequest:
    values = {name: row[name] for name in AccessRequest.__dataclass_fields__}
    messages = tuple(QueuedMessage(text, identity) for text, identity in json.loads(row["messages"]))
    return AccessRequest(**values | {"messages": messages})
