"""A brief follow-up keeps to the body or the matter that was shown; an earlier question can be taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import Language
from index.library import Library


@pytest.fixture
def conversation(library: Library, tmp_path: Path) -> Iterator[Conversation]:
    """Return a conversation on the shipped texts."""
    with Container(Settings(home=tmp_path), library=library) as container:
        yield container.conversation


def last(conversation: Conversation, language: Language, *texts: str) -> str:
    """Return the last of the answers to `texts`, without what stands behind its buttons."""
    chat = Chat("awa", hint=language)
    conversation.ask(chat, {"fr": "bonjour", "en": "hello"}[language])  # the first answer says what is kept
    replies = [conversation.ask(chat, text).plain for text in texts]
    return replies[-1].partition("Voir aussi")[0].partition("See also")[0]


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("fr", ("C’est quoi l’OIT pour DEI ?", "depuis quand ?")),
        ("fr", ("DEI et l’UNESCO", "depuis quand ?")),
        ("en", ("DCI and UNESCO", "since when?")),
        ("en", ("tell me about DCI and ECPAT", "since when?")),
    ],
)
def test_a_fact_about_another_body_is_no_answer(
    conversation: Conversation, language: Language, texts: tuple[str, ...]
) -> None:
    """Of these the pages tell no year; of ECOSOC they do."""
    assert "1993" not in last(conversation, language, *texts)


@pytest.mark.parametrize(
    ("language", "texts", "told"),
    [
        ("fr", ("Le mémorandum avec l’ACPF", "depuis quand ?"), "2012"),
        ("fr", ("Qu’est-ce que l’IPJJ ?", "combien de membres ?"), "13 agences"),
        ("en", ("Who are the members of the INCO council?", "and the IPJJ?", "how many?"), "13 UN agencies"),
        ("fr", ("Le mémorandum avec l’ACPF", "et avec l’ECPAT ?"), "réseau ECPAT"),
        ("en", ("What is the IPJJ?", "and Child Rights Connect?"), "founding member of Child Rights Connect"),
    ],
)
def test_a_follow_up_is_about_the_body_shown_or_the_one_that_it_names(
    conversation: Conversation, language: Language, texts: tuple[str, ...], told: str
) -> None:
    """With its own figures."""
    assert told in last(conversation, language, *texts)


@pytest.mark.parametrize(("language", "text"), [("fr", "c’est toujours valable ?"), ("en", "is it still valid?")])
def test_a_gap_of_another_matter_is_not_named_by_a_quality(
    conversation: Conversation, language: Language, text: str
) -> None:
    """Though it has that word among its own."""
    told = last(conversation, language, {"fr": "Le mémorandum avec l’ACPF", "en": "DCI and the ACPF"}[language], text)
    assert "Ville amie" not in told and "Child Friendly" not in told


@pytest.mark.parametrize(
    ("language", "back"),
    [
        ("fr", "revenons à ma première question"),
        ("fr", "on revient à la question du début"),
        ("en", "back to my first question please"),
        ("en", "back to my question"),
        ("en", "go back to the first question please"),
    ],
)
def test_a_question_is_taken_up_again(conversation: Conversation, language: Language, back: str) -> None:
    """With the same answer, whatever was said meanwhile."""
    asked = {"fr": "Quels motifs de fin anticipée ?", "en": "Which grounds allow early termination?"}[language]
    first = last(conversation, language, asked)
    assert last(conversation, language, "et qui paie ?" if language == "fr" else "who pays?", "ok", back) == first


@pytest.mark.parametrize(("language", "text"), [("fr", "et en France ?"), ("en", "and in France?")])
def test_a_country_is_no_language(conversation: Conversation, language: Language, text: str) -> None:
    """No language is named."""
    first = {"fr": "Le plan d’action d’une ville", "en": "The action plan of a town"}[language]
    told = last(conversation, language, first, text)
    assert say("en", "language.set") not in told and say("fr", "language.set") not in told


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "c’est urgent"), ("fr", "c’est injuste !"), ("en", "it’s complicated")]
)
def test_what_is_only_said_is_listened_to(conversation: Conversation, language: Language, text: str) -> None:
    """It is no question that the texts leave open."""
    assert last(conversation, language, text) == say(language, "smalltalk.talk")


@pytest.mark.parametrize(
    ("language", "compared", "first", "second"),
    [
        ("fr", "Quelle différence entre l’ECOSOC et l’UNESCO pour DEI ?", "1993", "UNESCO"),
        ("en", "What is the difference between the diagnosis and the action plan?", "first step", "builds on"),
    ],
)
def test_both_sides_of_a_comparison_can_be_had_in_turn(
    conversation: Conversation, language: Language, compared: str, first: str, second: str
) -> None:
    """Also after one of them, whose own list is not meant."""
    one, two = {"fr": ("la première", "la deuxième"), "en": ("the first one", "the second one")}[language]
    for texts, told in (((compared, one), first), ((two,), second), ((one,), first)):
        assert told in last(conversation, language, *texts)


@pytest.mark.parametrize(
    ("language", "texts", "gap"),
    [
        ("en", ("How many members does INCO have?", "What is their annual fee?"), "Child Friendly City"),
        ("fr", ("Combien de membres compte le Conseil INCO ?", "leur cotisation annuelle ?"), "Ville amie"),
    ],
)
def test_a_gap_of_another_matter_is_not_named_by_a_word_that_points_back(
    conversation: Conversation, language: Language, texts: tuple[str, ...], gap: str
) -> None:
    """Their fee is not that of a title."""
    assert gap not in last(conversation, language, *texts)
