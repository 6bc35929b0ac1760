"""Cards of one's own corpus: their files in both languages side by side, checked, then saved. Shipped ones can't be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.desk.background import BackgroundTasks, Task, TaskResult
from bot.desk.page import Answer, DeskRequest, NotFound, Page, Read, Write, Written
from bot.desk.pages.texts import card_pair
from bot.errors import EvaluationError
from bot.findings.corpus_problems import corpus_problems
from corpus.card_file import corpus_with, read_card_files, write_card_files
from corpus.collection import Corpus, read_corpus
from corpus.language import LANGUAGES, Language
from corpus.yamlfile import CorpusError
from index.library import Library, Progress
from index.statement import Statement

LONGEST = 20_000  # characters of a card's file
_CHECK = "check:"  # what the key of a check's task begins with


@dataclass(frozen=True, slots=True)
class CheckedEdit:
    """An edit that is checked: the files as they would be, the state that they change, and what that changes.

    `check` is a `CardCheck` of the evaluation; None before the end, words if a question set is malformed.
    """

    files: Mapping[Language, str]
    seen: str
    check: Any


@dataclass(frozen=True, slots=True)
class OwnCardPages:
    """The editing of the cards in `folder`; None or the shipped one can't be edited.

    `check` tells what a corpus with another version of a card changes. It takes minutes, and raises EvaluationError if
    a question set is malformed.
    """

    library: Library
    folder: Path | None
    tasks: BackgroundTasks
    check: Callable[[str, Corpus, Progress], Any]

    @property
    def menu(self) -> None:
        """They have no entry of the menu: the cards lead to them."""

    @property
    def routes(self) -> Sequence[Read | Write]:
        """The addresses of an edit, of its check and of its saving."""
        return (
            Read("/texts/cards/{id}/edit", "text:edit", self.show),
            Write("/texts/cards/{id}/check", "text:check", self.begin_check, takes_long=True),
            Write("/texts/cards/{id}/save", "text:save", self.save),
            Write("/texts/cards/{id}/drop", "text:drop", self.drop),
        )

    def show(self, wanted: DeskRequest) -> Page:
        """Show the files of a card; if an edit of it was checked, with what that changes."""
        return self._page(wanted)

    def begin_check(self, wanted: DeskRequest) -> Answer:
        """Validate an edit as the command line does, and begin to check what it changes."""
        folder, card, files = self._folder(wanted), wanted.path["id"], _typed(wanted)
        if wanted.form.get("seen") != self._digest(folder, card):
            return self._page(wanted, "card_changed", 409)
        if any(len(text) > LONGEST for text in files.values()):
            return self._page(wanted, "long_card", 422)
        try:
            return self.check_files(folder, card, files)
        except CorpusError as error:
            return self._page(wanted, "bad_card", 422, corpus_problems(error, folder))

    def check_files(self, folder: Path, card: str, files: Mapping[Language, str]) -> Written:
        """Begin to check what files of a card change, and return where that is seen. Raise CorpusError."""
        edited, seen = corpus_with(folder, card, files), self._digest(folder, card)

        def work(progress: Progress) -> TaskResult:
            try:
                return TaskResult("checked", CheckedEdit(files, seen, self.check(card, edited, progress)))
            except EvaluationError as error:
                return TaskResult("bad_set", CheckedEdit(files, seen, str(error)), is_refused=True)

        self.tasks.forget(_CHECK + card)
        self.tasks.start("check", card, work, _CHECK + card, CheckedEdit(files, seen, None))
        return Written(f"/texts/cards/{card}/edit", "checking", card)

    def save(self, wanted: DeskRequest) -> Answer:
        """Save an edit that was checked, and begin to index it."""
        folder, card, task = self._folder(wanted), wanted.path["id"], self._checked(wanted)
        if task is None:
            return self._page(wanted, "not_checked", 409)
        if task.value.seen != self._digest(folder, card):
            return self._page(wanted, "card_changed", 409)
        try:
            write_card_files(folder, card, task.value.files)
            self.library.corpus = read_corpus(folder)
        except CorpusError as error:
            return self._page(wanted, "bad_card", 422, corpus_problems(error, folder))
        self.tasks.forget(_CHECK + card)

        def work(progress: Progress) -> TaskResult:
            self.library.build(progress)
            return TaskResult("built")

        self.tasks.start("build", card, work)
        return Written(f"/texts/cards/{card}", "card_saved", card)

    def drop(self, wanted: DeskRequest) -> Answer:
        """Forget an edit that was checked."""
        folder, card = self._folder(wanted), wanted.path["id"]
        self.tasks.forget(_CHECK + card)
        if self.has_files(folder, card):
            return Written(f"/texts/cards/{card}", "card_dropped", card)
        return Written("/texts/cards", "new_card_dropped", card)

    def own_folder(self) -> Path:
        """Return the folder of one's own cards. Raise NotFound if the cards are the shipped ones."""
        if self.folder is None or self.library.corpus.is_bundled:
            raise NotFound
        return self.folder

    def has_files(self, folder: Path, card: str) -> bool:
        """Tell whether there is a file of a card."""
        return bool(_held(folder, card))

    def _folder(self, wanted: DeskRequest) -> Path:
        """Return the folder of the card that the address names. Raise NotFound if it is none of one's own.

        A new card is one while it is checked.
        """
        folder, card = self.own_folder(), wanted.path["id"]
        is_held = card_pair(self.library, card) and _held(folder, card)
        if not is_held and self.tasks.latest(_CHECK + card) is None:
            raise NotFound
        return folder

    def _checked(self, wanted: DeskRequest) -> Task | None:
        """Return the task that checked the edit which the form shows, if it is done."""
        task = self.tasks.latest(_CHECK + wanted.path["id"])
        is_shown = task and str(task.number) == wanted.form.get("checked") and task.state == "done"
        return task if is_shown else None

    def _digest(self, folder: Path, card: str) -> str:
        return hashlib.sha256(repr(_held(folder, card)).encode()).hexdigest()[:16]

    def _page(self, wanted: DeskRequest, problem: str = "", status: int = 200, told: Sequence[Statement] = ()) -> Page:
        folder, card = self._folder(wanted), wanted.path["id"]
        files, task = _held(folder, card), self.tasks.latest(_CHECK + card)
        if wanted.form.get("file_fr"):
            files = _typed(wanted)
        elif task and task.value:
            files = dict(task.value.files)
        values = {
            "id": card,
            "card": card_pair(self.library, card).get(wanted.language),
            "files": files,
            "task": task,
            "seen": wanted.form.get("seen") or self._digest(folder, card),
            "problem": problem,
            "told": told,
        }
        return Page("text_card_edit.html", values, status)


def _held(folder: Path, card: str) -> dict[Language, str]:
    """Return the files of a card; none if it has not both."""
    try:
        return read_card_files(folder, card)
    except CorpusError:  # a new one, or deleted meanwhile
        return {}


def _typed(wanted: DeskRequest) -> dict[Language, str]:
    """Return the files as they were typed, with the ends of lines that files have."""
    typed = {one: wanted.form.get(f"file_{one}", "").replace("\r\n", "\n") for one in LANGUAGES}
    return {one: f"{text.rstrip()}\n" for one, text in typed.items()}
