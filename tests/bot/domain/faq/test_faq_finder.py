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
from bot.storage.database import Database
from index.library import Library
from index.passage import Passage
from tests.support.engines import open_database
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


GAP: dict[str, tuple[str, str]] = {
    "Qui signe l’avenant ?": ("Qui signe l’avenant ?", "Who signs the amendment?"),
    "C’est combien de jours, le préavis ?": ("C’est combien de jours, le préavis ?", "How many days of notice?"),
}


@pytest.mark.parametrize("asked", GAP)
def test_a_published_answer_comes_before_a_known_gap(database: Database, library: Library, asked: str) -> None:
    """By its exact words always, however they are typed, in either language."""
    french, english = GAP[asked]
    repository = FaqRepository(database)
    repository.publish(entry(questions={"fr": french, "en": english}, cards={}, reply="R-2026-0001"), TODAY)
    finder = FaqFinder(repository, library)
    for text in (french, french.upper(), english, english.rstrip("?").lower()):
        found = finder.find(text, "fr")
        assert found is not None, text
    assert finder.find("Quels sont les six bénéfices des partenariats ?", "fr") is None


def test_entries_near_a_case_are_offered_the_nearest_first(database: Database, library: Library) -> None:
    """Those that have to do with it, and no others."""
    repository = FaqRepository(database)
    repository.publish(entry(cards={}, reply="R-2026-0001"), TODAY)
    notice = {"fr": "Combien de jours dure le préavis ?", "en": "How many days of notice are there?"}
    repository.publish(entry(id="notice", questions=notice, cards={}, reply="R-2026-0002"), TODAY)
    finder = FaqFinder(repository, library)
    assert [one.id for one in finder.near("À qui reviennent les véhicules du projet ?", "fr", 1)] == ["vehicles"]
    assert finder.near("", "fr", 3) == []
