"""Labelled messages from which the message model learns, and ways to vary them that change no label."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from corpus.card import BUNDLED_CORPUS
from corpus.collection import Corpus
from corpus.danger_examples import read_danger_examples
from index.models.message_model import PERSONAL_LABELS, TOKEN_LABELS, TokenLabel

_FOLDER = BUNDLED_CORPUS / "messages"
_MARK = re.compile(r"\{(\w+):([^{}]*)\}")
_JOINTS = (
    *(", ", ". ", " ", "\n", "\n\n", " - ", " (", " / ", "... ", " ? ", "? ", "! ", " : ", " ; "),
    *(" et ", " mais ", " parce que ", " vu que ", " alors que ", " depuis que ", " car ", ", donc ", " si ", " avec "),
    *(" puisque ", " pendant que ", " sachant que ", " à cause de ça: ", " sans compter que "),
    *(" and ", " but ", " because ", " given that ", " while ", " since ", ", so ", " if ", " as ", " with ", " plus "),
)
_FINAL = " .?!"
_TESTED = 0.1  # share of the examples that thresholds are chosen on


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` (half open) have the `label`."""

    start: int
    end: int
    label: TokenLabel


@dataclass(frozen=True, slots=True)
class LabelledMessage:
    """A message with the kind of danger that it tells of, and the marks of those labels that are `known`.

    `danger` is "" for none, None if nobody has said.
    """

    text: str
    danger: str | None = ""
    marks: tuple[Mark, ...] = ()
    known: frozenset[TokenLabel] = frozenset()


class ExamplePool:
    """All examples by purpose, split once into those to learn from and those to choose thresholds on."""

    def __init__(self, corpus: Corpus, random: Random) -> None:
        danger = read_danger_examples()
        self.kinds = tuple(danger.disclosures)
        told = [LabelledMessage(text, kind) for kind, texts in danger.disclosures.items() for text in texts]
        self.disclosures, self.tested_disclosures = _split(told, random)
        self.lookalikes, self.tested_lookalikes = _split(_unmarked(danger.lookalikes), random)
        self.ordinary, self.tested_ordinary = _split(_unmarked(danger.ordinary), random)
        none = frozenset(TOKEN_LABELS)
        self.questions = [LabelledMessage(text, known=none) for text in _questions(corpus)]
        self.personal, self.tested_personal = _split(_marked("personal_data"), random)
        self.impersonal, self.tested_impersonal = _split(_marked("no_personal_data"), random)
        self.before, self.after = _marked("around_before"), _marked("around_after")


