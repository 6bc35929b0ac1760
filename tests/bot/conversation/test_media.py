"""What comes with a picture, or from somebody else, is answered as a question and told apart."""

from __future__ import annotations

import pytest

from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.reply import Reply
from bot.replies.texts import say, texts
from corpus.language import LANGUAGES, Language

QUESTIONS: dict[Language, str] = {
    "fr": "Quels sont les motifs d’une résiliation anticipée ?",
    "en": "What are the grounds for early termination?",
}
SAID: dict[Language, str] = {"fr": "mon mari me bat", "en": "my husband beats me"}


def is_sourced(reply: Reply) -> bool:
    """Tell whether a reply cites a source."""
    return any(paragraph.style == "source" for paragraph in reply.paragraphs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caption_is_answered_with_a_sentence_on_what_was_not_read(
    conversation: Conversation, language: Language
) -> None:
    """One for each kind, before the line that leads to the buttons; none where only words came."""
    chat = Chat(f"captions-{language}", hint=language)
    for kind in ("photo", "voice", "video", "document"):
        reply = conversation.ask(chat, QUESTIONS[language], media=kind)
        assert is_sourced(reply)
        assert [p.text for p in reply.paragraphs if p.text in texts(language)["unread"].values()] == [
            say(language, f"unread.{kind}")
        ]
        assert reply.paragraphs[-1].style == "menu"
    assert say(language, "unread.other") in conversation.ask(chat, QUESTIONS[language], media="other").plain
    plain = conversation.ask(chat, QUESTIONS[language]).plain
    assert not any(text in plain for text in texts(language)["unread"].values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_in_a_caption_is_answered_as_danger(conversation: Conversation, language: Language) -> None:
    """And by a message of its own, where the caption was edited; nothing is said of the picture."""
    reply = conversation.ask(Chat(f"danger-{language}", hint=language), SAID[language], media="photo")
    assert (reply.is_urgent, is_sourced(reply)) == (True, False)
    assert say(language, "unread.photo") not in reply.plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forwarded_message_is_told_apart(conversation: Conversation, language: Language) -> None:
    """Its answer says whose question it is; what is no question is not said to be one."""
    chat = Chat(f"forwarded-{language}", hint=language)
    reply = conversation.ask(chat, QUESTIONS[language], is_forwarded=True)
    assert (reply.paragraphs[0].text, is_sourced(reply)) == (say(language, "forwarded.lead"), True)
    assert say(language, "forwarded.lead") not in conversation.ask(chat, QUESTIONS[language]).plain


def test_a_forwarded_message_follows_nothing_up(conversation: Conversation) -> None:
    """What was talked about before, somebody else doesn't know."""
    chat = Chat("follow-up", hint="fr")
    conversation.ask(chat, "Qu’est-ce que le Conseil INCO ?")
    assert not is_sourced(conversation.ask(chat, "Et combien sont-ils ?", is_forwarded=True))
    conversation.ask(chat, "Qu’est-ce que le Conseil INCO ?")
    assert is_sourced(conversation.ask(chat, "Et combien sont-ils ?"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_words_is_told_so(conversation: Conversation, language: Language) -> None:
    """In the words for its kind."""
    chat = Chat(f"wordless-{language}", hint=language)
    for kind in ("photo", "voice", "video", "document", "sticker"):
        assert conversation.unsupported(chat, kind).plain == say(language, f"unsupported.{kind}")
    assert conversation.unsupported(chat, "dice").plain == say(language, "unsupported.other")


@pytest.mark.parametrize(
    ("language", "caption"),
    [
        ("fr", "c quoi ce formulaire, il faut le signer ?"),
        ("fr", "Cette convention est valable ?"),
        ("fr", "c’est bon ?"),
        ("en", "is this right?"),
        ("en", "must we sign this form?"),
        ("en", "What does this mean?"),
    ],
)
def test_what_only_a_picture_could_tell_is_not_answered_from_the_texts(
    conversation: Conversation, language: Language, caption: str
) -> None:
    """The person learns that it was not read, and is offered a person."""
    chat = Chat(f"picture-{caption}", hint=language)
    reply = conversation.ask(chat, caption, media="photo")
    assert reply.paragraphs[0].text == say(language, "unread.about")
    assert say(language, "unread.photo") in reply.plain
    assert any(button.action == f"person:{reply.consultation}" for row in reply.buttons for button in row)


@pytest.mark.parametrize(
    ("caption", "question"),
    [
        ("page 2 - does this mean we must return the car?", "we must return the car?"),
        ("Page 3 : ça veut dire que nous devons rendre la voiture ?", "nous devons rendre la voiture ?"),
    ],
)
def test_what_leads_from_a_page_to_a_question_changes_nothing_in_it(
    conversation: Conversation, caption: str, question: str
) -> None:
    """The question gets what it gets alone."""
    with_page = conversation.ask(Chat(f"page-{question}", hint="en"), caption, media="photo")
    alone = conversation.ask(Chat(f"alone-{question}", hint="en"), question)
    assert with_page.paragraphs[0] == alone.paragraphs[0]
