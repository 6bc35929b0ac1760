"""The records of a run: the measures of each question set, and their change since a former run."""

from __future__ import annotations

from dataclasses import dataclass

from bot.evaluation.reliability import ReliabilityRow

MeasureValues = dict[str, float | None]  # by the measure's name; None if it applies to no question


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """The measures of the questions of one kind and language; "" means all kinds or languages."""

    kind: str
    language: str
    measures: MeasureValues


@dataclass(frozen=True, slots=True)
class ReportLine:
    """The result of one question, for whoever examines a run; `verdict` is empty if no text answers it."""

    id: str
    outcome: str
    passed: bool
    routed: bool
    cited: bool | None
    missing: tuple[str, ...]
    violated: tuple[str, ...]
    places: dict[str, tuple[int, ...]]
    milliseconds: float
    score: float = 0.0
    verdict: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class SetReport:
    """The report of one question set; `baselines` has the rows of each other retriever, by its name."""

    name: str
    rows: tuple[MeasureRow, ...]
    baselines: dict[str, tuple[MeasureRow, ...]]
    questions: tuple[ReportLine, ...]
    reliability: tuple[ReliabilityRow, ...] = ()

    @property
    def total(self) -> MeasureValues:
        """The measures of all questions."""
        return self.rows[0].measures


@dataclass(frozen=True, slots=True)
class SetChange:
    """How the set `name` differs from before: the rows that differ (now less before), and questions by id."""

    name: str
    rows: tuple[MeasureRow, ...] = ()
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