class Sampler:
    """Draws varied examples at random, half of those about danger with danger in them."""

    def __init__(self, pool: ExamplePool, random: Random) -> None:
        self._pool, self._random = pool, random
        self.mistaken: list[LabelledMessage] = []  # harmless ones that the model took for danger lately

    def about_danger(self) -> LabelledMessage:
        """Return a disclosure, alone or inside other talk, or a harmless message."""
        if self._random.random() < 0.5:
            told = self._choice(self._pool.disclosures)
            return self._varied(self._framed(told) if self._random.random() < 0.4 else told)
        harmless = self._harmless()
        chance = self._random.random()
        if chance < 0.3:
            harmless = self._joined(harmless, self._harmless())
        elif chance < 0.4:
            harmless = self._window(harmless)
        return self._varied(harmless)

    def about_words(self) -> LabelledMessage:
        """Return a message whose words are labelled: with personal data, without, or with courtesies around."""
        chance = self._random.random()
        if chance < 0.45:
            return self._varied(self._choice(self._pool.personal))
        if chance < 0.65:
            return self._varied(self._choice(self._pool.impersonal))
        return self._varied(self._surrounded())

    def _surrounded(self) -> LabelledMessage:
        """Return a question between what people write around it, all of it labelled."""
        question = self._choice(self._pool.questions)
        pieces: list[LabelledMessage] = [question]
        if self._random.random() < 0.7:
            pieces.insert(0, _all_around(self._choice(self._pool.before)))
        if self._random.random() < 0.6:
            pieces.append(_all_around(self._choice(self._pool.after)))
        if len(pieces) > 1 and self._random.random() < 0.15:
            pieces.insert(0, _all_around(self._choice(self._pool.before)))
        text, marks = "", []
        for piece in pieces:
            joint = self._random.choice((" ", " ", "\n", ". ", ", ", " - ", "! ")) if text else ""
            text += joint
            marks += [replace(mark, start=mark.start + len(text), end=mark.end + len(text)) for mark in piece.marks]
            text += piece.text
        return LabelledMessage(text, "", tuple(marks), frozenset(TOKEN_LABELS))

    def _harmless(self) -> LabelledMessage:
        chance, pool = self._random.random(), self._pool
        if self.mistaken and chance < 0.2:
            return self._choice(self.mistaken)
        chance = self._random.random()
        if chance < 0.4:
            return self._choice(pool.lookalikes)
        return self._choice(pool.ordinary if chance < 0.75 else pool.questions)

    def _framed(self, told: LabelledMessage) -> LabelledMessage:
        """Return a disclosure before, behind or inside one or two harmless messages."""
        chance, around = self._random.random(), self._choice([self._questions_or_ordinary()])
        if chance < 0.35:
            return self._joined(around, told)
        if chance < 0.6:
            return self._joined(told, around)
        if chance < 0.8:
            return self._joined(self._joined(around, told), self._questions_or_ordinary())
        words = around.text.split()
        cut = self._random.randint(1, max(1, len(words) - 1))
        opening, closing = self._random.choice(((" (", ") "), (", ", ", "), (" - ", " - "), (" ", " ")))
        inside = self._lowered(told.text.rstrip(_FINAL))
        return replace(told, text=" ".join(words[:cut]) + opening + inside + closing + " ".join(words[cut:]), marks=())

    def _questions_or_ordinary(self) -> LabelledMessage:
        chance = self._random.random()
        pool = self._pool
        return self._choice(pool.questions if chance < 0.5 else pool.ordinary if chance < 0.8 else pool.lookalikes)

    def _joined(self, first: LabelledMessage, second: LabelledMessage) -> LabelledMessage:
        start = first.text.rstrip(_FINAL) if self._random.random() < 0.6 else first.text
        text = start + self._random.choice(_JOINTS) + self._lowered(second.text)
        return LabelledMessage(text, first.danger or second.danger)

    def _window(self, message: LabelledMessage) -> LabelledMessage:
        words = message.text.split()
        if len(words) < 7:
            return message
        start = self._random.randint(0, len(words) - 5)
        return LabelledMessage(" ".join(words[start : start + self._random.randint(4, 9)]), message.danger)

    def _varied(self, message: LabelledMessage) -> LabelledMessage:
        """Return `message` in capitals, small letters, without accents or with a slip; each keeps its length."""
        chance, text = self._random.random(), message.text
        if chance < 0.05:
            changed = "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in text)
        elif chance < 0.12:
            changed = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
        elif chance < 0.22:
            changed = "".join(unicodedata.normalize("NFD", letter)[0] for letter in text)
        elif chance < 0.27 and len(text) > 12:
            at = self._random.randint(1, len(text) - 3)
            changed = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        else:
            return message
        return replace(message, text=changed)

    def _lowered(self, text: str) -> str:
        return text[:1].lower() + text[1:] if self._random.random() < 0.6 else text

    def _choice(self, examples: Sequence[LabelledMessage]) -> LabelledMessage:
        return self._random.choice(examples)


def parse_marked(line: str) -> LabelledMessage:
    r"""Return the message of a line in which personal data are marked; `\n` stands for a line break.

    >>> parse_marked("Ici {name:Awa}, 12 {secret:x}").marks
    (Mark(start=4, end=7, label='name'), Mark(start=12, end=13, label='secret'))
    """
    text, marks, at = "", [], 0
    line = line.replace("\\n", "\n")
    for found in _MARK.finditer(line):
        text += line[at : found.start()]
        marks.append(Mark(len(text), len(text) + len(found[2]), found[1]))  # type: ignore[arg-type]  # tests check them
        text, at = text + found[2], found.end()
    return LabelledMessage(text + line[at:], None, tuple(marks), frozenset(PERSONAL_LABELS))


def _marked(name: str) -> list[LabelledMessage]:
    lines = (_FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return [parse_marked(line) for line in lines if line and not line.startswith("#")]


def _unmarked(examples: Mapping[str, Sequence[str]]) -> list[LabelledMessage]:
    return [LabelledMessage(text) for texts in examples.values() for text in texts]


def _all_around(message: LabelledMessage) -> LabelledMessage:
    """Return `message` with all of it marked as standing around a question."""
    return replace(message, marks=(*message.marks, Mark(0, len(message.text), "around")))


def _questions(corpus: Corpus) -> list[str]:
    """Return the questions of cards and gaps, and the examples of what is no question to the texts."""
    asked = [question for card in corpus.cards for question in card.questions]
    asked += [text for gap in corpus.gaps.values() for texts in gap.questions.values() for text in texts]
    return asked + [text for intent in corpus.intents for texts in intent.examples.values() for text in texts]


def _split(examples: Sequence[LabelledMessage], random: Random) -> tuple[list[LabelledMessage], list[LabelledMessage]]:
    """Return the examples to learn from and those to choose thresholds on."""
    shuffled = random.sample(list(examples), len(examples))
    tested = round(_TESTED * len(shuffled))
    return shuffled[tested:], shuffled[:tested]
