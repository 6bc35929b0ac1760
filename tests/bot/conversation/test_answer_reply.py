"""The findings of all parts of a question, in one message."""

from __future__ import annotations

import pytest

from bot.answering.answer import Answer, Finding
from bot.conversation.answer_reply import compose
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.texts import say
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.language import LANGUAGES, Language
from index.entry import card_entries
from index.passage import Passage


def cards(language: Language) -> list[Passage]:
    """Return three of our cards as passages."""
    found = [card_entries(card)[0].passage for card in read_corpus(BUNDLED_CORPUS).cards if card.language == language]
    return [passage for passage in found[:3] if passage]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_passage_that_answers_two_parts_is_quoted_once(language: Language) -> None:
    """Under the first of them; the second quotes its other passages, and all three are sources."""
    one, two, three = cards(language)
    answer = Answer(language, (Finding("a", "answered", (one, two)), Finding("b", "answered", (two, three))))
    quoted = [paragraph.text for paragraph in compose(answer).paragraphs if paragraph.style == "plain"]
    assert [text[-4:] for text in quoted] == [" [1]", " [2]", " [3]"]


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("fr", "Combien de jours de préavis faut-il, et quel est le délai de préavis ?"),
        ("en", "How many days of notice are needed, and how long is the notice period?"),
    ],
)
def test_what_the_texts_leave_open_is_said_once(conversation: Conversation, language: Language, asked: str) -> None:
    """Though two parts of the question ask for it."""
    said = conversation.ask(Chat("awa"), asked).plain
    assert said.count(say(language, "not_covered.named", topic="")[:-1]) == 1
