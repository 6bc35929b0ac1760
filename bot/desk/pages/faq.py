"""FAQs: what waits for review, and one entry with both languages side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any, get_args
from urllib.parse import urlencode

from bot.desk.page import Answer, DeskRequest, MenuEntry, NotFound, Page, Read, Write, Written
from bot.desk.pages.faq_case import FaqCase, case_behind
from bot.desk.pages.faq_form import (
    LONGEST,
    LONGEST_AUTHOR,
    LONGEST_QUESTION,
    day_of,
    missing,
    too_long,
    typed,
    wordings,
)
from bot.desk.pages.paging import neighbours, part_of
from bot.desk.pages.text_search import TextSearch
from bot.desk.pages.visible_cases import VisibleCases
from bot.domain.cases.case import Case
from bot.domain.faq.faq_drafts import FaqSuggestions
from bot.domain.faq.faq_entry import FaqEntry, FaqState
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.faq_review import FaqReview, years_after
from bot.errors import ChangedEntryError, FaqError, UnknownEntryError, UnsourcedEntryError
from corpus.card import Card
from corpus.language import LANGUAGES, Language
from index.text.folding import fold

STATES: tuple[str, ...] = ("waiting", *get_args(FaqState), "all")
FILTERS = ("state", "words", "new")
MOST_NEW = 400  # ids of new drafts that an address holds


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
    returns the ids of the new drafts, None if there are too few questions. `draft` returns the entry that holds a
    question of the log by its id there, a new draft if none does; None if there is no such question.
    """

    visible: VisibleCases
    repository: FaqRepository
    review: FaqReview
    suggestions: FaqSuggestions
    cards_near: Callable[[str, Language], Sequence[str]]
    collect: Callable[[], Sequence[str] | None]
    draft: Callable[[str], FaqEntry | None]
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
            Write("/questions/{id}/suggest", "faq:draft", self.suggest_question),
            Write("/faq/{id}/publish", "faq:publish", self.publish),
            Write("/faq/{id}/save", "faq:save", self.save),
            Write("/faq/{id}/merge", "faq:merge", self.merge),
            Write("/faq/{id}/dismiss", "faq:dismiss", self.dismiss),
        )

    def show_list(self, wanted: DeskRequest) -> Page:
        """Show the entries in a state, those that wait for review if none is chosen; or new drafts alone."""
        self.review.expire()
        state = next((one for one in STATES if one == wanted.query.get("state")), STATES[0])
        new, sought = wanted.query.get("new", "").split(".")[:MOST_NEW], wanted.query.get("words", "")[:200]
        found = [one for one in self.repository.entries() if one.id in new] if any(new) else self._in_state(state)
        found = [one for one in found if fold(sought).strip() in _searched(one)]
        number, shown = part_of(found, wanted)
        values = {
            "entries": shown,
            "count": len(found),
            "state": state,
            "states": STATES,
            "sought": sought,
            "are_new": any(new),
            "same": {one.id: len(self._same(one)) for one in shown},
            "doubts": {one.id: self._doubt(one) for one in shown},
            **neighbours(wanted, "/faq", FILTERS, number, len(found)),
        }
        return Page("faq.html", values)

    def _in_state(self, state: str) -> list[FaqEntry]:
        if state == "waiting":
            return self.review.waiting()
        return self.repository.entries(*(one for one in get_args(FaqState) if state in (one, "all")))

    def show(self, wanted: DeskRequest) -> Page:
        """Show an entry."""
        return self._page(wanted, self._find(wanted))

    def make_drafts(self, wanted: DeskRequest) -> Answer:
        """Group the questions of the log that ask the same thing, with a draft for each, and show the new drafts."""
        new = self.collect()
        if not new:
            return Written("/faq", "too_few" if new is None else "none_new")
        if len(new) > MOST_NEW:
            return Written("/faq", "many_new")
        return Written(f"/faq?{urlencode({'new': '.'.join(new)})}", "collected")

    def suggest(self, wanted: DeskRequest, case: Case) -> Answer:
        """Make a draft of a case, and show it; what is to be known of its answer is said first."""
        if not case.is_for_faq:
            raise NotFound
        self.suggestions(self.visible.cases.note_suggestion(case.number, wanted.actor))
        entry = self.repository.find(case.number)
        done = "suggested_doubtful" if self._doubt(entry) else "suggested"
        return Written(f"/faq/{case.number}", done if any(entry.answers.values()) else "suggested_empty", case.number)

    def suggest_question(self, wanted: DeskRequest) -> Answer:
        """Show the entry that holds a question of the log, a new draft if none does."""
        entry = self.draft(wanted.path["id"])
        if entry is None:
            raise NotFound
        return Written(f"/faq/{entry.id}", "drafted" if entry.state == "draft" else "", entry.id)

    def publish(self, wanted: DeskRequest) -> Answer:
        """Publish the entry as it was typed."""
        entry = self._find(wanted)
        reason = missing(self._typed(wanted, entry), self.review.today(), self.review.last_day())
        done = "published" if self.search.state == "ready" else "published_later"
        day = day_of(wanted.form.get("review", ""))
        return self._changed(wanted, done, lambda old, new: self.review.publish(old, new, (), day), reason)

    def save(self, wanted: DeskRequest) -> Answer:
        """Store what was typed as a draft. What is published stays as it is until it is published anew."""
        entry = self._find(wanted)
        if entry.state == "published":
            return self._page(wanted, entry, "publish_anew", 409)
        written = wanted.form.get("review", "")
        return self._changed(
            wanted,
            "saved",
            lambda old, new: self.repository.update(old, replace(new, state="draft", joined="")),
            "bad_review" if written and day_of(written) is None else "",
        )

    def merge(self, wanted: DeskRequest) -> Answer:
        """Make the entry a further wording of another one."""
        entry = self._find(wanted)
        target = next((one for one in self._others(entry) if one.id == wanted.form.get("into")), None)
        if target is None:
            return self._page(wanted, entry, "no_target", 422)
        if self._is_stale(wanted, entry):
            return self._page(wanted, entry, "entry_changed", 409)
        self.review.merge(entry, target)
        return Written(f"/faq/{target.id}", "merged", f"{entry.id},{target.id}")

    def dismiss(self, wanted: DeskRequest) -> Answer:
        """Dismiss the entry."""
        entry = self._find(wanted)
        if self._is_stale(wanted, entry):
            return self._page(wanted, entry, "entry_changed", 409)
        self.review.dismiss(entry)
        return Written("/faq", "dismissed", entry.id)

    def _changed(
        self, wanted: DeskRequest, done: str, change: Callable[[FaqEntry, FaqEntry], object], reason: str = ""
    ) -> Answer:
        """Apply a change to the entry as it was typed; show it anew with what is wrong if that can't be.

        `reason` is one against it that is known before.
        """
        entry = self._find(wanted)
        if self._is_stale(wanted, entry):
            return self._page(wanted, entry, "entry_changed", 409)
        new = self._typed(wanted, entry)
        if reason := "long_entry" if too_long(new) else reason:
            return self._page(wanted, entry, reason, 422)
        try:
            change(entry, new)
        except UnsourcedEntryError:
            return self._page(wanted, entry, "no_source", 422)
        except ChangedEntryError:
            return self._page(wanted, entry, "entry_changed", 409)
        except FaqError:
            return self._page(wanted, entry, "unknown_card", 422)
        return Written(f"/faq/{entry.id}", done, entry.id)

    def _find(self, wanted: DeskRequest) -> FaqEntry:
        try:
            return self.repository.find(wanted.path["id"])
        except UnknownEntryError:
            raise NotFound from None

    def _typed(self, wanted: DeskRequest, entry: FaqEntry) -> FaqEntry:
        return typed(wanted, entry, self._case(entry))

    def _case(self, entry: FaqEntry) -> FaqCase | None:
        return case_behind(self.visible.cases, entry)

    def _doubt(self, entry: FaqEntry) -> str:
        """Return the reason against the answer of a case that an entry under review holds; empty for none."""
        case = self._case(entry) if entry.state in ("draft", "expired") else None
        return case.doubt if case else ""

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
        case, same, today = self._case(entry), self._same(entry), self.review.today()
        shown = typed(wanted, entry, case) if wanted.form.get("seen") else entry
        others = sorted(self._others(entry), key=lambda one: one.id not in {other.id for other in same})
        values: dict[str, Any] = {
            **self.search.values(wanted),
            "entry": shown,
            "title": _other(entry, wanted.language),
            "state": entry.state,
            "seen": _digest(entry),
            "problem": problem,
            "too_long": too_long(shown) if problem == "long_entry" else (),
            "author": shown.author or wanted.session.name,
            "case": case,
            "doubt": self._doubt(entry),
            "wordings": wordings(wanted, entry),
            "due": wanted.form.get("review", shown.review) or years_after(today, 1).isoformat(),
            "tomorrow": today + timedelta(days=1),
            "last_day": self.review.last_day(),
            "cards": self._cards(wanted, shown),
            "same": [_other(one, wanted.language) for one in same],
            "others": [_other(one, wanted.language) for one in others],
            "into": wanted.form.get("into") or next((one.id for one in same), ""),
            "joined": [_other(one, wanted.language) for one in self.review.joined_to(entry)],
            "holder": next(
                (_other(one, wanted.language) for one in self._others(entry) if one.id == entry.joined), None
            ),
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


def _searched(entry: FaqEntry) -> str:
    """Return the words of an entry by which it is found, folded."""
    wordings_of = (text for language in LANGUAGES for text in entry.wordings(language))
    return fold("\n".join((entry.id, *wordings_of, *entry.answers.values(), entry.author)))


def _other(entry: FaqEntry, language: Language) -> OtherEntry:
    asked = [one for one in sorted(LANGUAGES, key=lambda one: one != language) if entry.questions.get(one)]
    spoken = asked[0] if asked else language
    return OtherEntry(entry, entry.questions.get(spoken) or entry.id, entry.answers.get(spoken, ""), spoken)


def _digest(entry: FaqEntry) -> str:
    """Return a digest that tells the entry from a changed one; that it was asked again is no change."""
    return hashlib.sha256(repr(asdict(replace(entry, asked=0))).encode()).hexdigest()[:16]
