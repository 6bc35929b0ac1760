"""Follow-ups that say little: what they lean on, in figures of speech and in short-message spelling."""

from __future__ import annotations

import pytest

from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.texts import say
from corpus.language import Language
from index.library import Library

GROUNDS: dict[Language, str] = {
    "fr": "Quels sont les motifs de résiliation anticipée ?",
    "en": "Why can a partnership end early?",
}
EVALUATION: dict[Language, str] = {
    "fr": "Comment un partenariat est-il évalué à la fin ?",
    "en": "How is a partnership evaluated at the end?",
}
INCO: dict[Language, str] = {"fr": "Qu’est-ce que le Conseil INCO ?", "en": "What is the INCO council?"}


def told(conversation: Conversation, language: Language, *texts: str) -> str:
    """Return the answer to the last of `texts`, asked in a chat of their own."""
    chat = Chat(" / ".join(texts), hint=language)
    return [conversation.ask(chat, text).plain for text in texts][-1]


@pytest.mark.parametrize(
    ("language", "before", "asked"),
    [
        ("fr", (GROUNDS["fr"],), "qui met la main à la poche ?"),
        ("fr", (GROUNDS["fr"],), "qui paie ?"),
        ("fr", (INCO["fr"], "combien de membres a-t-il ?"), "tous les combien ?"),
        ("en", (GROUNDS["en"],), "who pays?"),
        ("en", (GROUNDS["en"],), "who picks up the tab?"),
        ("en", (INCO["en"], "how many members has it got"), "how many times a year"),
    ],
)
def test_a_follow_up_without_a_matter_of_its_own_names_no_gap_of_another(
    conversation: Conversation, library: Library, language: Language, before: tuple[str, ...], asked: str
) -> None:
    """Nor is it taken for talk about data, or about the bot."""
    answer = told(conversation, language, *before, asked)
    others = ("staff-salaries", "monitoring-schedule", "advances-instalments", "vae-cost-grants")
    assert [gap for gap in others if library.corpus.gaps[gap].topic[language] in answer] == []
    assert [key for key in ("personal_data", "identity", "people") if say(language, f"smalltalk.{key}") in answer] == []


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("fr", "qui met la main à la poche ?"),
        ("fr", "et c’est à la charge de qui ?"),
        ("en", "and who foots the bill?"),
        ("en", "at whose expense?"),
    ],
)
def test_a_figure_of_speech_asks_what_its_plain_words_ask(
    conversation: Conversation, language: Language, asked: str
) -> None:
    """Who pays is left open of the matter that was shown, and nothing is said of data or payments."""
    answer = told(conversation, language, EVALUATION[language], asked)
    assert {"fr": "évaluation", "en": "evaluation"}[language] in answer
    assert say(language, "smalltalk.personal_data") not in answer


@pytest.mark.parametrize(
    ("language", "between", "asked", "holds"),
    [
        ("fr", ("et qui paie ?", "tous les combien ?"), "et qui y participe ?", "parties prenantes"),
        ("en", ("and who foots the bill?", "how often is that done"), "and who takes part", "stakeholders"),
    ],
)
def test_follow_ups_that_found_nothing_do_not_lose_the_matter(
    conversation: Conversation, language: Language, between: tuple[str, ...], asked: str, holds: str
) -> None:
    """The next one leans on what they leaned on."""
    answer = told(conversation, language, EVALUATION[language], *between, asked)
    assert "[1]" in answer
    assert holds in answer


@pytest.mark.parametrize(("language", "asked"), [("fr", "dis men plus stp"), ("en", "tell me more abt that")])
def test_a_wish_in_the_spelling_of_text_messages_is_one(
    conversation: Conversation, language: Language, asked: str
) -> None:
    """What was not shown comes, and no choice."""
    first = told(conversation, language, GROUNDS[language])
    answer = told(conversation, language, GROUNDS[language], asked)
    assert "[1]" in answer
    assert answer != first


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "cest nul"), ("fr", "c nul"), ("en", "thats rubbish"), ("en", "ur useless")]
)
def test_a_complaint_without_its_apostrophe_is_one(conversation: Conversation, language: Language, text: str) -> None:
    """It is answered in a sentence."""
    assert say(language, "smalltalk.complaint") in told(conversation, language, GROUNDS[language], text)
