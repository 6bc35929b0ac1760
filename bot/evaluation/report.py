"""The report of a run: measures by kind and language, floors that they must reach, and the report as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.errors import EvaluationError
from bot.evaluation.measures import MEASURES, VERDICT_MEASURES, Measure, retrieval_measures
from bot.evaluation.question_sets import QuestionSet
from bot.evaluation.records import MeasureRow, MeasureValues, ReportLine, SetChange, SetReport
from bot.evaluation.reliability import Bin, ReliabilityRow, reliability
from bot.evaluation.retrieval import HYBRID
from bot.evaluation.running import QuestionResult
from bot.evaluation.verdicts import verdict

_ALL_MEASURES = (*MEASURES, *VERDICT_MEASURES)
_NO_FLOORS = {"wrong", "refused", "diverted", "nearest", "unfounded"}  # lower is better
_FLOOR_NAMES = tuple(
    measure.name for measure in _ALL_MEASURES if measure.unit in ("share", "mean") and measure.name not in _NO_FLOORS
)


def report(sets: Sequence[QuestionSet], results: Sequence[Sequence[QuestionResult]]) -> list[SetReport]:
    """Return the report of each set; `results` has the results of each, in the same order."""
    return [_of_set(one.name, found) for one, found in zip(sets, results, strict=True)]


def rows(results: Sequence[QuestionResult], measures: Sequence[Measure]) -> tuple[MeasureRow, ...]:
    """Return a row of all results, of each language, and of each kind, with its languages if it has several."""
    languages = _distinct(result.question.language for result in results)
    kinds = _distinct(result.question.kind for result in results)
    groups = [("", ""), *(("", language) for language in languages)]
    for kind in kinds:
        spoken = _distinct(result.question.language for result in results if result.question.kind == kind)
        groups += [(kind, ""), *((kind, language) for language in spoken if len(spoken) > 1)]
    return tuple(
        MeasureRow(kind, language, _measured(_group(results, kind, language), measures)) for kind, language in groups
    )


def read_floors(texts: Iterable[str]) -> dict[str, float]:
    """Return the floors given as NAME=VALUE. Raise EvaluationError for another name or a value outside 0 to 1.

    >>> read_floors(["answered=0.85"])
    {'answered': 0.85}
    """
    return dict(_floor(text) for text in texts)


def shortfalls(reports: Sequence[SetReport], floors: Mapping[str, float]) -> list[str]:
    """Return a line for each set and floor that it does not reach; a value not measured reaches none."""
    return [
        f"{one.name}: {name} is {_shown(one.total[name])}, below {floor:g}."
        for one in reports
        for name, floor in floors.items()
        if (one.total[name] or 0.0) < floor or one.total[name] is None
    ]


def dump(reports: Sequence[SetReport], changes: Sequence[SetChange] = ()) -> str:
    """Return `reports`, and the changes since a former run, as one JSON object."""
    record = {"changes": [asdict(change) for change in changes]} if changes else {}
    return json.dumps({"sets": [asdict(one) for one in reports], **record}, ensure_ascii=False)


def load(path: Path) -> list[SetReport]:
    """Return the reports that `dump` wrote to the file `path`. Raise EvaluationError if it holds something else."""
    try:
        return [_loaded(one) for one in json.loads(path.read_text(encoding="utf-8"))["sets"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(f"{path} is no report of an evaluation in JSON.") from error


def _of_set(name: str, results: Sequence[QuestionResult]) -> SetReport:
    retrievers = sorted({retriever for result in results for retriever in result.places} - {HYBRID})
    return SetReport(
        name,
        rows(results, _ALL_MEASURES),
        {
            each: rows([r for r in results if each in r.places], (MEASURES[0], *retrieval_measures(each)))
            for each in retrievers
        },
        tuple(_line(result) for result in results),
        reliability(results),
    )


def _group(results: Sequence[QuestionResult], kind: str, language: str) -> list[QuestionResult]:
    return [r for r in results if kind in ("", r.question.kind) and language in ("", r.question.language)]


def _measured(results: Sequence[QuestionResult], measures: Sequence[Measure]) -> MeasureValues:
    found = {measure.name: measure.of(results) for measure in measures}
    return {name: None if value is None else round(value, 4) for name, value in found.items()}


def _line(result: QuestionResult) -> ReportLine:
    return ReportLine(
        result.question.id,
        result.outcome,
        result.passed,
        result.routed,
        result.cited,
        result.missing,
        result.violated,
        dict(result.places),
        round(result.milliseconds, 1),
        round(result.score, 2),
        verdict(result) or "",
        result.confidence,
    )


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _floor(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    if name not in _FLOOR_NAMES:
        raise EvaluationError(f"--min {text}: it can be {', '.join(_FLOOR_NAMES)}, as in --min answered=0.85.")
    try:
        floor = float(value)
    except ValueError:
        floor = -1.0
    if not 0 <= floor <= 1:
        raise EvaluationError(f"--min {text}: the value must be a number from 0 to 1.")
    return name, floor


def _shown(value: float | None) -> str:
    return "not measured" if value is None else f"{value:g}"


def _loaded(one: dict[str, Any]) -> SetReport:
    return SetReport(
        one["name"],
        tuple(MeasureRow(**row) for row in one["rows"]),
        {name: tuple(MeasureRow(**row) for row in found) for name, found in one["baselines"].items()},
        tuple(ReportLine(**line) for line in one["questions"]),
        tuple(_loaded_row(**row) for row in one.get("reliability", ()) if "bins" in row),  # older reports have none
    )


def _loaded_row(bins: Sequence[dict[str, Any]], **row: Any) -> ReliabilityRow:
    return ReliabilityRow(**row, bins=tuple(Bin(**held) for held in bins))
