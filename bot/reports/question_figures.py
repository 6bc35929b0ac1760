"""Figures of the log of exchanges in a period: how many, in which language, with what result, how helpful, how fast."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from bot.reports.durations import Durations, durations
from bot.reports.period import GRAINS, Grain, Period
from bot.reports.tally import FEWEST_PEOPLE, Count, Tally, has_few_people, shown_part, shown_total, withheld
from bot.reports.text_catalogue import TextCatalogue
from bot.storage.database import Database
from corpus.language import LANGUAGES, Language

RESULTS = ("answered", "closest", "choice", "not_covered", "passed_on", "smalltalk", "other")
RATINGS = ("up", "down")
REASONS, UNSAID = ("wrong", "unclear", "outdated", "other"), "unsaid"  # of bad ratings, and none given
MOST_DAYS = 62  # of a chart by days
_WITHHELD_SHARE = 1 / 3  # of the counts of a chart; if more are withheld, its spans are to be longer
_RESULT_OF = {"answered": "answered", "partial": "closest", "closest": "closest", "clarify": "choice"} | {
    name: name for name in ("not_covered", "passed_on", "smalltalk")
}

# Exchanges about a danger are in no figure; a tap on a suggested title is no further question.
_COUNTED = (
    "SELECT chat, language, coalesce(feedback, '') AS feedback, coalesce(reason, '') AS reason, count(*) AS number,"
    " CASE WHEN EXISTS (SELECT 1 FROM cases WHERE cases.consultation = consultations.id AND cases.consultation != '')"
    " THEN 'passed_on' ELSE outcome END AS result"
    " FROM consultations WHERE at >= ? AND at < ? AND outcome != 'safeguarding' AND why != 'chosen'"
    " GROUP BY chat, language, coalesce(feedback, ''), coalesce(reason, ''), result"
)
_IN_DETAIL = (
    "SELECT chat, coalesce(feedback, '') AS feedback, coalesce(reason, '') AS reason, passages, latency, language,"
    " CASE WHEN outcome IN ('not_covered', 'partial', 'closest') THEN answer ELSE '' END AS answer"
    " FROM consultations WHERE at >= ? AND at < ? AND outcome != 'safeguarding' AND why != 'chosen'"
)


@dataclass(frozen=True, slots=True)
class SpanFigure:
    """The exchanges of a shorter span of the period, by language."""

    span: Period
    counts: dict[Language, Count]


@dataclass(frozen=True, slots=True)
class NamedCount:
    """How often something with a name was counted; `unhelpful` and `outdated` are of answers from it voted down."""

    id: str
    count: int
    unhelpful: Count = 0
    outdated: Count = 0


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """What is told of the exchanges of a period; a count is None where too few people are behind it.

    `topics`, `texts` and `gaps` name the keys of a `TextCatalogue`, the most frequent first, without those of few
    people. `answer_time` is that of the answers of the bot, in seconds.
    """

    exchanges: Count
    people: Count
    languages: dict[Language, Count]
    grain: Grain
    spans: tuple[SpanFigure, ...]
    results: dict[str, Count]
    ratings: dict[str, Count]
    reasons: dict[str, Count]
    answer_time: Durations | None
    topics: tuple[NamedCount, ...]
    texts: tuple[NamedCount, ...]
    gaps: tuple[NamedCount, ...]

    @property
    def satisfaction(self) -> float | None:
        """The share (0 to 1) of rated answers that were found helpful; None if there are none, or too few people's."""
        up, down = (self.ratings[one] for one in RATINGS)
        return up / (up + down) if up is not None and down is not None and up + down else None


class _Counted:
    """What is counted day by day; counts of less than `fewest` people are withheld."""

    def __init__(self, fewest: int) -> None:
        self.fewest = fewest
        self.days = Tally[tuple[date, Language]](fewest)
        self.results, self.ratings, self.reasons = Tally[str](fewest), Tally[str](fewest), Tally[str](fewest)
        self.topics, self.gaps, self.texts = Tally[str](fewest), Tally[str](fewest), Tally[str](fewest)
        self.unhelpful, self.outdated = Tally[str](fewest), Tally[str](fewest)
        self.seconds: list[tuple[str, float]] = []


def question_figures(
    database: Database, period: Period, zone: tzinfo, catalogue: TextCatalogue, fewest: int = FEWEST_PEOPLE
) -> QuestionFigures:
    """Return the figures of the exchanges in a period: two queries a day, each by the index on `at`.

    Counts of less than `fewest` people are withheld; the number of people itself below five in any case.
    """
    counted = _Counted(fewest)
    for day in period.days:
        with database.read() as db:
            bounds = Period(day, day).bounds(zone)
            _count(counted, day, db.fetch_all(_COUNTED, bounds))
            _look_at(counted, db.fetch_all(_IN_DETAIL, bounds), catalogue)
    return _figures(counted, period)


