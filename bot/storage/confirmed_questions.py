"""The file of confirmed questions, from which the training learns: candidates from the log, reviewed by a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.storage.consultations import CHOSEN
from bot.storage.database import Database
from corpus.language import LANGUAGES
from index.entry_questions import EntryQuestion, HomeQuestions, QuestionFile

NEW, YES, NO = "new", "yes", "no"
_ORIGIN = 4  # place of the chat's code in a line
_REMARKS = (
    "Questions for a training. Write yes in place of new if the question leads to the card or passage, no if not.",
    "With tabs between: state, id of the card or passage, fr or en, question, code of the chat (empty in your lines).",
)


class ConfirmedQuestions:
    """The file `confirmed.tsv` of a home. A line is used once its state is "yes"; "new" waits for a review.

    What the index was `trained` with is erased there too; it is below the home unless given.
    """

    def __init__(self, home: Path, database: Database, trained: HomeQuestions | None = None) -> None:
        self._file = QuestionFile(home / "confirmed.tsv", (NEW, YES, NO), _REMARKS)
        self._home, self._database = trained or HomeQuestions(home), database
        self.has_erased_trained = False

    @property
    def path(self) -> Path:
        """The file's path."""
        return self._file.path

    def confirmed(self) -> list[EntryQuestion]:
        """Return the lines that a person has confirmed, each once. Raise MalformedQuestions."""
        found = {(one.target, one.language, one.text): one for one in self._file.read() if one.state == YES}
        return list(found.values())

    def rewrite(self, change: Callable[[EntryQuestion], EntryQuestion]) -> None:
        """Change each line."""
        self._file.keep([change(one) for one in self._file.read()])

    def collect(self, is_complete: Callable[[EntryQuestion], bool]) -> int:
        """Add what people and the staff confirmed as new lines, and return their number.

        Those are questions whose answer the asker found helpful, and those of published FAQ entries that rest on one
        card. A question that isn't complete without what was said before, or is in the file, is left out.
        """
        held = self._file.read()
        known = {(one.target, one.language, one.text) for one in held}
        added = []
        for one in (*self._helpful(), *self._published()):
            if one.text and (one.target, one.language, one.text) not in known and is_complete(one):
                known.add((one.target, one.language, one.text))
                added.append(one)
        self._file.keep([*held, *added])
        return len(added)

    def rows_of(self, chat: str) -> list[dict[str, Any]]:
        """Return the lines that came from a chat."""
        names = ("state", "passage", "language", "question")
        return [dict(zip(names, cells, strict=False)) for cells in self._file.cells() if chat in cells]

    def erase(self, chat: str) -> None:
        """Erase the lines that came from a chat, or hold a question that it has in the log, from all files."""
        theirs = self._logged_texts("chat = ?", [chat]) | {chat}
        self._drop(lambda cells: not theirs.isdisjoint(cells))

    def erase_all(self) -> None:
        """Erase the lines of all chats; those that a person wrote stay."""
        self._drop(_has_origin)

    def expire(self) -> None:
        """Erase the lines that nobody has confirmed and whose question is no longer in the log."""
        texts = self._logged_texts("1 = 1", [])
        self._file.drop(lambda cells: cells[0] != YES and _has_origin(cells) and texts.isdisjoint(cells))

    def _drop(self, is_dropped: Callable[[list[str]], bool]) -> None:
        self._file.drop(is_dropped)
        self._home.trained_before.drop(is_dropped)
        self.has_erased_trained |= self._home.trained.drop(is_dropped)

    def _logged_texts(self, where: str, values: list[str]) -> set[str]:
        with self._database.read() as db:
            rows = [*db.select("consultations", where, values), *db.select("cases", where, values)]
        return {" ".join(row["question"].split()) for row in rows} - {""}

    def _helpful(self) -> list[EntryQuestion]:
        """Return the questions that one passage answered, to the asker's satisfaction."""
        where = "feedback = 'up' AND outcome IN ('answered', 'closest') AND why != ? ORDER BY rowid"
        with self._database.read() as db:
            rows = db.select("consultations", where, [CHOSEN])
        found = []
        for row in rows:
            passages = json.loads(row["passages"])
            if len(passages) == 1 and not row["model"].startswith("faq:"):
                found.append(_line(passages[0]["id"], row["language"], row["question"], row["chat"]))
        return found

    def _published(self) -> list[EntryQuestion]:
        """Return the questions of published FAQ entries that rest on one card, and those they were made from."""
        found = []
        with self._database.read() as db:
            for entry in db.select("faq", "state = 'published'"):
                cards = list(json.loads(entry["cards"]))
                if len(cards) == 1:
                    questions = json.loads(entry["questions"])
                    found += [_line(cards[0], lang, questions.get(lang, "")) for lang in LANGUAGES]
                    members = json.loads(entry["members"])
                    rows = db.select("consultations", f"id IN ({', '.join('?' * len(members)) or 'NULL'})", members)
                    rows += db.select("cases", "number IN (?, ?)", [entry["id"], entry["reply"]])
                    found += [_line(cards[0], row["language"], row["question"], row["chat"]) for row in rows]
        return found


def _line(target: str, language: Any, text: str, origin: str = "") -> EntryQuestion:
    return EntryQuestion(NEW, target, language, " ".join(text.split()), origin)


def _has_origin(cells: list[str]) -> bool:
    return len(cells) > _ORIGIN and bool(cells[_ORIGIN])
