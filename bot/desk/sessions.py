"""Links that sign in once, and the sessions that they begin. Tokens are stored as keyed hashes alone."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock, iso, now
from bot.storage.database import Database

LINK_LIFE = timedelta(minutes=10)
IDLE, LONGEST = timedelta(hours=1), timedelta(hours=12)  # a session ends after so long without, and with, requests
_SEEN_EVERY = timedelta(minutes=1)  # how often a request is noted: not each one is to be a write
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a person: keyed hashes of its token and of the person, and the name that colleagues know them by."""

    token: str
    person: str
    name: str


class DeskSessions:
    """The tables of links and sessions. `tag` signs its arguments with the secret of the installation."""

    def __init__(self, database: Database, tag: Callable[..., str], clock: Clock = now) -> None:
        self._database, self._tag, self._clock = database, tag, clock

    def make_link(self, person: str, name: str) -> str:
        """Return the token of a new link, which can't be read again; an earlier link of the person ends."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        row = {"token": self._hash("link", token), "person": person, "name": name}
        with self._database.write() as db:
            db.delete("desk_links", "person = ?", [person])
            db.insert("desk_links", row | {"until": iso(self._clock() + LINK_LIFE)})
        return token

    def redeem(self, token: str) -> tuple[str, Session] | None:
        """Use up a link, and return the cookie of a new session with it; None for a used, expired or invented one."""
        hashed = self._hash("link", token)
        with self._database.write() as db:
            row = db.fetch_one("SELECT * FROM desk_links WHERE token = ? AND until >= ?", [hashed, self._now()])
            db.delete("desk_links", "token = ?", [hashed])
            return self.start(row["person"], row["name"]) if row else None

    def start(self, person: str, name: str) -> tuple[str, Session]:
        """Begin a session of a person who has shown who they are, and return its cookie."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        session = Session(self._hash("session", token), person, name)
        row = {"token": session.token, "person": person, "name": name, "seen": self._now()}
        with self._database.write() as db:
            db.insert("desk_sessions", row | {"until": iso(self._clock() + LONGEST)})
        return f"{token}.{self._tag('desk cookie', token)}", session

    def find(self, cookie: str) -> Session | None:
        """Return the session of a cookie; None if it is forged, has ended, or was idle for too long."""
        token, _, signature = cookie.partition(".")
        if not hmac.compare_digest(signature.encode(), self._tag("desk cookie", token).encode()):
            return None
        with self._database.read() as db:
            hashed = self._hash("session", token)
            row = db.fetch_one("SELECT * FROM desk_sessions WHERE token = ? AND until >= ?", [hashed, self._now()])
        if row is None or not self._is_awake(row):
            return None
        return Session(row["token"], row["person"], row["name"])

    def end(self, session: Session) -> None:
        """End a session."""
        with self._database.write() as db:
            db.delete("desk_sessions", "token = ?", [session.token])

    def end_all(self, person: str) -> None:
        """End all sessions of a person, and their links."""
        with self._database.write() as db:
            for table in ("desk_sessions", "desk_links"):
                db.delete(table, "person = ?", [person])

    def form_token(self, session: Session) -> str:
        """Return the token that every form of a session carries, against requests that other sites forge."""
        return self._tag("desk form", session.token)

    def _is_awake(self, row: dict[str, Any]) -> bool:
        """Tell whether a session was used lately, and note that it is used now."""
        silent = self._clock() - datetime.fromisoformat(row["seen"])
        if silent >= IDLE:
            return False
        if silent >= _SEEN_EVERY:
            with self._database.write() as db:
                db.update("desk_sessions", {"seen": self._now()}, "token", row["token"])
        return True

    def _hash(self, purpose: str, token: str) -> str:
        return self._tag(f"desk {purpose}", token)

    def _now(self) -> str:
        return iso(self._clock())
