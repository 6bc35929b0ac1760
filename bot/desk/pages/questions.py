"""The log of questions: searched, and each with what its answer rests on ("why did it answer this?")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, get_args

from bot.answering.answer import AnswerOutcome
from bot.answering.explanation import Explanation
from bot.conversation.answer_reply import compose
from bot.desk.page import DeskRequest, MenuEntry, NotFound, Page, Read
from bot.desk.pages.outcome_reasons import Lack, logged_reason, reason_of
from bot.desk.pages.paging import ON_A_PAGE, neighbours, page_number
from bot.desk.pages.text_search import TextSearch
from bot.storage.logged_exchanges import ExchangeFilter, LoggedExchange, LoggedExchanges
from corpus.language import LANGUAGES, Language
from index.passage import Passage

FILTERS = ("words", "since", "until", "language", "outcome", "feedback")
BEHIND = ("gap", "group")  # of the overview: what the texts leave open, and questions that ask the same thing
OUTCOMES = tuple(outcome for outcome in get_args(AnswerOutcome) if outcome != "safeguarding")
STAGES = ("understand", "search", "model", "first", "total")
RETRIEVERS = ("dense", "bm25", "reader", "fused")


@dataclass(frozen=True, slots=True)
class QuestionsBehind:
    """The questions behind a line of the overview: what they are about, in words, and how the log finds them."""

    name: str
    sentences: tuple[str, ...] = ()
    ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class QuestionPages:
    """The log. `passage` returns a passage by its id; `explain` answers a question anew, out of any conversation.

    `case_of` returns the number of the case that an exchange led to, empty for none; `index` the present one's id;
    `behind` the questions behind a gap of the texts or an entry of the FAQ, by the name in `BEHIND` and the id; `lacks`
    the gaps of the texts that an exchange fell into, in words.
    """

    log: LoggedExchanges
    passage: Callable[[str, Language], Passage | None]
    explain: Callable[[str, Language], Explanation]
    case_of: Callable[[str], str]
    index: Callable[[], str]
    behind: Callable[[str, str, Language], QuestionsBehind | None]
    lacks: Callable[[LoggedExchange, Language], Sequence[Lack]]
    search: TextSearch

    @property
    def menu(self) -> MenuEntry:
        """The entry of the menu."""
        return MenuEntry("questions", "/questions", "question")

    @property
    def routes(self) -> Sequence[Read]:
        """The addresses of the log, and of one exchange."""
        return (Read("/questions", "question", self.list), Read("/questions/{id}", "question", self.show))

    def list(self, wanted: DeskRequest) -> Page:
        """Show the exchanges that match, the latest first."""
        chosen: dict[str, Any] = {name: _valid(name, wanted.query.get(name, "")) for name in FILTERS}
        number, behind = page_number(wanted), self._behind(wanted)
        criteria = replace(ExchangeFilter(), **chosen)
        if behind:
            criteria = replace(criteria, sentences=behind.sentences, ids=behind.ids)
        found, count = self.log.select(criteria, (number - 1) * ON_A_PAGE, ON_A_PAGE)
        values: dict[str, Any] = {"found": found, "count": count, "chosen": chosen, "outcomes": OUTCOMES}
        values |= {"known_languages": LANGUAGES, "behind": behind, "is_filtered": any(chosen.values())}
        values["problem"] = "days_turned" if "" != chosen["until"] < chosen["since"] else ""
        values |= {"kept": {name: wanted.query[name] for name in BEHIND if behind and name in wanted.query}}
        return Page(
            "questions.html", values | dict(neighbours(wanted, "/questions", (*FILTERS, *BEHIND), number, count))
        )

    def _behind(self, wanted: DeskRequest) -> QuestionsBehind | None:
        """Return the questions behind the line of the overview that the address names. Raise NotFound if it is none."""
        asked = next(((name, wanted.query[name]) for name in BEHIND if wanted.query.get(name)), None)
        if asked is None:
            return None
        found = self.behind(*asked, wanted.language)
        if found is None:
            raise NotFound
        return found

    def show(self, wanted: DeskRequest) -> Page:
        """Show one exchange; on demand also what the bot would answer now."""
        exchange = self.log.find(wanted.path["id"])
        if exchange is None:
            raise NotFound
        search = self.search.values(wanted)
        is_asked = wanted.query.get("again") and search["search_state"] == "ready"
        again = self.explain(exchange.question, exchange.language) if is_asked else None
        values = {
            **search,
            "exchange": exchange,
            "reason": logged_reason(exchange),
            "lacks": self.lacks(exchange, wanted.language),
            "reason_of": reason_of,
            "sources": [(self._named(one, exchange), score) for one, score in exchange.passages],
            "related": [self._named(one, exchange) for one in exchange.related],
            "stages": [(stage, exchange.latency[stage]) for stage in STAGES if stage in exchange.latency],
            "case": self.case_of(exchange.id),
            "has_other_index": exchange.index not in ("", self.index()),
            "again": again,
            "reply": compose(again.answer) if again else None,
            "retrievers": RETRIEVERS,
        }
        return Page("question.html", values)

    def _named(self, identity: str, exchange: LoggedExchange) -> dict[str, Any]:
        """Return a passage with its title; of one that is gone, its id."""
        found = self.passage(identity, exchange.language)
        title = (found.section or found.title) if found else ""
        is_chosen = identity in exchange.chosen
        return {"id": identity, "title": title, "passage": found, "is_chosen": is_chosen}


def _valid(name: str, value: str) -> str:
    """Return a criterion, empty if it is none that the log knows."""
    if name == "words":
        return value[:200]
    if name in ("since", "until"):
        return value if _is_day(value) else ""
    known: dict[str, Sequence[str]] = {"language": LANGUAGES, "outcome": OUTCOMES, "feedback": ("up", "down")}
    return value if value in known[name] else ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
