"""The table of answers to cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from bot.clock import Clock, iso, now
from bot.domain.cases.case import Actor
from bot.storage.database import Database

AnswerState: TypeAlias = Literal["held", "pending", "sent", "kept", "undelivered", "stopped", "draft"]

_UNSENT = "state IN ('stopped', 'draft')"  # words that are their author's alone


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """An answer. `outgoing_id` is its id in the outbox, None if the case has no address; `at` is ISO 8601 UTC.

    `source` is the id of the message that it was written in, None on the command line; `last_event` that of the last
    event of the case when it was written. A held one waits until somebody decides whether it is sent.
    A stopped one was taken back, a draft was never given: the words are their author's alone, of whom there is one of
    both for each case, and no list of answers has it.
    `preview` is the message that shows the team what became of it; `told` tells whether the person was told that it
    waits for them.
    """

    number: str
    text: str
    actor: Actor
    state: AnswerState
    outgoing_id: int | None = None
    source: int | None = None
    at: str = ""
    last_event: int = 0
    preview: int | None = None
    told: bool = False
    id: int = 0


class CaseAnswers:
    """The table of answers."""

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database, self._clock = database, clock

    def add(self, answer: CaseAnswer) -> CaseAnswer:
        """Keep an answer as of now, and return it with its id."""
        at = iso(self._clock())
        row: dict[str, object] = {
            "number": answer.number,
            "text": answer.text,
            "state": answer.state,
            "outgoing_id": answer.outgoing_id,
            "source": answer.source,
            "last_event": answer.last_event,
            "preview": answer.preview,
            "actor": answer.actor.key,
            "actor_name": answer.actor.name,
            "at": at,
        }
        with self._database.write() as db:
            identity = db.insert_numbered("case_answers", row)
        return replace(answer, id=identity, at=at)

    def find(self, identity: int) -> CaseAnswer | None:
        """Return the answer of that id, None if there is none."""
        return next(iter(self._rows("id = ?", identity)), None)

    def of_case(self, number: str) -> list[CaseAnswer]:
        """Return the answers to a case, oldest first."""
        return self._rows("number = ?", number)

    def of_outgoing(self, outgoing_id: int) -> CaseAnswer | None:
        """Return the answer of that id in the outbox, None if there is none."""
        return next(iter(self._rows("outgoing_id = ?", outgoing_id)), None)

    def of_source(self, number: str, source: int) -> CaseAnswer | None:
        """Return the latest answer to a case that was written in that message, None if there is none."""
        found = self._rows("number = ? AND source = ?", number, source)
        return found[-1] if found else None

    def held(self, number: str = "", before: str = "") -> list[CaseAnswer]:
        """Return the held answers, of one case or all, of any time or those written `before` (ISO 8601 UTC)."""
        where = "state = 'held' AND (:number = '' OR number = :number) AND (:before = '' OR at < :before)"
        with self._database.read() as db:
            rows = db.select("case_answers", where, {"number": number, "before": before}, order_by="id")
        return [_answer(row) for row in rows]

    def stop(self, answer: CaseAnswer) -> None:
        """Keep of an answer that was taken back what its author wrote, before what they have written since."""
        since = self.unsent(answer.number, answer.actor.key)
        text = "\n\n".join(dict.fromkeys((answer.text, since.text) if since else (answer.text,)))
        self.forget_unsent(answer.number, answer.actor.key)
        values = {"state": "stopped", "text": text, "outgoing_id": None, "preview": None, "at": iso(self._clock())}
        with self._database.write() as db:
            db.update("case_answers", values, "id", answer.id)

    def keep_draft(self, number: str, text: str, author: Actor) -> None:
        """Keep what somebody has written to a case and not given, in place of what is kept of theirs; not if empty."""
        before = self.unsent(number, author.key)
        if text and not (before and before.text == text):
            self.forget_unsent(number, author.key)
            self.add(CaseAnswer(number, text, author, "draft"))

    def unsent(self, number: str, author: str) -> CaseAnswer | None:
        """Return somebody's kept words to a case that were not given, or taken back; None for nothing."""
        where = f"{_UNSENT} AND number = ? AND actor = ? AND actor <> ''"
        with self._database.read() as db:
            rows = db.select("case_answers", where, [number, author], order_by="id")
        return _answer(rows[-1]) if rows else None

    def drafted(self, author: str) -> set[str]:
        """Return the numbers of the cases of which somebody's unsent words are kept."""
        with self._database.read() as db:
            rows = db.select("case_answers", f"{_UNSENT} AND actor = ? AND actor <> ''", [author])
        return {str(row["number"]) for row in rows}

    def forget_unsent(self, number: str = "", author: str = "", before: str = "") -> None:
        """Erase such words: to one case or all, of one author or all, or those of `before` (ISO 8601 UTC)."""
        where = (
            f"{_UNSENT} AND (:number = '' OR number = :number) AND (:author = '' OR actor = :author)"
            " AND (:before = '' OR at < :before)"
        )
        with self._database.write() as db:
            db.delete("case_answers", where, {"number": number, "author": author, "before": before})

    def update(self, outgoing_id: int | None, state: AnswerState) -> None:
        """Set the state of the answer of that id in the outbox."""
        statement = "UPDATE case_answers SET state = ?, at = ? WHERE outgoing_id = ?"
        with self._database.write() as db:
            db.execute(statement, [state, iso(self._clock()), outgoing_id])

    def set_preview(self, identity: int, message: int | None) -> None:
        """Set the message that shows an answer in the team's chat."""
        with self._database.write() as db:
            db.update("case_answers", {"preview": message}, "id", identity)

    def forget_previews(self) -> None:
        """Forget the messages that show answers: they are in a chat that is no longer the team's."""
        with self._database.write() as db:
            db.execute("UPDATE case_answers SET preview = NULL WHERE state IN ('pending', 'held')")

    def hold(self, identity: int) -> CaseAnswer:
        """Hold an answer that was withdrawn from the outbox, and return it."""
        with self._database.write() as db:
            db.update("case_answers", {"state": "held", "outgoing_id": None}, "id", identity)
        return self._rows("id = ?", identity)[0]

    def pending(self) -> list[CaseAnswer]:
        """Return the answers to all cases that are to be sent, oldest first."""
        return self._rows("state = 'pending'")

    def send_again(self, identity: int, outgoing_id: int) -> CaseAnswer:
        """Set the id in the outbox under which an answer is sent once more, and return the answer."""
        with self._database.write() as db:
            db.update("case_answers", {"state": "pending", "outgoing_id": outgoing_id}, "id", identity)
        return self._rows("id = ?", identity)[0]

    def waiting_in(self, chat: str) -> list[CaseAnswer]:
        """Return the answers of a chat that never reached it and that it was not told of; none about a danger."""
        theirs = "number IN (SELECT number FROM cases WHERE chat = ? AND kind != 'safeguarding')"
        return self._rows(f"state IN ('kept', 'undelivered') AND told = 0 AND {theirs}", chat)

    def note_told(self, identity: int) -> None:
        """Note that the person was told that an answer waits for them."""
        with self._database.write() as db:
            db.update("case_answers", {"told": 1}, "id", identity)

    def remove(self, identity: int) -> None:
        """Erase an answer."""
        with self._database.write() as db:
            db.delete("case_answers", "id = ?", [identity])

    def _rows(self, where: str, *values: object) -> list[CaseAnswer]:
        with self._database.read() as db:
            rows = db.select("case_answers", f"({where}) AND NOT {_UNSENT}", values, order_by="id")
        return [_answer(row) for row in rows]


def _answer(row: dict[str, Any]) -> CaseAnswer:
    return CaseAnswer(
        number=row["number"],
        text=row["text"],
        actor=Actor(row["actor"], row["actor_name"]),
        state=row["state"],
        outgoing_id=row["outgoing_id"],
        source=row["source"],
        at=row["at"],
        last_event=row["last_event"],
        preview=row["preview"],
        told=bool(row["told"]),
        id=row["id"],
    )
