"""FAQs: what waits for review, and one entry with both languages side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, get_args

from bot.desk.page import Answer, DeskRequest, MenuEntry, NotFound, Page, Read, Write, Written
from bot.desk.pages.paging import neighbours, part_of
from bot.desk.pages.text_search import TextSearch
from bot.desk.pages.visible_cases import VisibleCases
from bot.domain.cases.case import Case
from bot.domain.faq.faq_drafts import FaqSuggestions
from bot.domain.faq.faq_entry import FaqEntry, FaqState
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.faq_review import FaqReview, a_year_after
from bot.errors import ChangedEntryError, FaqError, UnknownEntryError, UnsourcedEntryError
from corpus.card import Card
from corpus.language import LANGUAGES, Language

STATES: tuple[str, ...] = ("waiting", *get_args(FaqState))
LONGEST, LONGEST_QUESTION, LONGEST_AUTHOR = 4000, 500, 80  # characters of an answer, a question, a name


@dataclass(frozen=True, slots=True)
class OfferedCard:
    """A card to choose from, by its id; `card` is its version in the language of the page, None if it is gone."""

    id: str
    card: Card | None
    theme: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class OtherEntry:
    """Another entry with its question and answer, in the language of the page if it has a question in that."""

    entry: FaqEntry
    question: str
    answer: str
    language: Language


@dataclass(frozen=True, slots=True)
class FaqPages:
    """The entries. `cards_near` returns the ids of the cards nearest to a question; `collect` makes drafts of the log.

    `card` returns a card in a language by its id, `theme` the name of its theme, empty if it has none. `collect`
    returns the number of new drafts, None if there are too few questions.
    """

    visible: VisibleCases
    repository: FaqRepository
    review: FaqReview
    suggestions: FaqSuggestions
    cards_near: Callable[[str, Language], Sequence[str]]
    collect: Callable[[], int | None]
    card: Callable[[str, Language], Card | None]
    theme: Callable[[str, Language], str]
    search: TextSearch

    @property
    def menu(self) -> MenuEntry:
        """The entry of the menu."""
        return MenuEntry("faq", "/faq", "faq")

    @property
    def routes(self) -> Sequence[Read | Write]:
        """The addresses of the list, of an entry, and of what is decided about it."""
        return (
            Read("/faq", "faq", self.show_list),
            Read("/faq/{id}", "faq", self.show),
            Write("/faq/collect", "faq:collect", self.make_drafts, takes_long=True),
            Write("/cases/{number}/suggest", "faq:suggest", self.visible.keeping_words(self.suggest)),
            Write("/faq/{id}/publish", "faq:publish", self.publish),
            Write("/faq/{id}/save", "faq:save", self.save),
            Write("/faq/{id}/merge", "faq:merge", self.merge),
            Write("/faq/{id}/dismiss", "faq:dismiss", self.dismiss),
        )

    def show_list(self, wanted: DeskRequest) -> Page:
        """Show the entries in a state; those that wait for review if none is chosen."""
        state = next((one for one in STATES if one == wanted.query.get("state")), STATES[0])
        self.review.expire()
        found = self.review.waiting() if state == "waiting" else self.repository.entries(state)  # type: ignore[arg-type]  # a state
        number, shown = part_of(found, wanted)
        values = {
            "entries": shown,
            "count": len(found),
            "state": state,
            "states": STATES,
            "same": {one.id: len(self._same(one)) for one in shown},
            **neighbours(wanted, "/faq", ("state",), number, len(found)),
        }
        return Page("faq.html", values)

    def show(self, wanted: DeskRequest) -> Page:
        """Show an entry."""
        return self._page(wanted, self._find(wanted))

    def make_drafts(self, wanted: DeskRequest) -> Answer:
        """Group the questions of the log that ask the same thing, with a draft for each group."""
        return Written("/faq", "too_few" if self.collect() is None else "collected")

    def suggest(self, wanted: DeskRequest, case: Case) -> Answer:
        """Make a draft of a case, and show it."""
        if not case.is_for_faq:
            raise NotFound
        self.suggestions(self.visible.cases.note_suggestion(case.number, wanted.actor))
        return Written(f"/faq/{case.number}", "suggested", case.number)

    def publish(self, wanted: DeskRequest) -> Answer:
        """Publish the entry as it was typed."""
        done = "published" if self.search.state == "ready" else "published_later"
        return self._changed(wanted, done, lambda old, new: self.review.publish(old, new, (), _day(wanted)))

    def save(self, wanted: DeskRequest) -> Answer:
        """Store what was typed as a draft. What is published stays as it is until it is published anew."""
        entry = self._find(wanted)
        if entry.state == "published":
            return self._page(wanted, entry, "publish_anew", 409)
        return self._changed(wanted, "saved", lambda old, new: self.repository.update(old, replace(new, state="draft")))

    def merge(self, wanted: DeskRequest) -> Answer:
        """Make the entry a further wording of another one."""
        entry = self._find(wanted)
        target = next((one for one in self._others(entry) if one.id == wanted.form.get("into")), None)
        if target is None:
            return self._page(wanted, entry, "no_target", 422)
        if self._is_stale(wanted, entry):
            return self._page(wanted, entry, "entry_changed", 409)
        self.review.merge(entry, target)
        return Written(f"/faq/{target.id}", "merged", entry.id)

    def dismiss(self, wanted: DeskRequest) -> Answer:
        """Dismiss the entry."""
        entry = self._find(wanted)
        if self._is_stale(wanted, entry):
            return self._page(wanted, entry, "entry_changed", 409)
        self.review.dismiss(entry)
        return Written("/faq", "dismissed", entry.id)

    def _changed(self, wanted: DeskRequest, done: str, change: Callable[[FaqEntry, FaqEntry], object]) -> Answer:
        """Apply a change to the entry as it was typed; show it anew with what is wrong if that can't be."""
        entry = self._find(wanted)
        if self._is_stale(wanted, entry):
            return self._page(wanted, entry, "entry_changed", 409)
        if _too_long(_typed(wanted, entry)):
            return self._page(wanted, entry, "long_entry", 422)
        try:
            change(entry, _typed(wanted, entry))
        except UnsourcedEntryError:
            return self._page(wanted, entry, "no_source", 422)
        except ChangedEntryError:
            return self._page(wanted, entry, "entry_changed", 409)
        except FaqError:
            return self._page(wanted, entry, _missing(_typed(wanted, entry)), 422)
        return Written(f"/faq/{entry.id}", done, entry.id)

    def _find(self, wanted: DeskRequest) -> FaqEntry:
        try:
            return self.repository.find(wanted.path["id"])
        except UnknownEntryError:
            raise NotFound from None

    def _others(self, entry: FaqEntry) -> list[FaqEntry]:
        return [one for one in self.repository.entries("draft", "published", "expired") if one.id != entry.id]

    def _same(self, entry: FaqEntry) -> list[FaqEntry]:
        """Return the entries that a draft asks the same as, those that are published first."""
        if entry.state not in ("draft", "expired"):
            return []
        found = [one for one in self._others(entry) if entry.asks_same(one)]
        return sorted(found, key=lambda one: one.state != "published")

    def _is_stale(self, wanted: DeskRequest, entry: FaqEntry) -> bool:
        """Tell whether the entry was changed since the page was made."""
        return wanted.form.get("seen") != _digest(entry)

    def _page(self, wanted: DeskRequest, entry: FaqEntry, problem: str = "", status: int = 200) -> Page:
        shown = _typed(wanted, entry) if wanted.form.get("seen") else entry
        values: dict[str, Any] = {
            **self.search.values(wanted),
            "entry": shown,
            "state": entry.state,
            "seen": _digest(entry),
            "problem": problem,
            "author": shown.author or wanted.session.name,
            "day": wanted.form.get("review") or shown.review or a_year_after(self.review.today()).isoformat(),
            "tomorrow": self.review.today().isoformat(),
            "cards": self._cards(wanted, shown),
            "same": [_other(one, wanted.language) for one in self._same(entry)],
            "others": [_other(one, wanted.language) for one in self._others(entry)],
            "complaints": self.review.complaints(entry),
            "longest": LONGEST,
            "longest_question": LONGEST_QUESTION,
            "longest_author": LONGEST_AUTHOR,
        }
        return Page("faq_entry.html", values, status)

    def _cards(self, wanted: DeskRequest, entry: FaqEntry) -> list[OfferedCard]:
        """Return the cards to choose from: those that the answer rests on, and those near the question."""
        questions = [(entry.questions.get(language, ""), language) for language in LANGUAGES]
        near = [card for text, language in questions if text for card in self.cards_near(text, language)]
        language = wanted.language
        return [
            OfferedCard(one, self.card(one, language), self.theme(one, language), one in entry.cards)
            for one in dict.fromkeys((*entry.cards, *near))
        ]


