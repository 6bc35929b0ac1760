"""Checks as they are kept: one row each, so that days or a crash may lie between two steps."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from bot.domain.checks.progress import CheckProgress, resume
from bot.domain.checks.response import dump, load
from bot.storage.database import Database
from corpus.procedure import Procedure
from corpus.procedure_file import parse_procedure

CheckState = Literal["naming", "open", "paused", "finished"]

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Check:
    """Someone's walk through a procedure, under a name of theirs. Times are ISO 8601 UTC.

    `message` is the id of the last message that was taken as an answer and `before` the walk before it, as long as
    nothing else has happened since: a message that comes again, edited or delivered twice, takes its own place.
    """

    chat: str
    name: str
    walk: CheckProgress
    state: CheckState = "naming"
    id: str = field(default_factory=lambda: secrets.token_hex(4))
    message: int | None = None
    before: CheckProgress | None = None
    started: str = field(default_factory=lambda: _now())
    changed: str = field(default_factory=lambda: _now())

    @property
    def procedure(self) -> Procedure:
        """The procedure in the version with which the check began."""
        return self.walk.procedure

    def answering(self, message: int | None) -> Check | None:
        """Return the check to which `message` is to be an answer: without it, if it was the last one before.

        None if the message is older than that; ids grow within a chat. A surface without ids gives None for the id.
        """
        if message is None or self.message is None or message > self.message:
            return replace(self, message=message or self.message, before=self.walk)
        return replace(self, walk=self.before) if message == self.message and self.before else None

    def moved(self, walk: CheckProgress) -> Check:
        """Return the check after an act that was no message: what was typed before it stands."""
        return replace(self, walk=walk, before=None)


class CheckLog:
    """The table of checks. Nobody reads another chat's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, check: Check) -> Check:
        """Keep a check and the text of its procedure; one that opens puts the chat's others aside. Return it."""
        kept = replace(check, changed=_now())
        procedure = {"digest": kept.procedure.digest, "id": kept.procedure.id, "text": kept.procedure.text}
        with self._database.write() as db:
            if kept.state in ("naming", "open"):
                db.execute(
                    "UPDATE checks SET state = 'paused' WHERE chat = ? AND id <> ? AND state IN ('naming', 'open')",
                    [kept.chat, kept.id],
                )
            db.insert_new("procedures", procedure)
            db.upsert("checks", _row(kept), "id")
        return kept

    def find(self, chat: str, identity: str) -> Check | None:
        """Return the check of that id, if it belongs to `chat`."""
        return next(iter(self._select("chat = ? AND checks.id = ?", [chat, identity])), None)

    def present(self, chat: str, within: timedelta) -> Check | None:
        """Return the check that the chat is in the middle of, if its last answer is no older than `within`."""
        since = (datetime.now(UTC) - within).isoformat(timespec="seconds")
        found = self._select("chat = ? AND state IN ('naming', 'open') AND changed >= ?", [chat, since])
        return found[0] if found else None

    def pause(self, chat: str) -> None:
        """Put aside the check that the chat is in the middle of."""
        with self._database.write() as db:
            db.execute("UPDATE checks SET state = 'paused' WHERE chat = ? AND state IN ('naming', 'open')", [chat])

    def of(self, chat: str) -> list[Check]:
        """Return all checks of a chat, the last used first."""
        return self._select("chat = ?", [chat])

    def remove(self, chat: str, identity: str) -> bool:
        """Erase a check; tell whether there was one of that id in `chat`."""
        with self._database.write() as db:
            gone = db.execute("DELETE FROM checks WHERE chat = ? AND id = ?", [chat, identity])
        self._database.checkpoint()
        return bool(gone)

    def _select(self, where: str, values: list[str]) -> list[Check]:
        rows = f"SELECT checks.*, text FROM checks JOIN procedures USING (digest) WHERE {where}"  # noqa: S608 - our own words
        statement = f"{rows} ORDER BY changed DESC, checks.rowid DESC"
        with self._database.read() as db:
            return [_check(row) for row in db.fetch_all(statement, values)]


def _row(check: Check) -> dict[str, object]:
    before = json.dumps([check.before.at, dump(check.before.given)]) if check.before else None
    return {
        "id": check.id,
        "chat": check.chat,
        "name": check.name,
        "procedure": check.procedure.id,
        "version": check.procedure.version,
        "digest": check.procedure.digest,
        "state": check.state,
        "at": check.walk.at,
        "answers": dump(check.walk.given),
        "message": check.message,
        "before": before,
        "started": check.started,
        "changed": check.changed,
    }


def _check(row: dict[str, Any]) -> Check:
    procedure = _parsed(row["text"], row["procedure"])
    at, given = json.loads(row["before"]) if row["before"] else ("", "{}")
    return Check(
        chat=row["chat"],
        name=row["name"],
        walk=resume(procedure, load(row["answers"]), row["at"]),
        state=row["state"],
        id=row["id"],
        message=row["message"],
        before=resume(procedure, load(given), at) if row["before"] else None,
        started=row["started"],
        changed=row["changed"],
    )


@lru_cache(maxsize=32)
def _parsed(text: str, name: str) -> Procedure:
    return parse_procedure(text, name)[0]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
