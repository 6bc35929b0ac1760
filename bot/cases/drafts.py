"""What someone is about to ask of a person: expected, or written and not yet agreed to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.cases.case import Draft
from bot.records.database import Database

EXPECTED = timedelta(minutes=10)  # after that a message is a question to the bot again
WRITTEN = timedelta(days=1)


class Drafts:
    """One draft for each person in each chat. Without a question it says that the next message is to be one."""

    def __init__(self, database: Database, clock: Callable[[], datetime] | None = None) -> None:
        self._database, self._clock = database, clock or partial(datetime.now, UTC)

    def expect(self, chat: str, who: str) -> None:
        """Expect the person's next message to be the question."""
        self._keep(chat, who, Draft("fr"))

    def keep(self, who: str, draft: Draft) -> None:
        """Keep what was written until the person says whether it may be passed on."""
        self._keep(draft.chat, who, draft)

    def is_expected(self, chat: str, who: str) -> bool:
        """Tell whether the person was just asked to write a question."""
        draft = self._find(chat, who, EXPECTED)
        return draft is not None and not draft.question

    def written(self, chat: str, who: str) -> Draft | None:
        """Return what the person wrote; None if there is nothing, or it is a day old."""
        draft = self._find(chat, who, WRITTEN)
        return draft if draft and draft.question else None

    def drop(self, chat: str, who: str) -> None:
        """Forget the person's draft."""
        with self._database.transaction() as db:
            db.table("case_drafts").delete_where("chat = ? AND who = ?", [chat, who])

    def forget(self, chat: str) -> None:
        """Forget every draft of a chat."""
        with self._database.transaction() as db:
            db.table("case_drafts").delete_where("chat = ?", [chat])

    def prune(self) -> None:
        """Forget drafts that are a day old."""
        with self._database.transaction() as db:
            db.table("case_drafts").delete_where("at < ?", [(self._clock() - WRITTEN).isoformat()])

    def _keep(self, chat: str, who: str, draft: Draft) -> None:
        row = {"chat": chat, "who": who, "at": self._clock().isoformat(), "language": draft.language}
        row |= {"question": draft.question, "topic": draft.topic, "outcome": draft.outcome}
        row |= {"found": "\n".join(draft.found)}
        with self._database.transaction() as db:
            db.table("case_drafts").insert(row, replace=True)

    def _find(self, chat: str, who: str, age: timedelta) -> Draft | None:
        since = (self._clock() - age).isoformat()
        with self._database.transaction() as db:
            rows = list(db["case_drafts"].rows_where("chat = ? AND who = ? AND at >= ?", [chat, who, since]))
        if not rows:
            return None
        row, found = rows[0], tuple(filter(None, rows[0]["found"].split("\n")))
        return Draft(row["language"], row["question"], "person", row["topic"], row["outcome"], found, chat=chat)
