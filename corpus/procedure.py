"""Procedures: the steps to check before a partnership ends, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.language import Texts

StepKind = Literal["yes", "partly", "no", "not_applicable", "choice", "note", "date", "past_date", "file_name"]
Force = Literal["fact", "must", "should", "suggested", "open"]
Exit = Literal["", "safeguarding", "misconduct"]

PRESSED: tuple[StepKind, ...] = ("yes", "partly", "no", "not_applicable")  # answered by a button of that name
TYPED: tuple[StepKind, ...] = ("note", "date", "past_date", "file_name")
KINDS: tuple[StepKind, ...] = (*PRESSED, "choice", *TYPED)
FORCES: tuple[Force, ...] = ("fact", "must", "should", "suggested", "open")
EXITS: tuple[Exit, ...] = ("safeguarding", "misconduct")
SKIPPED = "skipped"  # in a condition: the earlier step was skipped


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice. With an exit it ends the check and leads to the channel of that name."""

    id: str
    label: Texts
    exit: Exit = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on an earlier step: its answer is one of `among`."""

    step: str
    among: frozenset[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a procedure, with the card it is based on.

    `force` is how strongly the source puts it: "must", "should", "suggested" (or encouraged), "open" if the source
    leaves it open (`gap` names the gap), and "fact" if nothing is asked for and the answer only leads on. All but facts
    have an `action`: what remains to be done unless the answer is yes. A step is asked if all its conditions hold.
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
        """The answers that are chosen, not typed, in the order shown."""
        chosen = [kind for kind in self.answers if kind in PRESSED]
        return (*(option.id for option in self.options), *chosen)

    @property
    def typed(self) -> StepKind | None:
        """The kind of the typed answer; a note beside buttons is a remark, not the answer. A past date is a date."""
        kinds = [kind for kind in self.answers if kind in TYPED]
        return "date" if self.has_happened else kinds[0] if kinds else None

    @property
    def has_happened(self) -> bool:
        """Whether the step asks for the date of what has taken place."""
        return "past_date" in self.answers

    def option(self, identity: str) -> Option | None:
        """Return the option of that id, if there is one."""
        return next((option for option in self.options if option.id == identity), None)


@dataclass(frozen=True, slots=True)
class ProcedurePart:
    """A titled group of steps."""

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
        """Return the part that holds `step`."""
        return next(part for part in self.parts if step in part.steps)

    def cards(self) -> Iterator[str]:
        """Yield the ids of the cards that the steps are based on, each once, in the order of the steps."""
        yield from dict.fromkeys(step.card for step in self.steps)
