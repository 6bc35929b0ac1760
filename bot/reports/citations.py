"""How often answers of a period rested on each passage and each text, and what people said of these answers.

These counts are for who may read the log at the desk, exchange by exchange: none is withheld. Reports, which go
further, withhold counts of few people (`question_figures`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from bot.reports.period import Period
from bot.reports.text_catalogue import TextCatalogue
from bot.storage.database import Database

_CITED = (
    "SELECT passages, coalesce(feedback, '') AS feedback, coalesce(reason, '') AS reason FROM consultations"
    " WHERE at >= ? AND at < ? AND outcome != 'safeguarding'"
)


@dataclass(frozen=True, slots=True)
class Citations:
    """How many answers cite something, and how many of these were voted down, as out of date or for any reason."""

    cited: int = 0
    unhelpful: int = 0
    outdated: int = 0


NEVER = Citations()


@dataclass(frozen=True, slots=True)
class CitationCounts:
    """The citations of each passage by its id, and of each text by its key in the catalogue."""

    passages: Mapping[str, Citations] = field(default_factory=dict)
    texts: Mapping[str, Citations] = field(default_factory=dict)


def count_citations(database: Database, period: Period, zone: tzinfo, catalogue: TextCatalogue) -> CitationCounts:
    """Return the citations in a period, read day by day by the index on `at`.

    An answer that cites several passages of a text cites the text once.
    """
    passages: dict[str, Citations] = defaultdict(Citations)
    texts: dict[str, Citations] = defaultdict(Citations)
    for day in period.days:
        with database.read() as db:
            rows = db.fetch_all(_CITED, Period(day, day).bounds(zone))
        for row in rows:
            cited = list(dict.fromkeys(one["id"] for one in json.loads(row["passages"])))
            opinion = Citations(1, row["feedback"] == "down", row["feedback"] == "down" and row["reason"] == "outdated")
            _add(passages, cited, opinion)
            _add(texts, dict.fromkeys(map(catalogue.text_of, cited)), opinion)
    return CitationCounts(passages, texts)


def _add(counts: dict[str, Citations], keys: Iterable[str], more: Citations) -> None:
    for key in keys:
        old = counts[key]
        counts[key] = replace(
            old,
            cited=old.cited + more.cited,
            unhelpful=old.unhelpful + more.unhelpful,
            outdated=old.outdated + more.outdated,
        )