def _typed(wanted: DeskRequest, entry: FaqEntry) -> FaqEntry:
    """Return the entry with what was typed."""
    form = wanted.form
    chosen = [name.removeprefix("card:") for name in form if name.startswith("card:")]
    return replace(
        entry,
        questions={one: _line(form.get(f"question_{one}", "")) for one in LANGUAGES},
        answers={one: form.get(f"answer_{one}", "").replace("\r\n", "\n").strip() for one in LANGUAGES},
        author=_line(form.get("author", "")),
        review=form.get("review", ""),
        cards={card: entry.cards.get(card, "") for card in chosen},
    )


def _too_long(entry: FaqEntry) -> bool:
    """Tell whether something that was typed is longer than it may be."""
    texts = [(text, LONGEST_QUESTION) for text in entry.questions.values()]
    texts += [(text, LONGEST) for text in entry.answers.values()]
    return any(len(text) > most for text, most in [*texts, (entry.author, LONGEST_AUTHOR)])


def _missing(entry: FaqEntry) -> str:
    """Return the reason against publishing an entry, as a text of section `problem`."""
    if not all((*entry.questions.values(), *entry.answers.values())):
        return "both_languages"
    return "bad_review" if entry.author else "no_author"


def _day(wanted: DeskRequest) -> date | None:
    try:
        return date.fromisoformat(wanted.form.get("review", ""))
    except ValueError:
        return None


def _line(text: str) -> str:
    return " ".join(text.split())


def _other(entry: FaqEntry, language: Language) -> OtherEntry:
    asked = [one for one in sorted(LANGUAGES, key=lambda one: one != language) if entry.questions.get(one)]
    spoken = asked[0] if asked else language
    return OtherEntry(entry, entry.questions.get(spoken) or entry.id, entry.answers.get(spoken, ""), spoken)


def _digest(entry: FaqEntry) -> str:
    """Return a digest that tells the entry from a changed one; that it was asked again is no change."""
    return hashlib.sha256(repr(asdict(replace(entry, asked=0))).encode()).hexdigest()[:16]
