"""Questions that ask for the word of one owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.answer import Answer, Finding
from bot.answering.owners import named_owner, other_names, with_other_owner
from bot.conversation.answer_reply import compose
from bot.replies.texts import say
from corpus.card import BUNDLED_CORPUS, read_sources
from corpus.language import LANGUAGES, Language
from index.library import Library, Searcher
from index.passage import Passage
from tests.support.small_library import quiet, small_library

NAMES = other_names(read_sources(BUNDLED_CORPUS).values())


class Passages:
    """Holds the passages of a searcher, and no more."""

    def __init__(self, *owners: str) -> None:
        self._found = [Passage(owner, "Texte.", "fr", owner, "Guide", "") for owner in owners]

    def passages(self) -> list[Passage]:
        """Return them."""
        return self._found


def over(*owners: str) -> Searcher:
    """Return a searcher over one passage of each owner."""
    return Passages(*owners)  # type: ignore[return-value]  # has the method that is used


OWNERS = tuple(source.owner for source in read_sources(BUNDLED_CORPUS).values())


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("Selon DEI, quels sont les motifs de résiliation ?", "DEI"),
        ("D’après l’UNICEF France, pourquoi s’engager ?", "UNICEF France"),
        ("Que dit Save the Children Suisse des villes ?", "Save the Children Suisse"),
        ("According to Save the Children, how should a partnership be evaluated?", "Save the Children"),
        ("What does DCI require of members?", "DCI"),
        ("Comment résilier un partenariat avec l’UNICEF ?", ""),
        ("Peut-on utiliser le logo de l’UNICEF ?", ""),
        ("Selon quels critères évaluer ?", ""),
        ("Selon la Croix-Rouge, qui paie ?", ""),
    ],
)
def test_an_owner_is_named_where_it_is_to_say_it(asked: str, named: str) -> None:
    """By name, abbreviation or the beginning of its name; a mere mention names nobody."""
    assert named_owner(asked, over(*OWNERS), NAMES) == named


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_says_first_whose_text_it_is(language: Language) -> None:
    """Before the quotation, in both languages."""
    unicef = Passage("a", "Trente jours.", language, "UNICEF", "Guide", "")
    finding = with_other_owner(Finding("Selon DEI, quel délai ?", "answered", (unicef,)), over(*OWNERS), NAMES)
    first = compose(Answer(language, (finding,))).paragraphs[0].text
    assert first == say(language, "answer.other_owner", named="DEI", owner="UNICEF")


def test_the_owner_that_was_asked_for_needs_no_notice() -> None:
    """Nor does a branch of it."""
    for asked, owner in (("Selon DEI, quand ?", OWNERS[3]), ("Selon l’UNICEF, quand ?", "UNICEF France")):
        passage = Passage("a", "Trente jours.", "fr", owner, "Guide", "")
        assert with_other_owner(Finding(asked, "answered", (passage,)), over(*OWNERS), NAMES).other_owner == ""


def test_the_owner_of_an_added_document_is_known(tmp_path: Path) -> None:
    """As soon as it is indexed."""
    library: Library = small_library(tmp_path)
    library.build(quiet)
    assert named_owner("Selon Les Tisserands, quand ouvre la salle ?", library.searcher()) == "Les Tisserands"
