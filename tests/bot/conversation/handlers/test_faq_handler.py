"""Published answers in the conversation: found, browsed, and marked as bad."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from bot.container import Container
from bot.conversation.faq_composer import FaqComposer
from bot.conversation.handler import Message
from bot.conversation.handlers.faq_handler import FaqHandler
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_finder import FaqFinder, card_digests
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.question_clusters import read_logged
from bot.replies.texts import say
from bot.settings import Settings
from bot.storage.database import open_database
from corpus.language import LANGUAGES, Language
from index.library import Library
from tests.support.faq import ENGLISH, FRENCH, TODAY, entry

AWA = Chat("awa")


@pytest.fixture
def opened(library: Library, tmp_path: Path) -> Iterator[tuple[Conversation, FaqRepository, Callable[[], None]]]:
    """Return a conversation, its repository and how to publish the entry about vehicles."""
    container = Container(Settings(home=tmp_path), library=library)
    repository = container.faq_repository

    def publish() -> None:
        repository.publish(entry(cards={"termination-grounds": card_digests(library)["termination-grounds"]}), TODAY)

    with container:
        yield container.conversation, repository, publish


def test_a_published_answer_is_given_in_both_languages(
    opened: tuple[Conversation, FaqRepository, Callable[[], None]],
) -> None:
    """Before any passage is searched, with its author and its cards; the entry counts the question."""
    conversation, repository, publish = opened
    assert "Le véhicule revient" not in conversation.ask(AWA, FRENCH[0]).plain
    publish()
    french = conversation.ask(AWA, FRENCH[0])
    assert french.plain.splitlines()[2] == "Le véhicule revient au bureau."
    assert "Réponse rédigée par Point focal, le 1er juin 2026" in french.plain
    assert "goes back to the office" in conversation.ask(AWA, "Who keeps the project’s vehicles?").plain
    assert repository.find("vehicles").asked == 2
    assert "Le véhicule" not in conversation.ask(AWA, "Quels sont les motifs de résiliation anticipée ?").plain


class Finder:
    """Finds one entry, and keeps what was looked for."""

    def __init__(self, entry: FaqEntry) -> None:
        self.entry, self.asked = entry, list[tuple[str, Language]]()

    def find(self, text: str, language: Language) -> FaqEntry:
        """Return the entry."""
        self.asked.append((text, language))
        return self.entry


def test_a_published_answer_is_given_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    """The wish is no part of the question that is looked for."""
    with Container(Settings(home=tmp_path)) as container:
        container.faq_repository.publish(entry(cards={}, reply="R-2026-0001", review="2099-01-31"), TODAY)
        finder = Finder(container.faq_repository.find("vehicles"))
        handler = FaqHandler(
            entries=container.faq_repository,
            finder=cast(FaqFinder, finder),
            consultations=container.consultations,
            preference=container.language_preference,
            composer=FaqComposer(lambda card, language: "", lambda card: "", lambda language: ""),
            is_sensitive=lambda text, declared_safe=False: False,
        )
        reply = handler.handle(AWA, Message("Réponds en anglais : qui garde les véhicules du projet ?"))
    assert reply is not None
    assert (reply.language, finder.asked) == ("en", [("qui garde les véhicules du projet ?", "fr")])


def test_questions_are_logged_redacted_and_danger_gets_no_published_answer(
    opened: tuple[Conversation, FaqRepository, Callable[[], None]], tmp_path: Path
) -> None:
    """However close the message is to a published question."""
    conversation, repository, publish = opened
    publish()
    asked = "Qui garde les véhicules du projet au 70 12 34 56 ?"
    repository.put(replace(repository.find("vehicles"), questions={"fr": asked, "en": asked}))
    assert "Le véhicule revient" in conversation.ask(AWA, asked).plain
    opened_again = open_database(tmp_path / "relais.db")
    (found,) = read_logged(opened_again)
    opened_again.close()
    assert "70 12 34 56" not in found.question
    danger = "Un collègue frappe les enfants du centre"
    repository.put(
        replace(repository.find("vehicles"), questions={"fr": danger, "en": "A colleague beats the children"})
    )
    assert conversation.ask(AWA, danger).plain.startswith(say("fr", "safeguarding.staff_body"))


def test_an_answer_without_a_card_names_who_vouches_for_it_and_its_review_date(
    opened: tuple[Conversation, FaqRepository, Callable[[], None]],
) -> None:
    """In both languages; an answer with a card names the card instead."""
    conversation, repository, publish = opened
    repository.publish(entry(cards={}, reply="R-2026-0001", review="2099-01-31"), TODAY)
    replies = [conversation.ask(AWA, asked) for asked in (FRENCH[0], ENGLISH[0])]
    assert [reply.buttons[-1][0].label for reply in replies] == [
        say(language, "buttons.person") for language in LANGUAGES
    ]
    french, english = (reply.plain for reply in replies)
    assert (
        "Qui en répond\u00a0: le point focal partenariats. Réponse à revoir au plus tard le 31 janvier 2099." in french
    )
    assert "Who vouches for it: the partnerships focal point. To be looked at again by 31 January 2099." in english
    publish()
    assert "Qui en répond" not in conversation.ask(AWA, FRENCH[0]).plain


def test_an_answer_whose_card_changed_is_not_given(
    opened: tuple[Conversation, FaqRepository, Callable[[], None]],
) -> None:
    """Until somebody has reviewed it."""
    conversation, repository, _ = opened
    repository.publish(entry(cards={"termination-grounds": "as it was"}), TODAY)
    assert "Le véhicule revient" not in conversation.ask(AWA, FRENCH[0]).plain
    assert repository.find("vehicles").state == "expired"


def test_faq_is_browsed(opened: tuple[Conversation, FaqRepository, Callable[[], None]]) -> None:
    """A list with a button for each question; the button of a withdrawn entry is inactive."""
    conversation, repository, publish = opened
    assert conversation.command(AWA, "faq").plain == say("fr", "faq.none")
    publish()
    ((button,),) = conversation.command(AWA, "faq").buttons
    (reply,) = conversation.press(AWA, button.action).replies
    assert "Le véhicule revient" in reply.plain
    repository.put(replace(repository.find("vehicles"), state="dismissed"))
    assert conversation.press(AWA, button.action).notice == say("fr", "notice.gone")


def test_a_downvote_gets_its_reason(
    opened: tuple[Conversation, FaqRepository, Callable[[], None]], tmp_path: Path
) -> None:
    """One of four, kept with the exchange; nothing else is taken for one."""
    conversation, _, _ = opened
    asked = conversation.ask(AWA, "Quels sont les motifs de résiliation anticipée ?")
    (offer,) = conversation.press(AWA, f"down:{asked.consultation}").replies
    assert [button.label for row in offer.buttons[:2] for button in row] == [
        say("fr", f"buttons.{name}") for name in ("wrong", "unclear", "other", "outdated")
    ]
    assert conversation.press(AWA, offer.buttons[0][1].action).notice == say("fr", "notice.thanks_down")
    assert conversation.press(AWA, f"why:nonsense:{asked.consultation}").notice == say("fr", "notice.gone")
    reopened = open_database(tmp_path / "relais.db")
    assert [one.reason for one in read_logged(reopened)] == ["unclear"]
    reopened.close()
