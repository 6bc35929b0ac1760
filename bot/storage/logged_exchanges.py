"""The log of exchanges as the desk reads it: found by criteria, without the chats that they come from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.storage.database import Database
from corpus.language import Language
from index.text.folding import fold

_WITHOUT_DANGER = "outcome <> 'safeguarding' AND question <> ''"  # nothing was kept of the others to be read


@dataclass(frozen=True, slots=True)
class LoggedExchange:
    """One exchange of the log. `passages` are the ids that the answer rests on, each with its score.

    `latency` maps stages to milliseconds; `reason` is why the person found the answer bad, `chosen` what they tapped.
    """

    id: str
    at: str
    language: Language
    question: str
    outcome: str
    answer: str
    passages: tuple[tuple[str, float], ...]
    related: tuple[str, ...]
    latency: dict[str, int]
    model: str
    index: str
    path: str
    why: str
    feedback: str
    reason: str
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExchangeFilter:
    """Criteria that select exchanges; an empty one selects all. `since` and `until` are days, YYYY-MM-DD, in UTC.

    Each of the `words` is in the question, whatever its accents and capitals. `feedback` is "up" or "down". One of
    the `sentences` is in the answer, as it stands; the id is one of `ids`, unless that is None.
    """

    words: str = ""
    since: str = ""
    until: str = ""
    language: str = ""
    outcome: str = ""
    feedback: str = ""
    sentences: tuple[str, ...] = ()
    ids: frozenset[str] | None = None

    def has(self, identity: str, question: str, answer: str) -> bool:
        """Tell whether an exchange meets the criteria that no query can ask for."""
        folded = fold(question)
        return (
            all(word in folded for word in fold(self.words).split())
            and (not self.sentences or any(one in answer for one in self.sentences))
            and (self.ids is None or identity in self.ids)
        )


class LoggedExchanges:
    """The table of consultations, read only. What tells of a danger is never among what it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def select(self, criteria: ExchangeFilter, first: int, count: int) -> tuple[list[LoggedExchange], int]:
        """Return `count` of the matching exchanges, the latest first, from the `first` on; and how many match."""
        with self._database.read() as db:
            rows = db.fetch_all(_SELECTED, _values(criteria))
            ids = [row["id"] for row in rows if criteria.has(row["id"], row["question"], row["answer"])]
            shown = [db.select("consultations", "id = ?", [identity])[0] for identity in ids[first : first + count]]
        return [_exchange(row) for row in shown], len(ids)

    def find(self, identity: str) -> LoggedExchange | None:
        """Return the exchange of that id, None if there is none that may be read."""
        with self._database.read() as db:
            rows = db.select("consultations", f"id = ? AND {_WITHOUT_DANGER}", [identity])
        return _exchange(rows[0]) if rows else None


_SELECTED = (
    f"SELECT id, question, answer FROM consultations WHERE {_WITHOUT_DANGER}"  # noqa: S608 - the inserted text is a constant
    " AND (:language = '' OR language = :language) AND (:outcome = '' OR outcome = :outcome)"
    " AND (:feedback = '' OR feedback = :feedback)"
    " AND (:since = '' OR at >= :since) AND (:until = '' OR substr(at, 1, 10) <= :until)"
    " ORDER BY at DESC, rowid DESC"
)


def _values(criteria: ExchangeFilter) -> dict[str, str]:
    names = ("language", "outcome", "feedback", "since", "until")
    return {name: getattr(criteria, name) for name in names}


def _exchange(row: dict[str, Any]) -> LoggedExchange:
    plain: dict[str, Any] = {name: row[name] or "" for name in ("feedback", "reason")}
    names = ("id", "at", "language", "question", "outcome", "answer", "model", "index", "path", "why")
    return LoggedExchange(
        **{name: row[name] for name in names},
        **plain,
        passages=tuple((one["id"], one["score"]) for one in json.loads(row["passages"])),
        related=tuple(json.loads(row["related"])),
        latency=json.loads(row["latency"]),
        chosen=tuple(json.loads(row["chosen"])),
    )
