"""The log of consultations, the language of each chat, and the privacy notices given."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from bot.clock import iso, now
from bot.storage.database import Database
from corpus.language import Language

Feedback = Literal["up", "down"]
A_PERSON = "person"  # chosen where a person should answer
CALLED_OFF = "none"  # chosen by whoever calls off what waits under an exchange
_MOST_RECENT = 20  # exchanges of a chat among which an earlier one is looked for
CHOSEN = "chosen"  # the reason, in `why`, for an answer to a choice


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a chat: the question, the answer, and the ids of passages.

    The answer rests on `passages` and suggests `related`, in the order of the buttons. If `is_chosen`, the exchange is
    the answer to a choice among such suggestions, and the question is the title that was chosen. `feedback` is what the
    person thought of it and `reason` why it was no good, both empty if they did not say. If it is `called_off`, nothing
    that it offered waits any more.
    """

    id: str
    question: str
    answer: str
    passages: tuple[str, ...]
    related: tuple[str, ...]
    language: Language
    outcome: str
    is_chosen: bool = False
    feedback: str = ""
    called_off: bool = False
    reason: str = ""

    @property
    def is_rejected(self) -> bool:
        """Whether the person found that the answer is wrong, or no good without saying why."""
        return self.feedback == "down" and self.reason in ("", "wrong")


@dataclass(frozen=True, slots=True)
class Consultation:
    """One exchange as it is logged. `chat` is a keyed hash; `at` is ISO 8601 UTC; `latency` is in milliseconds.

    `passages` holds {"id", "score"} of each passage that the answer rests on, `related` the ids of those suggested;
    `index` and `model` name the build that answered; `path`, `why` and `digest` say how the answer was worded.
    """

    chat: str
    language: Language
    question: str
    outcome: str
    answer: str
    passages: tuple[dict[str, Any], ...] = ()
    related: tuple[str, ...] = ()
    latency: dict[str, int] = field(default_factory=dict)
    model: str = ""
    index: str = ""
    path: str = "texts"
    why: str = ""
    digest: str = ""
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    at: str = field(default_factory=lambda: iso(now()))


