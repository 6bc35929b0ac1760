"""Requests for access, with the messages that wait for it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal, TypeAlias

from bot.storage.database import Database
from corpus.language import Language

RequestState: TypeAlias = Literal["pending", "admitted", "declined"]

LAPSE = timedelta(days=7)  # so long messages wait for a decision; then the person may ask again
REST = timedelta(days=30)  # so long a refusal stands
MOST_MESSAGES, LONGEST_MESSAGE, LONGEST_INTRODUCTION = 3, 1_000, 200


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """A message that waits, under its id if the surface has one."""

    text: str
    identity: int | None = None


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """Someone's request. `person` and `chat` are keyed hashes, `address` is where the decision is to be told.

    `introduction` is what the person wants those to know who decide.
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
    """The table of requests; each person has one at most. What has lapsed is as if it had never been."""

    def __init__(self, database: Database, clock: Callable[[], datetime] | None = None) -> None:
        self._database = database
        self._clock = clock or partial(datetime.now, UTC)

    def of(self, person: str) -> AccessRequest | None:
        """Return the request of a person."""
        return next(iter(self._rows("person = ?", person)), None)

    def find(self, number: str) -> AccessRequest | None:
        """Return the request of that number, however it is typed."""
        return next(iter(self._rows("number = ?", number.strip().upper())), None)

    def pending(self) -> list[AccessRequest]:
        """Return the requests that are not decided yet."""
        return self._rows("state = 'pending'")

    def admitted(self) -> list[AccessRequest]:
        """Return the granted requests whose messages are not answered yet."""
        return self._rows("state = 'admitted'")

    def open(self, request: AccessRequest) -> AccessRequest:
        """Keep a new request, under a number of its own, and return it."""
        with self._database.write() as db:
            self.remove(request.person)
            numbered = replace(request, number=self._free_number())
            db.insert("requests", _row(numbered) | {"until": self._after(LAPSE)})
        return numbered

    def introduce(self, request: AccessRequest, text: str) -> AccessRequest:
        """Keep what a person says of themself."""
        return self._save(replace(request, introduction=text[:LONGEST_INTRODUCTION]))

    def add(self, request: AccessRequest, message: QueuedMessage) -> AccessRequest:
        """Keep another message; the oldest gives way."""
        kept = QueuedMessage(message.text[:LONGEST_MESSAGE], message.identity)
        return self._save(replace(request, messages=(*request.messages, kept)[-MOST_MESSAGES:]))

    def clear(self, request: AccessRequest) -> AccessRequest:
        """Let go of the messages that wait with a request."""
        cleared = self._save(replace(request, messages=()))
        self._database.checkpoint()
        return cleared

    def decide(self, request: AccessRequest, state: RequestState) -> AccessRequest:
        """Note a decision. A refusal is remembered without the messages, so that nobody is asked again every day."""
        if state != "declined":
            return self._save(replace(request, state=state))
        with self._database.write() as db:
            declined = self._save(replace(request, state=state, address="", introduction="", messages=()))
            db.execute("UPDATE requests SET until = ? WHERE number = ?", [self._after(REST), request.number])
        self._database.checkpoint()
        return declined

    def remove(self, person: str) -> None:
        """Forget the request of a person."""
        with self._database.write() as db:
            db.delete("requests", "person = ?", [person])
        self._database.checkpoint()

    def _free_number(self) -> str:
        with self._database.read() as db:
            while True:
                number = f"A-{secrets.token_hex(2).upper()}"
                if not db.count("requests", "number = ?", [number]):
                    return number

    def _save(self, request: AccessRequest) -> AccessRequest:
        with self._database.write() as db:
            db.update("requests", _row(request), "number", request.number)
        return request

    def _after(self, time: timedelta) -> str:
        return (self._clock() + time).astimezone(UTC).isoformat(timespec="seconds")

    def _rows(self, where: str, *values: object) -> list[AccessRequest]:
        with self._database.read() as db:
            current = f"({where}) AND until >= ?"
            return [_request(row) for row in db.select("requests", current, [*values, self._after(timedelta())])]


def _row(request: AccessRequest) -> dict[str, Any]:
    row = {name: getattr(request, name) for name in request.__dataclass_fields__}
    return row | {"messages": json.dumps([[one.text, one.identity] for one in request.messages], ensure_ascii=False)}


def _request(row: dict[str, Any]) -> AccessRequest:
    values = {name: row[name] for name in AccessRequest.__dataclass_fields__}
    messages = tuple(QueuedMessage(text, identity) for text, identity in json.loads(row["messages"]))
    return AccessRequest(**values | {"messages": messages})