def _count(counted: _Counted, day: date, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        chat, number = row["chat"], row["number"]
        counted.days.add((day, row["language"]), chat, number)
        counted.results.add(_RESULT_OF.get(row["result"], "other"), chat, number)
        counted.ratings.add(row["feedback"], chat, number)
        if row["feedback"] == "down":
            counted.reasons.add(row["reason"] if row["reason"] in REASONS else UNSAID, chat, number)


def _look_at(counted: _Counted, rows: Iterable[dict[str, Any]], catalogue: TextCatalogue) -> None:
    for row in rows:
        chat, passages = row["chat"], [one["id"] for one in json.loads(row["passages"])]
        if passages:
            counted.topics.add(catalogue.topic_of(passages[0]), chat)
        for text in dict.fromkeys(map(catalogue.text_of, passages)):
            counted.texts.add(text, chat)
            if row["feedback"] == "down":
                counted.unhelpful.add(text, chat)
                if row["reason"] == "outdated":
                    counted.outdated.add(text, chat)
        for gap in catalogue.gaps_in(row["answer"], row["language"]):
            counted.gaps.add(gap, chat)
        if total := json.loads(row["latency"]).get("total"):
            counted.seconds.append((chat, total / 1000))


def _figures(counted: _Counted, period: Period) -> QuestionFigures:
    whole, languages = counted.days.whole, _by_language(counted.days)
    grain, spans = _spans(counted.days, languages, period)
    has_ratings = counted.ratings.shown(RATINGS)
    return QuestionFigures(
        exchanges=shown_total(whole, counted.fewest),
        people=None if has_few_people(whole) else len(+whole),
        languages=languages.shown(LANGUAGES),
        grain=grain,
        spans=spans,
        results=counted.results.shown(RESULTS),
        ratings={one: has_ratings[one] for one in RATINGS},
        reasons=_reasons(counted, has_ratings["down"]),
        answer_time=durations(counted.seconds, counted.fewest),
        topics=tuple(_frequent(counted.topics, counted.topics.shown())),
        texts=tuple(_texts(counted)),
        gaps=tuple(_frequent(counted.gaps, _alone(counted.gaps))),
    )


def _by_language(days: Tally[tuple[date, Language]]) -> Tally[Language]:
    languages = Tally[Language](days.fewest)
    for kind in days.kinds:
        for chat, number in days.of(kind).items():
            languages.add(kind[1], chat, number)
    return languages


def _spans(
    days: Tally[tuple[date, Language]], languages: Tally[Language], period: Period
) -> tuple[Grain, tuple[SpanFigure, ...]]:
    """Return the shortest spans of which most counts can be shown, else the longest."""
    allowed = [grain for grain in GRAINS if grain != "day" or len(period.days) <= MOST_DAYS]
    for grain in allowed:
        spans = [_span(days, span) for span in period.spans(grain)]
        shown = {
            one: _shown_spans([cells[one] for cells in spans], languages.shown()[one], days.fewest)
            for one in languages.kinds
        }
        counts = [count for column in shown.values() for count in column if count != 0]
        if grain == allowed[-1] or counts.count(None) <= _WITHHELD_SHARE * len(counts):
            break
    figures = [
        SpanFigure(span, {one: shown[one][n] if one in shown else 0 for one in LANGUAGES})
        for n, span in enumerate(period.spans(grain))
    ]
    return grain, tuple(figures)


def _span(days: Tally[tuple[date, Language]], span: Period) -> dict[Language, Any]:
    return {language: days.of(*((day, language) for day in span.days)) for language in LANGUAGES}


def _shown_spans(cells: list[Any], whole: Count, fewest: int) -> list[Count]:
    """Return the counts of the spans of one language; all withheld if that of the language is."""
    hidden = withheld(dict(enumerate(cells)), fewest) if whole is not None else set(range(len(cells)))
    return [None if n in hidden and cell else cell.total() for n, cell in enumerate(cells)]


def _reasons(counted: _Counted, unhelpful: Count) -> dict[str, Count]:
    """Return the reasons for bad ratings; none of them if the number of these is withheld."""
    if unhelpful is None:
        return dict.fromkeys((*REASONS, UNSAID))
    return counted.reasons.shown((*REASONS, UNSAID))


def _alone(tally: Tally[str]) -> dict[str, Count]:
    """Return counts that are no parts of a whole: each is withheld for its own people alone."""
    return {kind: shown_total(tally.of(kind), tally.fewest) for kind in tally.kinds}


def _frequent(tally: Tally[str], shown: dict[str, Count]) -> Iterator[NamedCount]:
    for kind in sorted(tally.kinds, key=lambda kind: (-tally.of(kind).total(), kind)):
        if kind and (count := shown[kind]):
            yield NamedCount(kind, count)


def _texts(counted: _Counted) -> Iterator[NamedCount]:
    for one in _frequent(counted.texts, _alone(counted.texts)):
        down = counted.unhelpful.of(one.id)
        unhelpful = shown_part(down, counted.texts.of(one.id), counted.fewest)
        outdated = None if unhelpful is None else shown_part(counted.outdated.of(one.id), down, counted.fewest)
        yield NamedCount(one.id, one.count, unhelpful, outdated)
