"""Texts: the added documents and the cards, with how often answers rested on them; one document, one card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk.background import BackgroundTasks
from bot.desk.page import DeskRequest, MenuEntry, NotFound, Page, Read
from bot.desk.pages.details_left_out import unchanged
from bot.desk.pages.paging import neighbours, part_of
from bot.desk.pages.passage_links import in_order
from bot.desk.pages.text_search import TextSearch
from bot.desk.uploads import Upload, Uploads
from bot.domain.access.desk_permissions import may_at_desk
from bot.reports.citations import NEVER, CitationCounts
from corpus.card import Card
from corpus.language import LANGUAGES, Language
from corpus.theme import theme_of
from index.errors import IndexFailure
from index.library import FILE_ENDINGS, LARGEST_FILE, STAFF, Document, Library
from index.passage import Audience, Authority, Passage

DAYS = 90  # of the log in which citations are counted
AUTHORITIES: tuple[Authority, ...] = ("official", "internal", "draft")
READERS: tuple[Audience, ...] = ("all", "staff")


@dataclass(frozen=True, slots=True)
class Received:
    """What became of files that were sent together.

    Each was `kept` as an upload, or is `there` already (its name and its document), or was `refused` (its name and the
    name of a text in section `problem`).
    """

    kept: Sequence[Upload] = ()
    there: Sequence[tuple[str, Document]] = ()
    refused: Sequence[tuple[str, str]] = ()

    @property
    def status(self) -> int:
        """The HTTP status of the page that tells it."""
        return 422 if self.refused else 409

    @property
    def detail(self) -> str:
        """What the audit trail says of it."""
        return ",".join(one.reference for one in self.kept)


@dataclass(frozen=True, slots=True)
class TextPages:
    """What the bot answers from. `count` returns the citations of the last `DAYS` days.

    `tasks` change the index, `reading` reads files for their preview; those of an uploaded file have its id for a key.
    """

    library: Library
    uploads: Uploads
    tasks: BackgroundTasks
    reading: BackgroundTasks
    count: Callable[[], CitationCounts]
    search: TextSearch

    @property
    def menu(self) -> MenuEntry:
        """The entry of the menu."""
        return MenuEntry("texts", "/texts", "text")

    @property
    def routes(self) -> Sequence[Read]:
        """The addresses of the lists, of what is under way, of a document and of a card."""
        return (
            Read("/texts", "text", self.show),
            Read("/texts/tasks", "text", self.show_tasks),
            Read("/texts/documents/{id}", "text", self.show_document),
            Read("/texts/cards", "text", self.show_cards),
            Read("/texts/cards/{id}", "text", self.show_card),
        )

    def show(self, wanted: DeskRequest) -> Page:
        """Show the documents, what is under way, and the files that wait."""
        return texts_page(self, wanted)

    def show_tasks(self, wanted: DeskRequest) -> Page:
        """Show what is under way, and what was done last."""
        return Page("text_tasks.html", {"tasks": self.tasks.all()})

    def show_document(self, wanted: DeskRequest) -> Page:
        """Show a document with its passages, in their order."""
        document = find_document(self.library, wanted)
        passages = self._passages(document)
        number, shown = part_of(passages, wanted)
        counts = self.count()
        path = f"/texts/documents/{document.id}"
        values: dict[str, Any] = {
            **details_values(wanted),
            "document": document,
            "sent": None,
            "left": unchanged(wanted.language),
            **self.search.values(wanted),
            "count": len(passages),
            "passages": [(one, counts.passages.get(one.id, NEVER)) for one in shown],
            "cited": counts.texts.get(document.id, NEVER),
            "days": DAYS,
            "is_uploaded": self.uploads.holds(document.path),
            "accepted": ",".join(FILE_ENDINGS),
        }
        return Page("text_document.html", values | dict(neighbours(wanted, path, (), number, len(passages))))

    def show_cards(self, wanted: DeskRequest) -> Page:
        """Show the cards by their themes."""
        counts, language = self.count(), wanted.language
        corpus = self.library.corpus
        cards = [card for card in corpus.cards if card.language == language]
        names = {theme.id: theme.name[language] for theme in corpus.themes} | {"": ""}
        groups = [
            (name, [(card, counts.passages.get(card.id, NEVER)) for card in cards if self._theme(card) == theme])
            for theme, name in names.items()
        ]
        values = {"groups": [one for one in groups if one[1]], "count": len(cards), "days": DAYS}
        return Page(
            "text_cards.html",
            values | {"is_bundled": corpus.is_bundled, "may_edit": may_at_desk(wanted.role, "text:edit")},
        )

    def show_card(self, wanted: DeskRequest) -> Page:
        """Show a card in both languages, side by side."""
        pair = card_pair(self.library, wanted.path["id"])
        if not pair:
            raise NotFound
        corpus = self.library.corpus
        values = {
            "pair": pair,
            "card": pair[wanted.language],
            "cited": self.count().passages.get(wanted.path["id"], NEVER),
            "days": DAYS,
            "is_bundled": corpus.is_bundled,
            "quotes": corpus.quotes.get(wanted.path["id"], ()),
            "may_edit": may_at_desk(wanted.role, "text:edit"),
        }
        return Page("text_card.html", values)

    def _theme(self, card: Card) -> str:
        return theme_of([card.id], self.library.corpus.themes)

    def received(self) -> tuple[list[Upload], list[Upload]]:
        """Return the uploaded files that wait to be added, and those that were refused; none that is being added."""
        held = self.uploads.waiting({one.path for one in self.library.documents.all()})
        adding = {task.key for task in self.tasks.all() if not task.is_over}
        refused = {one.id for one in held if self._is_refused(one)} - adding
        return [one for one in held if one.id not in adding | refused], [one for one in held if one.id in refused]

    def _is_refused(self, upload: Upload) -> bool:
        latest = (tasks.latest(upload.id) for tasks in (self.tasks, self.reading))
        return any(task is not None and task.state == "refused" for task in latest)

    def passage_counts(self) -> Mapping[str, int]:
        """Return the number of indexed passages of each document by its id."""
        return Counter(one.document for one in self._indexed())

    def _passages(self, document: Document) -> list[Passage]:
        """Return the passages of a document as they are indexed; none before it is."""
        return in_order(self._indexed(), document.id)

    def _indexed(self) -> list[Passage]:
        try:
            return self.library.searcher(STAFF).passages()
        except IndexFailure:
            return []  # there is no index yet


def texts_page(
    pages: TextPages, wanted: DeskRequest, problem: str = "", status: int = 200, sent: Received | None = None
) -> Page:
    """Return the list of documents, with what is wrong with a form that was `sent` from it, or with its files."""
    state, counts = pages.library.status(), pages.count()
    documents = sorted(state.documents, key=lambda one: one.title.casefold())
    waiting, refused = pages.received()
    values: dict[str, Any] = {
        "state": state,
        "documents": [(one, counts.texts.get(one.id, NEVER)) for one in documents],
        "passages": pages.passage_counts(),
        "days": DAYS,
        "waiting": waiting,
        "refused": refused,
        "tasks": pages.tasks.all(),
        "problem": problem,
        "sent": sent,
        "accepted": ",".join(FILE_ENDINGS),
        "megabytes": LARGEST_FILE // 10**6,
        "may_write": may_at_desk(wanted.role, "text:add"),
        "is_under_way": pages.search.is_under_way,
        **pages.search.values(wanted),
    }
    return Page("texts.html", values, status, sent.detail if sent else "")


def find_document(library: Library, wanted: DeskRequest) -> Document:
    """Return the document that the address names. Raise NotFound."""
    found = next((one for one in library.titled_documents() if one.id == wanted.path["id"]), None)
    if found is None:
        raise NotFound
    return found


def card_pair(library: Library, identity: str) -> dict[Language, Card]:
    """Return the card of that id in each language; empty if there is none."""
    held = {card.language: card for card in library.corpus.cards if card.id == identity}
    return {language: held[language] for language in LANGUAGES} if held else {}


def details_values(wanted: DeskRequest) -> dict[str, Any]:
    """Return the values of a form for the details of a document."""
    return {
        "authorities": AUTHORITIES,
        "known_readers": READERS,
        "may_write": may_at_desk(wanted.role, "text:add"),
        "problem": "",
    }