class ConsultationLog:
    """Consultations in the table of that name. `on_add` is called with each that was logged."""

    def __init__(self, database: Database, on_add: Callable[[Consultation], object] = lambda added: None) -> None:
        self._database, self._on_add = database, on_add

    def add(self, consultation: Consultation) -> str:
        """Log a consultation and return its id."""
        row = {name: getattr(consultation, name) for name in consultation.__dataclass_fields__}
        row |= {name: json.dumps(row[name], ensure_ascii=False) for name in ("passages", "related", "latency")}
        with self._database.write() as db:
            db.insert("consultations", row)
        self._on_add(consultation)
        return consultation.id

    def find(self, identity: str, chat: str) -> Turn | None:
        """Return the exchange `identity` if it belongs to `chat`, else None: nobody reads another chat's."""
        with self._database.read() as db:
            rows = db.select("consultations", "id = ? AND chat = ?", [identity, chat])
        return _turn(rows[0]) if rows else None

    def recent(self, chat: str, within: timedelta, count: int = 6) -> list[Turn]:
        """Return the last exchanges of a chat that are no older than `within` and not excluded, oldest first."""
        since = iso(now() - within)
        with self._database.read() as db:
            where = "chat = ? AND at >= ? AND excluded = 0 ORDER BY rowid DESC LIMIT ?"
            rows = db.select("consultations", where, [chat, since, count])
        return [_turn(row) for row in reversed(rows)]

    def before(self, turn: Turn, chat: str, within: timedelta, count: int = 3) -> list[Turn]:
        """Return the exchanges of a chat before `turn`, as `recent` does, oldest first."""
        earlier: list[Turn] = []
        for one in self.recent(chat, within, count=_MOST_RECENT):
            if one.id == turn.id:
                return earlier[-count:]
            earlier.append(one)
        return []

    def up_to(self, identity: str, chat: str, count: int = 6) -> list[Turn]:
        """Return the exchange `identity` of a chat and those before it, oldest first, however old they are."""
        with self._database.read() as db:
            where = (
                "chat = :chat AND (excluded = 0 OR id = :id)"
                " AND rowid <= (SELECT rowid FROM consultations WHERE id = :id AND chat = :chat)"
                " ORDER BY rowid DESC LIMIT :count"
            )
            rows = db.select("consultations", where, {"chat": chat, "id": identity, "count": count})
        return [_turn(row) for row in reversed(rows)]

    def last_moment(self, chat: str) -> str:
        """Return the moment of a chat's last exchange (ISO 8601 UTC), empty if there is none."""
        with self._database.read() as db:
            return str(db.fetch_value("SELECT coalesce(max(at), '') FROM consultations WHERE chat = ?", [chat]))

    def has_any(self, chat: str) -> bool:
        """Tell whether anything was asked in a chat."""
        with self._database.read() as db:
            return bool(db.count("consultations", "chat = ?", [chat]))

    def exclude_earlier(self, chat: str) -> None:
        """Exclude the chat's exchanges so far from `recent`."""
        with self._database.write() as db:
            db.execute("UPDATE consultations SET excluded = 1 WHERE chat = ? AND excluded = 0", [chat])

    def explain(self, identity: str, chat: str, reason: str) -> bool:
        """Keep why the person found an answer bad; tell whether there was such an exchange in `chat`."""
        with self._database.write() as db:
            statement = "UPDATE consultations SET reason = ? WHERE id = ? AND chat = ?"
            return bool(db.execute(statement, [reason, identity, chat]))

    def choose(self, identity: str, chat: str, chosen: str) -> None:
        """Keep what the person chose under an exchange, once: the id of a suggested passage, or `A_PERSON`."""
        with self._database.write() as db:
            for row in db.select("consultations", "id = ? AND chat = ?", [identity, chat]):
                earlier = json.loads(row["chosen"])
                if chosen not in earlier:
                    db.update(
                        "consultations",
                        {"chosen": json.dumps([*earlier, chosen], separators=(",", ":"))},
                        "id",
                        identity,
                    )

    def call_off(self, chat: str, within: timedelta) -> None:
        """Note that nothing waits any more under the last exchange of a chat."""
        for turn in self.recent(chat, within, 1):
            self.choose(turn.id, chat, CALLED_OFF)

    def rate(self, identity: str, chat: str, feedback: Feedback) -> bool:
        """Keep what the person thought of an answer; tell whether there was such an exchange in `chat`."""
        with self._database.write() as db:
            statement = "UPDATE consultations SET feedback = ? WHERE id = ? AND chat = ?"
            return bool(db.execute(statement, [feedback, identity, chat]))


class ChatLanguages:
    """The language of each chat: pinned by the person, or else the one used last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, chat: str) -> tuple[Language | None, bool]:
        """Return the chat's language, None if it never wrote, and whether it is pinned."""
        with self._database.read() as db:
            rows = db.select("chat_languages", "chat = ?", [chat])
        return (rows[0]["language"], bool(rows[0]["pinned"])) if rows else (None, False)

    def set(self, chat: str, language: Language, pinned: bool) -> None:
        """Remember `language` for `chat`."""
        at = iso(now())
        with self._database.write() as db:
            row = {"chat": chat, "language": language, "pinned": int(pinned), "at": at}
            db.upsert("chat_languages", row, "chat")


class PrivacyNotices:
    """The table of chats that were given the privacy notice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, chat: str) -> bool:
        """Record that `chat` is given notice now; return False if it was before."""
        with self._database.read() as db:
            if db.count("privacy_notices", "chat = ?", [chat]):
                return False
        at = iso(now())
        with self._database.write() as db:
            return db.insert_new("privacy_notices", {"chat": chat, "at": at})


def _turn(row: dict[str, Any]) -> Turn:
    passages = tuple(passage["id"] for passage in json.loads(row["passages"]))
    return Turn(
        row["id"],
        row["question"],
        row["answer"],
        passages,
        tuple(json.loads(row["related"])),
        row["language"],
        row["outcome"],
        row["why"] == CHOSEN,
        row["feedback"] or "",
        CALLED_OFF in json.loads(row["chosen"]),
        row["reason"] or "",
    )
