"""Procedures: what to go through before a partnership ends, step by step, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.language import Language

Texts = dict[Language, str]
StepKind = Literal["yes", "partly", "no", "not_applicable", "choice", "note", "date", "file_name"]
Force = Literal["fact", "must", "should", "suggested", "open"]
Exit = Literal["", "safeguarding", "misconduct"]

PRESSED: tuple[StepKind, ...] = ("yes", "partly", "no", "not_applicable")  # answered by a button of that name
TYPED: tuple[StepKind, ...] = ("note", "date", "file_name")
KINDS: tuple[StepKind, ...] = (*PRESSED, "choice", *TYPED)
FORCES: tuple[Force, ...] = ("fact", "must", "should", "suggested", "open")
EXITS: tuple[Exit, ...] = ("safeguarding", "misconduct")
SKIPPED = "skipped"  # stands in a condition for a step that was passed over


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from. With an exit it leaves the check for the channel of that name."""

    id: str
    label: Texts
    exit: Exit = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds if the answer to an earlier step is one of `among`."""

    step: str
    among: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a procedure and what it rests on.

    `force` tells how the source puts it: "must", "should", "suggested" (or encouraged), "open" if the source leaves
    it open and `gap` names what, and "fact" if nothing is asked for and the answer only leads on. All but facts have
    an `action`: what remains to be done unless the answer is yes. A step is put if all its conditions hold.
    """

    id: str
    label: Texts
    ask: Texts
    why: Texts
    answers: tuple[StepKind, ...]
    card: str
    force: Force
    options: tuple[Option, ...] = ()
    action: Texts | None = None
    gap: str = ""
    when: tuple[Condition, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """The answers that are chosen, not typed, in their order."""
        chosen = [kind for kind in self.answers if kind in PRESSED]
        return (*(option.id for option in self.options), *chosen)

    @property
    def typed(self) -> StepKind | None:
        """What a typed answer is taken for; a note beside buttons is a remark, not the answer."""
        kinds = [kind for kind in self.answers if kind in TYPED]
        return kinds[0] if kinds else None

    def option(self, identity: str) -> Option | None:
        """Return the option of that id, if there is one."""
        return next((option for option in self.options if option.id == identity), None)


@dataclass(frozen=True, slots=True)
class ProcedurePart:
    """Steps that belong together."""

    title: Texts
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A whole procedure. `digest` is the hash of its file, `text` the file itself, `date` that of the version."""

    id: str
    version: str
    date: str
    title: Texts
    purpose: Texts
    parts: tuple[ProcedurePart, ...]
    digest: str = ""
    text: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step, in its order."""
        return tuple(step for part in self.parts for step in part.steps)

    def step(self, identity: str) -> Step | None:
        """Return the step of that id, if there is one."""
        return next((step for step in self.steps if step.id == identity), None)

    def part_of(self, step: Step) -> ProcedurePart:
        """Return the part in which `step` stands."""
        return next(part for part in self.parts if step in part.steps)

    def cards(self) -> Iterator[str]:
        """Yield the cards that the steps rest on, each once, in the order of the steps."""
        yield from dict.fromkeys(step.card for step in self.steps)
