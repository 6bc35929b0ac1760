"""A new card of one's own corpus: written by its fields, in both languages side by side, then checked as an edit is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk.page import Answer, DeskRequest, Page, Read, Write
from bot.desk.pages.own_cards import LONGEST, OwnCardPages
from bot.findings.corpus_problems import corpus_problems
from corpus.card_file import card_file, is_card_id
from corpus.language import LANGUAGES, Language
from corpus.yamlfile import CorpusError
from index.statement import Statement

FIELDS = ("section", "heading", "text", "questions", "unsaid")
NEEDED = ("section", "heading", "text", "questions")


@dataclass(frozen=True, slots=True)
class NewCardPages:
    """The form of a new card; `own` checks and saves it."""

    own: OwnCardPages

    @property
    def menu(self) -> None:
        """They have no entry of the menu: the cards lead to them."""

    @property
    def routes(self) -> Sequence[Read | Write]:
        """The addresses of the form."""
        return (
            Read("/texts/new-card", "text:edit", self.show),
            Write("/texts/new-card", "text:check", self.begin_check, takes_long=True),
        )

    def show(self, wanted: DeskRequest) -> Page:
        """Show the empty form."""
        return self._page(wanted)

    def begin_check(self, wanted: DeskRequest) -> Answer:
        """Validate a new card, and begin to check what it changes. It is saved after that."""
        folder, typed = self.own.own_folder(), _typed(wanted)
        card = typed["id"]
        if problem := _problem(typed):
            return self._page(wanted, problem, 422)
        if self.own.has_files(folder, card) or card in {one.id for one in self.own.library.corpus.cards}:
            return self._page(wanted, "card_exists", 409)
        try:
            return self.own.check_files(folder, card, {one: _file(typed, one) for one in LANGUAGES})
        except CorpusError as error:
            return self._page(wanted, "bad_card", 422, corpus_problems(error, folder))

    def _page(self, wanted: DeskRequest, problem: str = "", status: int = 200, told: Sequence[Statement] = ()) -> Page:
        self.own.own_folder()  # beside the shipped cards there is no such page
        corpus = self.own.library.corpus
        values: dict[str, Any] = {
            "typed": _typed(wanted),
            "sources": [(one.id, f"{one.owner}, {one.title[wanted.language]}") for one in corpus.sources.values()],
            "themes": [(one.name[wanted.language], one.cards) for one in corpus.themes],
            "problem": problem,
            "told": told,
        }
        return Page("text_card_new.html", values, status)


def _typed(wanted: DeskRequest) -> dict[str, str]:
    """Return the fields as they were typed; those of a language have it after their name."""
    names = ("id", "source", *(f"{field}_{language}" for field in FIELDS for language in LANGUAGES))
    return {name: wanted.form.get(name, "").replace("\r\n", "\n").strip() for name in names}


def _problem(typed: Mapping[str, str]) -> str:
    """Return the mistake in what was typed, as a text of section `problem`; empty for none."""
    if not is_card_id(typed["id"]):
        return "bad_card_id"
    if any(len(text) > LONGEST for text in typed.values()):
        return "long_card"
    needed = ("source", *(f"{field}_{language}" for field in NEEDED for language in LANGUAGES))
    return "" if all(typed[name] for name in needed) else "card_incomplete"


def _file(typed: Mapping[str, str], language: Language) -> str:
    """Return the file of the card in a language. Questions stand one on a line."""
    section, heading, text, questions, unsaid = (typed[f"{field}_{language}"] for field in FIELDS)
    asked = [line.strip() for line in questions.splitlines() if line.strip()]
    return card_file(typed["source"], _line(section), _line(heading), text, asked, _line(unsaid))


def _line(text: str) -> str:
    return " ".join(text.split())
