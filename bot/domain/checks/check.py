"""Checks and their table: one row each, so that days or a crash may lie between two steps."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any, Literal

from bot.clock import Clock, iso, now
from bot.domain.checks.progress import CheckProgress, resume
from bot.domain.checks.response import dump, load
from bot.storage.database import Database
from bot.storage.transactions import WriteTransaction
from corpus.procedure import Procedure
from corpus.procedure_file import parse_procedure

CheckState = Literal["naming", "open", "paused", "finished"]

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Check:
    """A person's progress through a procedure, under a name that they chose. Times are ISO 8601 UTC.

    `message` is the id of the last message that was taken as an answer and `previous` the progress before it, as long
    as nothing else has happened since: a message that comes again, edited or delivered twice, replaces its own answer.
    """

    chat: str
    name: str
    progress: CheckProgress
    state: CheckState = "naming"
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    message: int | None = None
    previous: CheckProgress | None = None
    started: str = field(default_factory=lambda: _now())
    changed: str = field(default_factory=lambda: _now())

    @property
    def procedure(self) -> Procedure:
        """The procedure in the version with which the check began."""
        return self.progress.procedure

    def answered_by(self, message: int | None) -> Check | None:
        """Return the check that `message` is to answer: without its former answer, if it was the last message.

        None if the message is older than that; ids grow within a chat. A channel without ids gives None for the id.
        """
        if message is None or self.message is None or message > self.message:
            return replace(self, message=message or self.message, previous=self.progress)
        return replace(self, progress=self.previous) if message == self.message and self.previous else None

    def with_progress(self, progress: CheckProgress) -> Check:
        """Return the check after a pressed button: the answer typed before can't be replaced by an edit any more."""
        return replace(self, progress=progress, previous=None)


class CheckLog:
    """The table of checks. Each query is limited to one chat."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database, self._clock = database, clock

    def save(self, check: Check) -> Check:
        """Store a check with the text of its procedure, pause the chat's others if it is open, and return it."""
        stored = replace(check, changed=iso(self._clock()))
        procedure = {"digest": stored.procedure.digest, "id": stored.procedure.id, "text": stored.procedure.text}
        with self._database.write() as db:
            if stored.state in ("naming", "open"):
                db.execute(
                    "UPDATE checks SET state = 'paused' WHERE chat = ? AND id <> ? AND state IN ('naming', 'open')",
                    [stored.chat, stored.id],
                )
            db.insert_new("procedures", procedure)
            db.upsert("checks", _row(stored), "id")
        return stored

    def find(self, chat: str, identity: str) -> Check | None:
        """Return the check of that id, if it belongs to `chat`."""
        return next(iter(self._select("chat = ? AND checks.id = ?", [chat, identity])), None)

    def open_check(self, chat: str, within: timedelta) -> Check | None:
        """Return the open check of a chat, if its last answer is no older than `within`."""
        since = iso(now() - within)
        found = self._select("chat = ? AND state IN ('naming', 'open') AND changed >= ?", [chat, since])
        return found[0] if found else None

    def pause(self, chat: str) -> None:
        """Pause the open check of a chat."""
        with self._database.write() as db:
            db.execute("UPDATE checks SET state = 'paused' WHERE chat = ? AND state IN ('naming', 'open')", [chat])

    def of(self, chat: str) -> list[Check]:
        """Return all checks of a chat, the last used first."""
        return self._select("chat = ?", [chat])

    def remove(self, chat: str, identity: str) -> bool:
        """Erase a check and the results of it in the log; tell whether there was one of that id in `chat`."""
        with self._database.write() as db:
            erased = db.execute("DELETE FROM checks WHERE chat = ? AND id = ?", [chat, identity])
            _delete_results(db, chat, identity)
        self._database.checkpoint()
        return bool(erased)

    def forget_results(self, chat: str, identity: str) -> None:
        """Erase the results of a check in the log."""
        with self._database.write() as db:
            _delete_results(db, chat, identity)

    def _select(self, where: str, values: list[str]) -> list[Check]:
        rows = f"SELECT checks.*, text FROM checks JOIN procedures USING (digest) WHERE {where}"  # noqa: S608 - `where` is never user input
        statement = f"{rows} ORDER BY changed DESC, checks.rowid DESC"
        with self._database.read() as db:
            return [_check(row) for row in db.fetch_all(statement, values)]


def _delete_results(db: WriteTransaction, chat: str, identity: str) -> None:
    db.delete("consultations", "chat = ? AND outcome = 'check' AND model = ?", [chat, logged_model(identity)])


def logged_model(identity: str) -> str:
    """Return the model name under which the results of the check with this id are logged.

    >>> logged_model("3f9a")
    'check:3f9a'
    """
    return f"check:{identity}"


def _row(check: Check) -> dict[str, object]:
    before = json.dumps([check.previous.at, dump(check.previous.responses)]) if check.previous else None
    return {
        "id": check.id,
        "chat": check.chat,
        "name": check.name,
        "procedure": check.procedure.id,
        "version": check.procedure.version,
        "digest": check.procedure.digest,
        "state": check.state,
        "at": check.progress.at,
        "answers": dump(check.progress.responses),
        "message": check.message,
        "before": before,
        "started": check.started,
        "changed": check.changed,
    }


def _check(row: dict[str, Any]) -> Check:
    procedure = _parsed(row["text"], row["procedure"])
    at, responses = json.loads(row["before"]) if row["before"] else ("", "{}")
    return Check(
        chat=row["chat"],
        name=row["name"],
        progress=resume(procedure, load(row["answers"]), row["at"]),
        state=row["state"],
        id=row["id"],
        message=row["message"],
        previous=resume(procedure, load(responses), at) if row["before"] else None,
        started=row["started"],
        changed=row["changed"],
    )


@lru_cache(maxsize=32)
def _parsed(text: str, name: str) -> Procedure:
    return parse_procedure(text, name)[0]


def _now() -> str:
    return iso(now())
