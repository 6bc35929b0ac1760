"""Write a report in one language: sentences, charts and tables from the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from bot.domain.checks.check_document import Table
from bot.domain.drawing import Drawing
from bot.replies.texts import say
from bot.reports.charts import Chart, ChartKind, Series, draw
from bot.reports.missing_texts import missing_texts, used_texts
from bot.reports.monthly import MonthlyFigures
from bot.reports.number_format import day, duration, number, period_name, share, span_name
from bot.reports.question_figures import REASONS, RESULTS, UNSAID
from bot.reports.sections import KeyNumber, Report, Section
from bot.reports.tally import Count
from corpus.language import LANGUAGES, Language

_TOPICS, _GROUPS = 10, 10  # shown at most
_MOST_BARS = 14  # spans that stand as bars, with their table beside them; more are lines


def write_report(figures: MonthlyFigures, language: Language, today: date, is_demo: bool = False) -> Report:
    """Return the report on the figures; one on invented data says so in its title."""
    return Writer(figures, language).report(today, is_demo)


class Writer:
    """Writes the parts of a report in `language`."""

    def __init__(self, figures: MonthlyFigures, language: Language) -> None:
        self._figures, self._language = figures, language
        self._say = partial(say, language)
        self._number = partial(number, language=language)

    def report(self, today: date, is_demo: bool = False) -> Report:
        """Return the whole report."""
        name = period_name(self._figures.period, self._language)
        return Report(
            language=self._language,
            title=self._say("report.demo_title" if is_demo else "report.title", period=name),
            period=name,
            lead=self._lead(),
            numbers=(*self.key_numbers(), self._late_today()),
            sections=tuple(self.sections().values()),
            notes=tuple(self._say(f"report.note_{one}") for one in ("people", "content", "cases", "groups")),
            made=self._say("report.made", day=day(today, self._language)),
        )

    def _lead(self) -> str:
        questions = self._figures.questions
        if questions.exchanges == 0:
            return self._say("report.lead_none")
        if questions.exchanges is None:
            return self._say("report.lead_few")
        people, count = self._number(questions.people), self._number(questions.exchanges)
        return self._say("report.lead", people=people, count=count)

    def key_numbers(self) -> Iterator[KeyNumber]:
        """Yield the numbers of the period that are read first."""
        questions, cases = self._figures.questions, self._figures.cases
        yield KeyNumber(self._number(questions.exchanges), self._say("report.exchanges"))
        yield KeyNumber(self._number(questions.people), self._say("report.people"))
        answered = share(questions.results["answered"], questions.exchanges, self._language)
        yield KeyNumber(answered, self._say("report.answered_share"))
        yield KeyNumber(self._satisfaction(), self._say("report.satisfied_share"))
        reply = duration(cases.reply_time.median, self._language) if cases.reply_time else self._number(None)
        yield KeyNumber(reply, self._say("report.reply_median"))

    def _late_today(self) -> KeyNumber:
        return KeyNumber(self._number(self._figures.cases.overdue_now), self._say("report.overdue_now"))

    def sections(self) -> dict[str, Section]:
        """Return the sections by their names, in order; other pages than the report may show some of them."""
        return {
            "course": self._course(),
            "results": self._results(),
            "helpful": self._helpful(),
            "times": self._times(),
            "topics": self._topics(),
            "groups": self._groups(),
            "missing": missing_texts(self._figures, self._language),
            "texts": used_texts(self._figures, self._language),
        }

    def _course(self) -> Section:
        questions = self._figures.questions
        names = [span_name(one.span, questions.grain, self._language) for one in questions.spans]
        series = [
            Series(self._say(f"report.in_{one}"), tuple(span.counts[one] for span in questions.spans))
            for one in LANGUAGES
        ]
        totals = [
            self._say(f"report.language_{one}", count=self._number(questions.languages[one])) for one in LANGUAGES
        ]
        rows = tuple((name, *map(self._number, counts)) for name, *counts in _columns(names, series))
        table = Table((self._say(f"report.col_{questions.grain}"), *(one.name for one in series)), rows, (2, 1, 1))
        kind: ChartKind = "stacked" if len(names) <= _MOST_BARS else "lines"
        drawing = self._drawing(kind, f"course_{questions.grain}", names, series)
        if kind == "stacked":
            return self._section("course", [" ".join(totals)], drawing, table)
        return self._section("course", [" ".join(totals)], drawing, long_table=table)

    def _results(self) -> Section:
        questions = self._figures.questions
        rows = [(self._say(f"report.result_{one}"), questions.results[one]) for one in RESULTS]
        whole = questions.exchanges
        table = self._shares("result", rows, whole)
        return self._section("results", [self._say("report.results_said")], self._bars("results", rows), table)

    def _helpful(self) -> Section:
        questions = self._figures.questions
        up, down = questions.ratings["up"], questions.ratings["down"]
        said = [self._say("report.helpful_none" if up == 0 and down == 0 else "report.helpful_few")]
        if questions.satisfaction is not None:
            rated = self._number((up or 0) + (down or 0))
            said = [self._say("report.helpful_said", rated=rated, share=self._satisfaction())]
        rows = [(self._say(f"report.rating_{one}"), questions.ratings[one]) for one in ("up", "down")]
        keys = {one: f"buttons.{one}" for one in REASONS} | {UNSAID: "report.reason_unsaid"}
        reasons = [(self._say(keys[one]), count) for one, count in questions.reasons.items()]
        table = Table(
            (self._say("report.reason"), self._say("report.count")),
            tuple((name, self._number(count)) for name, count in reasons),
            (3, 1),
        )
        return self._section("helpful", said, self._bars("helpful", rows), table)

    def _times(self) -> Section:
        questions, cases = self._figures.questions, self._figures.cases
        said = []
        if questions.answer_time:
            said.append(self._time("report.answer_time", questions.answer_time.median, questions.answer_time.most))
        said.append(self._say("report.opened", count=self._number(cases.opened)))
        if cases.reply_time:
            said.append(self._time("report.reply_time", cases.reply_time.median, cases.reply_time.most))
        said.append(
            self._say("report.open_now", count=self._number(cases.open_now), overdue=self._number(cases.overdue_now))
        )
        rows = [(self._say(f"report.end_{end}"), count) for end, count in cases.ends.items()]
        table = self._shares("end", rows, cases.opened)
        return self._section("times", said, self._bars("times", rows), table)

    def _topics(self) -> Section:
        topics = self._figures.questions.topics[:_TOPICS]
        if not topics:
            return self._section("topics", [self._say("report.nothing_shown")])
        rows = [(self._named(one.id), one.count) for one in topics]
        table = Table(
            (self._say("report.topic"), self._say("report.answers_on")),
            tuple((name, self._number(count)) for name, count in rows),
            (3, 1),
        )
        return self._section("topics", [self._say("report.topics_said")], self._bars("topics", rows), table)

    def _groups(self) -> Section:
        groups = self._figures.groups[:_GROUPS]
        if not groups:
            return self._section("groups", [self._say("report.no_groups")])
        rows = tuple(
            (
                one.question(self._language),
                *(self._number(count) for count in (one.asked, one.refused, one.unhelpful)),
                self._say(f"report.state_{one.state}"),
            )
            for one in groups
        )
        heads = ("question", "asked", "refused", "unhelpful", "faq_state")
        table = Table(tuple(self._say(f"report.{head}") for head in heads), rows, (5, 1, 2, 2, 2))
        return self._section("groups", [self._say("report.groups_said")], table=table)

    def _section(
        self,
        name: str,
        sentences: Sequence[str],
        drawing: Drawing | None = None,
        table: Table | None = None,
        long_table: Table | None = None,
    ) -> Section:
        return Section(self._say(f"report.{name}"), tuple(sentences), drawing, table, long_table)

    def _shares(self, name: str, rows: Sequence[tuple[str, Count]], whole: Count) -> Table:
        heads = (self._say(f"report.{name}"), self._say("report.count"), self._say("report.share"))
        cells = tuple((name, self._number(count), share(count, whole, self._language)) for name, count in rows)
        return Table(heads, cells, (3, 1, 1))

    def _bars(self, name: str, rows: Sequence[tuple[str, Count]]) -> Drawing:
        return self._drawing("bars", name, [one for one, _ in rows], [Series("", tuple(count for _, count in rows))])

    def _drawing(self, kind: ChartKind, name: str, categories: Sequence[str], series: Sequence[Series]) -> Drawing:
        title, described = (self._say(f"report.{part}_{name}") for part in ("chart", "described"))
        return draw(Chart(kind, title, described, tuple(categories), tuple(series)), self._number)

    def _satisfaction(self) -> str:
        ratings = self._figures.questions.ratings
        if self._figures.questions.satisfaction is None:
            return self._number(None)
        return share(ratings["up"], (ratings["up"] or 0) + (ratings["down"] or 0), self._language)

    def _time(self, key: str, median: float, most: float) -> str:
        return self._say(key, median=duration(median, self._language), most=duration(most, self._language))

    def _named(self, key: str) -> str:
        name = self._figures.catalogue.name(key, self._language)
        return name[:1].upper() + name[1:]


def _columns(names: Sequence[str], series: Sequence[Series]) -> Iterator[tuple[str, *tuple[Count, ...]]]:
    for n, name in enumerate(names):
        yield (name, *(one.values[n] for one in series))
