"""What the bot says it answers, with texts of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.answer import Answer, Finding
from bot.answering.scope import Scope, scope_of
from bot.conversation.answer_reply import compose
from bot.conversation.scope_reply import example_questions, say_of
from bot.replies.texts import say
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.language import LANGUAGES, Language
from index.library import EVERYONE, STAFF, DocumentDetails
from tests.support.small_library import add, small_library

KEYS = ("start.body", "smalltalk.greeting", "smalltalk.identity", "smalltalk.capabilities", "out_of_scope.body")


@pytest.fixture
def scopes(tmp_path: Path) -> dict[bool, Scope | None]:
    """Return the scopes of everybody (False) and the staff (True): a card, a document, and one for the staff."""
    library = small_library(tmp_path)
    (tmp_path / "a.md").write_text("# Guide\n\n## Le hangar\n\nLe hangar ferme à vingt heures, gardien présent.\n")
    (tmp_path / "b.md").write_text("# Salaires\n\n## Florins\n\nLa direction gagne quatre mille florins par mois.\n")
    add(library, tmp_path / "a.md", details=DocumentDetails("ONG"))
    add(library, tmp_path / "b.md", details=DocumentDetails("ONG", readers="staff"))
    return {False: scope_of(library, EVERYONE), True: scope_of(library, STAFF)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_texts_are_named(scopes: dict[bool, Scope | None], language: Language) -> None:
    """By title and owner; nothing of ours, and nothing of the staff's."""
    title = {"fr": "La charte", "en": "The charter"}[language]
    for key in KEYS:
        said = say_of(scopes[False], language, key)
        assert title in said
        assert "Les Tisserands" in said
        assert "UNICEF" not in said
        assert "Salaires" not in said
    assert "Salaires" in say_of(scopes[True], language, "smalltalk.greeting")
    assert "Les Tisserands, ONG" in say_of(scopes[False], language, "description.short")


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_are_made_from_what_is_there(scopes: dict[bool, Scope | None], language: Language) -> None:
    """A card's question, then a document's heading; under a refusal too."""
    card = {"fr": "Quand ouvre la salle ?", "en": "When does the hall open?"}[language]
    expected = [card, say(language, "own.example", title="Guide", heading="Le hangar")]
    assert example_questions(scopes[False], language) == expected
    refused = compose(Answer(language, (Finding("", "out_of_scope"),), scope=scopes[False]))
    assert card in refused.plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_any_text_it_says_so(language: Language) -> None:
    """And offers nothing."""
    scope = Scope({}, (), {language: ()})
    assert say_of(scope, language, "smalltalk.greeting") == say(language, "own.nothing")
    assert example_questions(scope, language) == []


def test_the_shipped_cards_keep_their_own_words() -> None:
    """They are told from a corpus of one's own by their folder."""
    assert read_corpus(BUNDLED_CORPUS).is_bundled
    assert not read_corpus(None).is_bundled
