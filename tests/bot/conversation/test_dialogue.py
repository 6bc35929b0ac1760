"""Conversations over several turns: questions that refer to the turns before, over the real cards."""

from __future__ import annotations

import pytest

from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.texts import say
from corpus.language import Language

AWA = Chat("awa")
GROUNDS = {
    "fr": "Quels sont les motifs de résiliation anticipée ?",
    "en": "What are the grounds for early termination?",
}


def sources(text: str) -> list[str]:
    """Return the source lines of an answer."""
    return [line for line in text.splitlines() if line.startswith("[")]


@pytest.mark.parametrize(
    ("language", "asked"), [("fr", "le deuxième, ça veut dire quoi ?"), ("en", "what does the second one mean?")]
)
def test_an_item_of_the_last_answer_can_be_asked_about_by_its_place(
    conversation: Conversation, language: Language, asked: str
) -> None:
    """The answer holds the second of the four grounds and cites the same source."""
    first = conversation.ask(AWA, GROUNDS[language]).plain
    about_second = conversation.ask(AWA, asked).plain
    grounds = [line for line in first.splitlines() if line.startswith("•")]
    assert grounds[1] in about_second
    assert sources(about_second)[0] == sources(first)[0]


@pytest.mark.parametrize(("language", "asked"), [("fr", "plus de détails svp"), ("en", "tell me more")])
def test_more_details_bring_what_was_not_shown(conversation: Conversation, language: Language, asked: str) -> None:
    """Other passages on the same subject, with their sources."""
    first = conversation.ask(AWA, GROUNDS[language])
    more = conversation.ask(AWA, asked)
    assert sources(more.plain) != []
    assert sources(more.plain) != sources(first.plain)
    assert more.language == language


def test_an_answer_is_given_again_in_the_other_language_however_one_asks(conversation: Conversation) -> None:
    """Also after other such requests."""
    conversation.ask(AWA, GROUNDS["en"])
    assert "circonstances imprévues" in conversation.ask(AWA, "Could you give me that in French?").plain
    assert "unforeseen circumstances" in conversation.ask(AWA, "et en anglais ?").plain


def test_a_question_in_a_third_language_gets_the_names_of_the_two_supported(conversation: Conversation) -> None:
    """In both of them, and without a source."""
    reply = conversation.ask(AWA, "¿Cuáles son los motivos para terminar un acuerdo antes de tiempo?")
    assert reply.paragraphs[0].text == say(reply.language, "smalltalk.other_language")


@pytest.mark.parametrize(
    ("language", "asked", "figure"),
    [
        ("en", "Since it always takes 45 days, who is responsible for each corrective measure?", "45 days"),
        ("fr", "Vu qu’il faut 45 jours, qui est responsable de chaque mesure corrective ?", "45 jours"),
    ],
)
def test_a_figure_that_no_passage_states_is_not_confirmed(
    conversation: Conversation, language: Language, asked: str, figure: str
) -> None:
    """The answer says so before it quotes."""
    reply = conversation.ask(AWA, asked)
    stated = say(language, "answer.stated", text=figure)
    assert reply.paragraphs[0].text == say(language, "answer.unconfirmed", stated=stated)
    assert sources(reply.plain) != []


def test_a_list_of_questions_gets_an_answer_for_each(conversation: Conversation) -> None:
    """One question a line, no marks."""
    said = conversation.ask(AWA, "who follows up the corrective measures\nwhat are the grounds for early termination")
    assert "unforeseen circumstances" in said.plain
    assert len(sources(said.plain)) >= 2


def test_in_a_group_a_short_question_refers_to_an_answer_only_as_a_reply_to_it(conversation: Conversation) -> None:
    """What came before may have been somebody else's."""
    group = Chat("group", is_private=False)
    conversation.ask(group, "Qu'est-ce que le Conseil INCO ?")
    replied = conversation.ask(group, "Et qui en est membre ?", answers=7)
    assert "INCO" in replied.plain
    assert conversation.ask(group, "Et en anglais ?").plain == say("en", "language.nothing")
