"""Plain LangChain search: equal pieces, nearest first, each card once."""

from __future__ import annotations

from itertools import pairwise

from bot.evaluation.retrieval import OVERLAP, SIZE, PlainSearch, pieces
from corpus.language import LANGUAGES
from index.library import Library
from tests.support.evaluation import excerpt


def test_pieces_are_of_a_size_and_overlap() -> None:
    """Whatever stands in the text; its source goes with each piece."""
    text = " ".join(str(n) for n in range(1000))
    found = pieces(excerpt(text, "Guide › Partie"))
    assert all(len(piece.text) <= SIZE and piece.document == "d" and not piece.section for piece in found)
    assert all(0 < len(a.text) - a.text.index(b.text[:50]) <= OVERLAP for a, b in pairwise(found))


def test_the_nearest_card_comes_first_and_once(library: Library) -> None:
    """Though both twins are near."""
    searcher = library.searcher()
    names = ("termination-timeline", "vae-diagnostic", "dci-ilo")
    cards = [searcher.passage(name, language) for name in names for language in LANGUAGES]
    found = PlainSearch([card for card in cards if card], library.embeddings).find("Quel calendrier ?", 3)
    assert found[0].id == "termination-timeline"
    assert sorted(piece.id for piece in found) == sorted(names)
