"""Entry questions that a deployment adds to a passage: tab-separated files in the home, which a person can edit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from corpus.card import Card
from corpus.collection import Corpus
from corpus.language import LANGUAGES, Language
from index.errors import MalformedQuestions

_FIELDS = 4  # state, target, language and text; an origin may follow
_WRITTEN = (
    "Written by a language model. Write off in place of used before a question that should not be used,",
    "then build the index.",
)


@dataclass(frozen=True, slots=True)
class EntryQuestion:
    """A question that leads to `target`, the id of a card or of a passage of an added document.

    `state` is a word of the file that holds it; `origin` the key of the chat that asked it, empty if a person or a
    model wrote it.
    """

    state: str
    target: str
    language: Language
    text: str
    origin: str = ""

    @property
    def document(self) -> str:
        """The id of the document whose passage is meant, if it is one."""
        return self.target.rpartition("-")[0]


class QuestionText(Protocol):
    """A place for the text of a question file."""

    def read(self) -> str | None:
        """Return the text, None if there is none yet."""

    def write(self, text: str) -> None:
        """Replace the text; it is whole at any moment."""


class TextFile:
    """A text in a file, which is readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> str | None:
        """Return the text, None if there is no file. Raise MalformedQuestions if it is no UTF-8."""
        if not self._path.exists():
            return None
        try:
            return self._path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise MalformedQuestions(f"{self._path} can't be read as UTF-8 text ({type(error).__name__}).") from error

    def write(self, text: str) -> None:
        """Replace the file."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        fresh.replace(self._path)


class QuestionFile:
    """A file with one question a line: state, target, fr or en, question, origin, separated by tabs.

    Lines that begin with # are remarks, and are kept at its head. `states` are the words that a line may begin with.
    Its text is in the file at `path`, or in the `place` that stands for it.
    """

    def __init__(
        self, path: Path, states: Iterable[str], remarks: Iterable[str] = (), place: QuestionText | None = None
    ) -> None:
        self.path, self._states, self._remarks = path, tuple(states), tuple(remarks)
        self._place = place or TextFile(path)

    @property
    def is_there(self) -> bool:
        """Tell whether it was ever written."""
        return self._place.read() is not None

    def take_over(self, other: QuestionFile) -> None:
        """Take the text of `other` over, unless there is one here."""
        if (text := other._place.read()) is not None and not self.is_there:
            self._place.write(text)

    def read(self) -> list[EntryQuestion]:
        """Return the questions, none if there is no file. Raise MalformedQuestions that names a line."""
        return [
            self._question(number, line)
            for number, line in enumerate(self._lines(), 1)
            if line.strip() and not line.startswith("#")
        ]

    def write(self, questions: Iterable[EntryQuestion]) -> None:
        """Replace the file, readable by its owner alone; it is whole at any moment."""
        lines = ["\t".join((q.state, q.target, q.language, _one_line(q.text), q.origin)).rstrip() for q in questions]
        self._replace([*(f"# {remark}" for remark in self._remarks), *lines])

    def keep(self, kept: Iterable[EntryQuestion]) -> None:
        """Write the file again with `kept` alone, unless that is what it holds."""
        questions = list(kept)
        if questions != self.read():
            self.write(questions)

    def cells(self) -> list[list[str]]:
        """Return the cells of each line, malformed ones too."""
        return [[cell.strip() for cell in line.split("\t")] for line in self._lines() if not line.startswith("#")]

    def drop(self, is_dropped: Callable[[list[str]], bool]) -> bool:
        """Delete the lines of whose cells `is_dropped` says so, malformed ones too; tell whether there were any."""
        lines = self._lines()
        kept = [line for line in lines if line.startswith("#") or not is_dropped([c.strip() for c in line.split("\t")])]
        if kept != lines:
            self._replace(kept)
        return kept != lines

    def _lines(self) -> list[str]:
        return (self._place.read() or "").splitlines()

    def _replace(self, lines: Iterable[str]) -> None:
        self._place.write("".join(f"{line}\n" for line in lines))

    def _question(self, number: int, line: str) -> EntryQuestion:
        fields = [field.strip() for field in line.split("\t")]
        spoken = next((language for language in LANGUAGES if fields[2:3] == [language]), None)
        if fields[0] not in self._states or spoken is None or len(fields) < _FIELDS or not (fields[1] and fields[3]):
            raise MalformedQuestions(
                f"{self.path}, line {number}: must be {' or '.join(self._states)}, an id, fr or en, and a question,"
                " separated by tabs."
            )
        return EntryQuestion(fields[0], fields[1], spoken, fields[3], "".join(fields[4:5]))


def with_questions(corpus: Corpus, questions: Iterable[EntryQuestion]) -> Corpus:
    """Return `corpus` with `questions` among the questions of their cards; those of no card are left out."""
    texts = by_target(questions)

    def more(card: Card) -> Card:
        new = tuple(text for text in texts.get((card.id, card.language), ()) if text not in card.questions)
        return replace(card, questions=(*card.questions, *new)) if new else card

    return replace(corpus, cards=tuple(map(more, corpus.cards)))


def by_target(questions: Iterable[EntryQuestion]) -> Mapping[tuple[str, Language], tuple[str, ...]]:
    """Return the texts of `questions` by target and language, each once.

    >>> by_target([EntryQuestion("used", "a-000", "fr", "Quand ?")] * 2)
    {('a-000', 'fr'): ('Quand ?',)}
    """
    found: dict[tuple[str, Language], dict[str, None]] = {}
    for question in questions:
        if question.text:
            found.setdefault((question.target, question.language), {})[question.text] = None
    return {key: tuple(texts) for key, texts in found.items()}


def _one_line(text: str) -> str:
    return " ".join(text.split())


class HomeQuestions:
    """The questions of a home: those that it was trained with, now and before, and those that a model wrote.

    Of `written` those in the state "used" count, "off" is a person's word against one, and "none" says of a passage
    that the model wrote no question for it that could be kept.
    """

    def __init__(self, home: Path, place: Callable[[str], QuestionText] | None = None) -> None:
        """Read them from files below `home`, or from the `place` for each name of a file."""

        def opened(name: str, states: Iterable[str], remarks: Iterable[str]) -> QuestionFile:
            return QuestionFile(home / name, states, remarks, place(name) if place else None)

        learned = ("Learned from confirmed questions.",)
        self.trained = opened("trained.tsv", ("trained",), learned)
        self.trained_before = opened("trained-before.tsv", ("trained",), learned)
        self.written = opened("documents/questions.tsv", ("used", "off", "none"), _WRITTEN)

    def take_over(self, files: HomeQuestions) -> None:
        """Take the texts of `files` over, where there is none yet."""
        for own, other in zip(self._all, files._all, strict=True):
            own.take_over(other)

    @property
    def _all(self) -> tuple[QuestionFile, ...]:
        return self.trained, self.trained_before, self.written

    def in_use(self) -> list[EntryQuestion]:
        """Return the questions that the index is made with. Raise MalformedQuestions."""
        return [*self.trained.read(), *(one for one in self.written.read() if one.state == "used")]

    def keep_of(self, documents: Iterable[str]) -> None:
        """Drop the written questions of all other documents than those with the ids `documents`."""
        ids = set(documents)
        self.written.keep(one for one in self.written.read() if one.document in ids)
