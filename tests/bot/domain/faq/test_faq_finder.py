"""The published answer to a question is found as long as its cards are unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bot.domain.faq.faq_finder import FaqFinder, card_digests
from bot.domain.faq.faq_repository import FaqRepository
from bot.storage.database import Database, open_database
from index.library import Library
from index.passage import Passage
from tests.support.faq import TODAY, entry


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a new database."""
    opened = open_database(tmp_path / "relais.db")
    yield opened
    opened.close()


@dataclass(frozen=True)
class Indexed:
    """A searcher over one card."""

    text: str

    def passages(self) -> list[Passage]:
        """Return the card's passage."""
        return [Passage("termination-grounds", self.text, "fr", "", "", "")]


def test_an_entry_that_another_process_reviews_is_published(database: Database, tmp_path: Path) -> None:
    """After a build by any process: a changed card expires the entry at once, and the new review stands."""
    generations = [Indexed("Quatre motifs.")]
    library = cast(
        Library, SimpleNamespace(searcher=lambda: generations[-1], card_passages=lambda: generations[-1].passages())
    )
    repository, finder = FaqRepository(database), FaqFinder(FaqRepository(database), library)
    repository.publish(entry(cards=card_digests(library)), TODAY)
    assert [one.id for one in finder.current()] == ["vehicles"]
    generations.append(Indexed("Cinq motifs."))
    assert (finder.current(), repository.find("vehicles").state) == ([], "expired")
    elsewhere = open_database(tmp_path / "relais.db")
    FaqRepository(elsewhere).publish(entry(cards=card_digests(library)), TODAY)
    elsewhere.close()
    assert [one.id for one in finder.current()] == ["vehicles"]


def test_a_finder_without_entries_embeds_nothing(database: Database, library: Library) -> None:
    """No entry, no work."""
    assert FaqFinder(FaqRepository(database), library).find("Qui paie ?", "fr") is None
