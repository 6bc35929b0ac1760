"""Reports as JSON, to keep and to compare later runs with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.errors import EvaluationError
from bot.evaluation.measures import Bin
from bot.evaluation.records import Change, ReportLine, Row, SetReport


def dump(reports: Sequence[SetReport], changes: Sequence[Change] = ()) -> str:
    """Return `reports`, and the changes since a former run, as one JSON object."""
    told = {"changes": [asdict(change) for change in changes]} if changes else {}
    return json.dumps({"sets": [asdict(one) for one in reports], **told}, ensure_ascii=False)


def load(path: Path) -> list[SetReport]:
    """Return the reports that `dump` wrote to the file `path`. Raise EvaluationError if it holds something else."""
    try:
        return [_loaded(one) for one in json.loads(path.read_text(encoding="utf-8"))["sets"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(f"{path} is no report of an evaluation in JSON.") from error


def _loaded(one: dict[str, Any]) -> SetReport:
    return SetReport(
        one["name"],
        tuple(Row(**row) for row in one["rows"]),
        {name: tuple(Row(**row) for row in found) for name, found in one["baselines"].items()},
        tuple(ReportLine(**line) for line in one["questions"]),
        tuple(Bin(**held) for held in one.get("reliability", ())),
    )
