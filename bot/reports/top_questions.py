"""The questions that were asked most in a period, grouped as the FAQ's drafts and entries group them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from bot.domain.faq.faq_entry import FaqEntry, FaqState
from bot.reports.period import Period
from bot.reports.tally import Count, Tally, shown_part, shown_total
from bot.storage.database import Database
from corpus.language import Language

_BATCH = 500  # ids in one query
_REFUSED = ("not_covered", "partial", "closest")

_MEMBERS = "SELECT id, chat, outcome, coalesce(feedback, '') AS feedback, passages FROM consultations WHERE "
_ANSWERED = (
    "SELECT chat, model, coalesce(feedback, '') AS feedback, count(*) AS number FROM consultations"
    " WHERE at >= ? AND at < ? AND model LIKE 'faq:%' GROUP BY chat, model, coalesce(feedback, '')"
)


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions of a period that ask the same thing, under the wording of their FAQ entry.

    `asked` counts them; `refused` those that the texts did not answer, or only in part; `unhelpful` the answers voted
    down. `passages` are those that answered, the most frequent first.
    """

    id: str
    state: FaqState
    questions: Mapping[Language, str]
    asked: int
    refused: Count
    unhelpful: Count
    passages: tuple[str, ...] = ()

    def question(self, language: Language) -> str:
        """Return the question in `language`, or in the other one if nobody has worded it yet."""
        return self.questions.get(language) or next(filter(None, self.questions.values()), "")


@dataclass
class _Counts:
    asked: Tally[str]
    refused: Tally[str]
    unhelpful: Tally[str]
    passages: dict[str, Tally[str]]


def question_groups(
    database: Database, entries: Sequence[FaqEntry], period: Period, zone: tzinfo
) -> list[QuestionGroup]:
    """Return the groups that enough people asked in a period, the most asked first.

    Groups made from a case alone are none: their words are those of a case. One question counts in one group.
    """
    counts = _Counts(Tally(), Tally(), Tally(), {})
    group_of = {member: entry.id for entry in entries if entry.state != "dismissed" for member in entry.members}
    bounds = period.bounds(zone)
    for row in _members(database, bounds, list(group_of)):
        _add(counts, group_of[row["id"]], row)
    with database.read() as db:
        for row in db.fetch_all(_ANSWERED, bounds):
            identity = row["model"].removeprefix("faq:")
            counts.asked.add(identity, row["chat"], row["number"])
            if row["feedback"] == "down":
                counts.unhelpful.add(identity, row["chat"], row["number"])
    return sorted(_groups(counts, entries), key=lambda group: (-group.asked, group.id))


def _members(database: Database, bounds: tuple[str, str], members: list[str]) -> Iterator[dict[str, Any]]:
    for start in range(0, len(members), _BATCH):
        some = members[start : start + _BATCH]
        with database.read() as db:
            # What the FAQ itself answered is counted by the entry that did.
            where = f"at >= ? AND at < ? AND NOT model LIKE 'faq:%' AND id IN ({', '.join('?' * len(some))})"
            yield from db.fetch_all(f"{_MEMBERS}{where} AND outcome != 'safeguarding'", [*bounds, *some])


def _add(counts: _Counts, group: str, row: Mapping[str, Any]) -> None:
    counts.asked.add(group, row["chat"])
    if row["outcome"] in _REFUSED:
        counts.refused.add(group, row["chat"])
    if row["feedback"] == "down":
        counts.unhelpful.add(group, row["chat"])
    for passage in json.loads(row["passages"])[:1]:
        counts.passages.setdefault(group, Tally()).add(passage["id"], row["chat"])


def _groups(counts: _Counts, entries: Sequence[FaqEntry]) -> Iterator[QuestionGroup]:
    for entry in entries:
        whole = counts.asked.of(entry.id)
        asked = shown_total(whole)
        if asked and not _has_case_words(entry):
            yield QuestionGroup(
                entry.id,
                entry.state,
                entry.questions,
                asked,
                shown_part(counts.refused.of(entry.id), whole),
                shown_part(counts.unhelpful.of(entry.id), whole),
                _passages(counts.passages.get(entry.id, Tally[str]())),
            )


def _has_case_words(entry: FaqEntry) -> bool:
    """Tell whether an entry still holds the words of a case, or none at all."""
    is_of_case = bool(entry.reply) or entry.id.startswith("R-")
    return (is_of_case and entry.state != "published") or not any(entry.questions.values())


def _passages(tally: Tally[str]) -> tuple[str, ...]:
    return tuple(sorted(tally.kinds, key=lambda kind: (-tally.of(kind).total(), kind)))
