"""Answers to cases, and the queries over cases that read them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, TypeAlias

from bot.clock import Clock, iso, now
from bot.domain.cases.case import Actor, Case, CaseEvent, CaseKind
from bot.domain.cases.case_repository import CaseFilter, CaseRepository, MessageLinks
from bot.domain.cases.staff_team import CaseTeams, StaffTeam
from bot.domain.cases.workdays import Workdays
from bot.storage.database import Database
from corpus.language import Language
from index.text.folding import words

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


class CaseQueries:
    """Reads cases, their answers, their teams and the messages about them. Unknown numbers raise CaseError."""

    def __init__(self, repository: CaseRepository, answers: CaseAnswers, links: MessageLinks, teams: CaseTeams) -> None:
        self._repository, self._answers, self._links, self._teams = repository, answers, links, teams

    @property
    def staff_team(self) -> StaffTeam:
        """The staff."""
        return self._teams.staff

    @property
    def safeguarding_team(self) -> StaffTeam:
        """The team for cases of people in danger."""
        return self._teams.safeguarding

    @property
    def teams(self) -> CaseTeams:
        """Both teams."""
        return self._teams

    @property
    def staff_language(self) -> Language:
        """The language of the staff's chat."""
        return self._teams.staff.language

    @property
    def workdays(self) -> Workdays:
        """The working days of the teams."""
        return self._repository.workdays

    def today(self) -> date:
        """Return the present day in the teams' time zone."""
        return self.workdays.today()

    def has_staff_chat(self) -> bool:
        """Tell whether the staff has a chat, so that a case gets to them."""
        return bool(self._teams.staff.address)

    def staff_role(self, language: Language) -> str:
        """Return the name of the staff's role, as people see it."""
        return self._teams.staff.role(language)

    def team_for(self, case: Case) -> StaffTeam:
        """Return the team that works on a case."""
        return self._teams.for_case(case)

    def team_at(self, chat: str) -> StaffTeam | None:
        """Return the team whose chat has that key, None if there is none."""
        return self._teams.at(chat)

    def find(self, number: str) -> Case:
        """Return the case of that number, however it is typed. Raise CaseError if there is none."""
        return self._repository.find(number)

    def select(self, criteria: CaseFilter) -> list[Case]:
        """Return the matching cases, the first due first."""
        return self._repository.select(criteria)

    def of_consultation(self, consultation: str) -> Case | None:
        """Return the case that was opened for a consultation, None if there is none."""
        return self._repository.of_consultation(consultation)

    def history(self, number: str) -> list[CaseEvent]:
        """Return the events of a case, oldest first."""
        return self._repository.history(number)

    def answers(self, number: str) -> list[CaseAnswer]:
        """Return the answers to a case, oldest first."""
        return self._answers.of_case(number)

    def unsent_words(self, number: str, author: str) -> CaseAnswer | None:
        """Return somebody's words to a case that they did not give, or took back; None if none are kept."""
        return self._answers.unsent(number, author)

    def messages_since_answer(self, number: str) -> list[CaseEvent]:
        """Return the messages of the person to a case since it was last answered, oldest first."""
        events = self.history(number)
        last = max((n for n, event in enumerate(events) if event.kind == "answered"), default=-1)
        return [event for event in events[last + 1 :] if event.kind == "wrote"]

    def waits_again(self, number: str) -> bool:
        """Tell whether the person wrote, or said that the answer did not help, after the last answer to a case."""
        last = self._repository.last_event
        return max(last(number, "wrote"), last(number, "unhelped")) > last(number, "answered")

    def held_answer(self, held: int) -> CaseAnswer | None:
        """Return the answer that is held under an id, None if it is held no longer."""
        answer = self._answers.find(held)
        return answer if answer and answer.state == "held" else None

    def given_since(self, number: str, text: str, author: str, seen: int) -> CaseAnswer | None:
        """Return the answer of these words that somebody gave to a case since its first `seen` events; None for none.

        One that was taken back or did not arrive is none: the same words may be sent again.
        """
        same = [one for one in self._answers.of_case(number) if one.text == text and one.actor.key == author]
        return next(
            (
                one
                for one in same
                if one.state in ("held", "pending", "sent", "kept")
                and self._repository.events_until(number, one.last_event) >= seen
            ),
            None,
        )

    def pending_answers(self, chat: str) -> list[CaseAnswer]:
        """Return the answers that are to be sent by the team whose chat has that key, oldest first."""
        return [one for one in self._answers.pending() if self.team_for(self.find(one.number)).key == chat]

    def outgoing_answer(self, outgoing_id: int) -> CaseAnswer | None:
        """Return the answer that went into the outbox under an id, None if there is none."""
        return self._answers.of_outgoing(outgoing_id)

    def next_due(self, kind: CaseKind = "question") -> date:
        """Return the due date of a case that is opened now."""
        return self._repository.workdays.next_due(kind)

    def same_question(self, chat: str, question: str) -> Case | None:
        """Return the latest case of a chat with the same question, whatever its marks and capitals; None for none."""
        asked = words(question)
        own = self._repository.select(CaseFilter(chat=chat)) if asked else []
        found = [case for case in own if case.kind in ("question", "person") and words(case.question) == asked]
        return max(found, key=lambda case: case.number, default=None)

    def purpose_of(self, chat: str, message: int | None) -> str:
        """Return the purpose of a reply to a message about a case; empty for an answer to the person."""
        return self._links.purpose(chat, message)

    def linked_case(self, chat: str, message: int | None) -> str:
        """Return the number of the case that a message in a chat is about; empty if it is about none."""
        return self._links.number(chat, message)
