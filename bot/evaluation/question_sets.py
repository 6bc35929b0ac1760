"""Question sets: JSON lines, each a question with the contents of a right answer and its gold passages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from bot.answering.inquiry import Inquiry, PastExchange
from bot.errors import EvaluationError
from index.passage import Passage
from index.text.folding import words
from index.text.language_detection import detect

Expectation = Literal[
    "answer",
    "partial",
    "not_covered_handoff",
    "decline_scope",
    "greet_or_meta",
    "clarify",
    "safeguarding_protocol",
    "ignore_injection",
    "pii_refuse_and_redirect",
]
QuestionLanguage = Literal["fr", "en", "mixed"]

OWN_QUESTIONS = Path(__file__).parents[2] / "tests" / "questions"
_HALVES = ("tune.jsonl", "report.jsonl")


@dataclass(frozen=True, slots=True)
class Gold:
    """The passages that answer a question: for each part, alternative card ids, or with `quoted` exact quotes.

    `parts` is empty for a question that no text answers.
    """

    parts: tuple[frozenset[str], ...] = ()
    quoted: bool = False

    def is_among(self, passages: Iterable[Passage]) -> bool:
        """Tell whether `passages`, all of the index, can contain it: cards for every part, or documents to quote."""
        held = list(passages)
        if self.quoted:
            return any(passage.document for passage in held)
        cards = {passage.id for passage in held if not passage.document}
        return bool(self.parts) and all(part & cards for part in self.parts)

    def is_in(self, part: frozenset[str], passage: Passage) -> bool:
        """Tell whether `passage` is gold for `part`: one of its cards, or a document's text with one of its quotes."""
        if not self.quoted:
            return not passage.document and passage.id in part
        return bool(passage.document) and any(contains_quote(passage, quote) for quote in part)

    def places(self, rankings: Sequence[Sequence[Passage]]) -> tuple[int, ...]:
        """Return for each part its best place, from 1, in any of `rankings`; 0 if it is in none."""
        return tuple(self._place(part, rankings) for part in self.parts)

    def _place(self, part: frozenset[str], rankings: Sequence[Sequence[Passage]]) -> int:
        found = [n for ranking in rankings for n, passage in enumerate(ranking, 1) if self.is_in(part, passage)]
        return min(found, default=0)


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """A question and what is expected of its answer.

    Each item of `must_contain` and `must_not` lists alternatives separated by "|". `history` has the earlier turns,
    oldest first; `answerable` is True if the texts answer the question, or a part of it.
    """

    id: str
    text: str
    language: QuestionLanguage
    kind: str
    expect: Expectation
    answerable: bool
    gold: Gold = field(default_factory=Gold)
    must_contain: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    history: tuple[PastExchange, ...] = ()

    @property
    def inquiry(self) -> Inquiry:
        """The inquiry, in a chat whose language is that of the last turn; French without one."""
        return Inquiry(self.text, self.history, detect(self.history[-1].question) if self.history else "fr")


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A named list of questions with unique ids."""

    name: str
    questions: tuple[EvaluationQuestion, ...]


def contains_quote(passage: Passage, quote: str) -> bool:
    """Tell whether the last heading and the text of `passage` have the words of `quote`, whatever the punctuation.

    >>> passage = Passage("d-1", "un calendrier,\\n- un budget", "fr", "", "", "Le plan")
    >>> contains_quote(passage, "un calendrier ; un BUDGET")
    True
    """
    heading = passage.section.rpartition(" › ")[2]
    return f" {' '.join(words(quote))} " in f" {' '.join(words(f'{heading} {passage.text}'))} "


def read_sets(paths: Sequence[Path]) -> list[QuestionSet]:
    """Return the question set of each file, or, for no file, both halves of tests/questions.

    Raise EvaluationError if a file is missing, holds a bad line, or shares its name with another.
    """
    files = list(paths) or [OWN_QUESTIONS / half for half in _HALVES if (OWN_QUESTIONS / half).exists()]
    if not files:
        raise EvaluationError("Name a file of questions: this installation comes without tests/questions.")
    if len({path.stem for path in files}) < len(files):
        raise EvaluationError("Two files of questions bear the same name: rename one, results are told apart by it.")
    return [QuestionSet(path.stem, tuple(_read(path))) for path in files]


def parse(line: str) -> EvaluationQuestion:
    """Return the question of one line. Raise EvaluationError that names the key at fault.

    >>> parse('{"id": "q1", "text": "VAE ?", "lang": "fr", "kind": "ambiguous", "expect": "clarify"}').answerable
    False
    """
    try:
        record = json.loads(line)
    except ValueError as error:
        raise EvaluationError("not JSON.") from error
    if not isinstance(record, dict):
        raise EvaluationError("not a JSON object.")
    expect = _one_of(record, "expect", get_args(Expectation))
    return EvaluationQuestion(
        id=_text(record, "id"),
        text=_text(record, "text"),
        language=_one_of(record, "lang", get_args(QuestionLanguage)),
        kind=_text(record, "kind"),
        expect=expect,
        answerable=_flag(record, "answerable", default=expect in ("answer", "partial")),
        gold=_gold(record.get("gold", [])),
        must_contain=_texts(record, "must_contain"),
        must_not=_texts(record, "must_not"),
        history=_history(record.get("history", [])),
    )


def _read(path: Path) -> list[EvaluationQuestion]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} can't be read as UTF-8 text ({type(error).__name__}).") from error
    found: dict[str, EvaluationQuestion] = {}
    for number, line in enumerate(lines, 1):
        if line.strip():
            question = _located(path, number, line)
            if question.id in found:
                raise EvaluationError(f'{path}, line {number}: the "id" {question.id} was used before.')
            found[question.id] = question
    if not found:
        raise EvaluationError(f"{path} holds no question.")
    return list(found.values())


def _located(path: Path, number: int, line: str) -> EvaluationQuestion:
    try:
        return parse(line)
    except EvaluationError as error:
        raise EvaluationError(f"{path}, line {number}: {error}") from error


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not value.strip():
        raise EvaluationError(f'"{key}" must be a text.')
    return value


def _one_of(record: dict[str, Any], key: str, allowed: Sequence[Any]) -> Any:
    if record.get(key) not in allowed:
        raise EvaluationError(f'"{key}" is {record.get(key)!r}, not one of {", ".join(allowed)}.')
    return record[key]


def _flag(record: dict[str, Any], key: str, default: bool) -> bool:
    value = record.get(key, default)
    if not isinstance(value, bool):
        raise EvaluationError(f'"{key}" must be true or false.')
    return value


def _texts(record: dict[str, Any], key: str) -> tuple[str, ...]:
    value = record.get(key, [])
    if not _are_texts(value):
        raise EvaluationError(f'"{key}" must be a list of texts.')
    return tuple(value)


def _gold(value: object) -> Gold:
    """Return the gold given as card ids, lists of them (one for each part), or {"seed", "quote"} objects."""
    if isinstance(value, list):
        if not value:
            return Gold()
        if _are_texts(value):
            return Gold((frozenset(value),))
        if all(isinstance(part, list) and part and _are_texts(part) for part in value):
            return Gold(tuple(frozenset(part) for part in value))
        if all(isinstance(item, dict) and _are_texts([item.get("quote")]) for item in value):
            return Gold((frozenset(item["quote"] for item in value),), quoted=True)
    raise EvaluationError('"gold" must list card ids, lists of card ids, or objects with a "quote".')


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)


def _history(value: object) -> tuple[PastExchange, ...]:
    """Return the earlier turns: each user message with the assistant message after it."""
    turns: list[PastExchange] = []
    for role, content in _messages(value):
        if role == "user":
            turns.append(PastExchange(content))
        elif turns:
            turns[-1] = PastExchange(turns[-1].question, content)
    return tuple(turns)


def _messages(value: object) -> Iterable[tuple[str, str]]:
    if not isinstance(value, list):
        raise EvaluationError('"history" must be a list of turns.')
    for turn in value:
        if not isinstance(turn, dict) or turn.get("role") not in ("user", "assistant"):
            raise EvaluationError('each turn of "history" needs a "role", user or assistant, and a "content".')
        yield turn["role"], _text(turn, "content")
