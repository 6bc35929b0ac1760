"""One problem in a file of the corpus: where it is, and what is wrong, in English and as data for other languages."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal, TypeAlias

# What whoever edits a card can do wrong; each has a text in every language that the layers above speak.
ProblemKind: TypeAlias = Literal[
    "missing",
    "empty",
    "no_single_text",
    "no_list",
    "no_text",
    "unknown_field",
    "unknown_field_near",
    "none_of",
    "too_long",
    "twice",
    "front_matter",
    "no_yaml",
    "empty_file",
    "alias",
]


@dataclass(frozen=True, slots=True, order=True)
class ValidationProblem:
    """One problem in a file: line, field (empty if it is in none) and what is expected.

    `kind` names it for other languages, with the `values` to fill in; empty for one that English alone has words for.

    >>> print(ValidationProblem("a.yaml", 3, "step plan: ask.en", "is missing"))
    a.yaml:3: step plan: ask.en: is missing.
    """

    file: str
    line: int
    field: str
    problem: str
    kind: ProblemKind | Literal[""] = dataclasses.field(default="", compare=False)
    values: tuple[tuple[str, str | int], ...] = dataclasses.field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {f'{self.field}: ' if self.field else ''}{self.problem}."
