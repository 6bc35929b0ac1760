"""FAQs: what waits for review, and one entry with both languages side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, TypeAlias, get_args

from bot.desk.page import Answer, DeskRequest, MenuEntry, NotFound, Page, Read, Write, Written
from bot.desk.pages.paging import neighbours, part_of
from bot.desk.pages.visible_cases import VisibleCases
from bot.domain.cases.case import Case
from bot.domain.faq.faq_drafts import FaqSuggestions
from bot.domain.faq.faq_entry import FaqEntry, FaqState
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.faq_review import FaqReview, a_year_after
from bot.errors import ChangedEntryError, FaqError, UnknownEntryError, UnsourcedEntryError
from corpus.language import LANGUAGES, Language

STATES: tuple[str, ...] = ("waiting", *get_args(FaqState))
LONGEST = 4000  # characters of an answer
FoundCard: TypeAlias = tuple[str, str]  # id and title


@dataclass(frozen=True, slots=True)
class FaqPages:
    """The entries. `cards_near` returns the cards nearest to a question; `collect` makes drafts of the log.

    `theme` returns the name of a card's theme in a language, by its id, empty if it has none. `collect` returns the
    number of new drafts, None if there are too few questions.
    """

    visible: VisibleCases
    repository: FaqRepository
    review: FaqReview
    suggestions: FaqSuggestions
    cards_near: Callable[[str, Language], Sequence[FoundCard]]
    collect: Callable[[], int | None]
    theme: Callable[[str, Language], str]

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
            "same": {one.id: [other.id for other in self._same(one)] for one in shown},
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
        return self._changed(wanted, "published", lambda old, new: self.review.publish(old, new, (), _day(wanted)))

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
            "entry": shown,
            "state": entry.state,
            "seen": _digest(entry),
            "problem": problem,
            "author": shown.author or wanted.session.name,
            "day": wanted.form.get("review") or shown.review or a_year_after(self.review.today()).isoformat(),
            "tomorrow": self.review.today().isoformat(),
            "cards": self._cards(wanted, shown),
            "same": [(one.id, _question(one, wanted.language), one.state) for one in self._same(entry)],
            "others": [(one.id, _question(one, wanted.language)) for one in self._others(entry)],
            "complaints": self.review.complaints(entry),
            "longest": LONGEST,
        }
        return Page("faq_entry.html", values, status)

    def _cards(self, wanted: DeskRequest, entry: FaqEntry) -> list[tuple[str, str, str, bool]]:
        """Return the cards to choose from: id, title, theme, and whether the answer rests on it.

        Titles are those of the language of the person, if the entry has a question in it.
        """
        asked = sorted(LANGUAGES, key=lambda language: language == wanted.language)
        questions = [(entry.questions.get(language, ""), language) for language in asked]
        near = {card: title for text, language in questions if text for card, title in self.cards_near(text, language)}
        return [
            (card, near.get(card, card), self.theme(card, wanted.language), card in entry.cards)
            for card in dict.fromkeys((*entry.cards, *near))
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


def _question(entry: FaqEntry, language: Language) -> str:
    return entry.questions.get(language) or next((one for one in entry.questions.values() if one), entry.id)


def _digest(entry: FaqEntry) -> str:
    """Return a digest that tells the entry from a changed one; that it was asked again is no change."""
    return hashlib.sha256(repr(asdict(replace(entry, asked=0))).encode()).hexdigest()[:16]
