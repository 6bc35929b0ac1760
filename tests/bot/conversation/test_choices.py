"""Suggested passages in a chat: chosen by a button, a number or an ordinal, logged, and followed up."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.answer import Answer, Finding
from bot.answering.inquiry import Inquiry
from bot.cli.output import answer_lines
from bot.container import Container
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.reply import Pressed, Reply
from bot.replies.texts import say
from bot.settings import Settings
from bot.telegram.callback_data import MAX_ACTION
from corpus.language import LANGUAGES, Language
from index.library import Library

AWA, BEN = Chat("awa", "fr"), Chat("ben", "fr")
UNCLEAR = {"fr": "Quels motifs ?", "en": "Which grounds?"}
CHOICES = ("termination-grounds", "termination-budget", "evaluation-overview")


class UnsureAdvisor:
    """Offers a choice for the unclear questions, answers all others; keeps the inquiries."""

    def __init__(self, container: Container) -> None:
        self._texts, self._library = container.text_advisor, container.library
        self.inquiries: list[Inquiry] = []

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the choice, or the answer of the texts."""
        self.inquiries.append(inquiry)
        language = next((name for name in LANGUAGES if UNCLEAR[name] == inquiry.text), None)
        if language is None:
            return self._texts.advise(inquiry)
        found = (self._library.searcher().passage(identity, language) for identity in CHOICES)
        choices = tuple(passage for passage in found if passage)
        return Answer(language, (Finding(inquiry.text, "clarify", choices=choices, confidence=0.4),))

    def warm_up(self) -> None:
        """Do nothing."""


@pytest.fixture
def container(library: Library, tmp_path: Path) -> Iterator[Container]:
    """Return the bot with an advisor that is not sure."""
    with Container(Settings(home=tmp_path), library=library) as made:
        made.__dict__["advisor"] = UnsureAdvisor(made)
        yield made


@pytest.fixture
def conversation(container: Container) -> Conversation:
    """Return its conversation."""
    return container.conversation


def log(container: Container, columns: str) -> list[tuple[object, ...]]:
    """Return the rows of the log, oldest first."""
    with closing(sqlite3.connect(container.home / "relais.db")) as database:
        return database.execute(f"SELECT {columns} FROM consultations ORDER BY rowid").fetchall()  # noqa: S608 - column names of the tests


def cited(container: Container) -> list[list[str]]:
    """Return the ids of the passages that each logged answer rests on."""
    return [[passage["id"] for passage in json.loads(str(row[0]))] for row in log(container, "passages")]


def actions(reply: Reply) -> list[str]:
    """Return the actions of the buttons, in order."""
    return [button.action for row in reply.buttons for button in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tap_answers_with_the_whole_card_and_is_noted(container: Container, language: Language) -> None:
    """As an exchange of its own; each choice is noted once, in the order of the taps."""
    asked = container.conversation.ask(AWA, UNCLEAR[language])
    for place in (1, 0, 1):
        (reply,) = container.conversation.press(AWA, actions(asked)[place]).replies
    card = container.library.searcher().passage(CHOICES[1], language)
    assert card
    assert card.text.replace("\n- ", "\n• ") in reply.plain
    assert reply.language == language
    assert reply.consultation
    assert log(container, "outcome, chosen")[0] == ("clarify", json.dumps([CHOICES[1], CHOICES[0]]).replace(" ", ""))
    assert cited(container) == [[], [CHOICES[1]], [CHOICES[0]], [CHOICES[1]]]


def test_the_other_passages_are_suggested_under_the_one_that_was_chosen(conversation: Conversation) -> None:
    """In the same order, and each leads to its card."""
    asked = conversation.ask(AWA, UNCLEAR["fr"])
    (reply,) = conversation.press(AWA, actions(asked)[1]).replies
    offered = [f"{action}:{reply.consultation}" for action in ("see", "see", "more", "sources")]
    assert actions(reply)[:4] == [f"{offered[0]}:0", f"{offered[1]}:1", *offered[2:]]
    assert conversation.press(AWA, actions(reply)[1]).replies[0].paragraphs[0].text == asked.buttons[2][0].label


def test_a_related_passage_is_one_tap_away(container: Container) -> None:
    """Under every answer that has one."""
    reply = container.conversation.ask(AWA, "Qui assure le suivi des mesures correctives ?")
    related = json.loads(str(log(container, "related")[0][0]))
    (seen,) = container.conversation.press(AWA, f"see:{reply.consultation}:0").replies
    assert cited(container)[1] == related[:1]
    assert log(container, "chosen")[0] == (json.dumps(related[:1]),)
    assert actions(reply)[0] == f"see:{reply.consultation}:0"
    assert seen.consultation != reply.consultation


@pytest.mark.parametrize("place", ["3", "99999999999999999999", "-1", "", "x"])
def test_a_button_that_was_never_offered_answers_nothing(container: Container, place: str) -> None:
    """Nor does one of another chat."""
    asked = container.conversation.ask(AWA, UNCLEAR["fr"])
    gone = Pressed(notice=say("fr", "notice.gone"))
    assert container.conversation.press(AWA, f"see:{asked.consultation}:{place}") == gone
    assert container.conversation.press(BEN, f"see:{asked.consultation}:0") == gone
    assert log(container, "chosen") == [("[]",)]


def test_the_actions_fit_the_data_of_a_button(conversation: Conversation) -> None:
    """With the signature."""
    asked = conversation.ask(AWA, UNCLEAR["fr"])
    assert max(len(action.encode()) for action in actions(asked)) <= MAX_ACTION


@pytest.mark.parametrize(
    ("typed", "place"),
    [("2", 1), ("la deuxième", 1), ("le 2", 1), ("The second one.", 1), ("n° 1", 0), ("three", 2), ("la dernière", 2)],
)
def test_a_number_or_an_ordinal_chooses(container: Container, typed: str, place: int) -> None:
    """Right after the choice was offered."""
    container.conversation.ask(AWA, UNCLEAR["fr"])
    reply = container.conversation.ask(AWA, typed)
    assert (cited(container)[1], reply.language) == ([CHOICES[place]], "fr")
    assert log(container, "chosen")[0] == (json.dumps([CHOICES[place]]),)


def test_a_number_chooses_nothing_later_or_elsewhere(container: Container) -> None:
    """After another answer, in another chat, after /stop, or in a group unless it replies to the bot."""
    conversation, group = container.conversation, Chat("group", "fr", person="x", is_private=False)
    for chat in (AWA, BEN, group):
        conversation.ask(chat, UNCLEAR["fr"])
    conversation.ask(AWA, "Bonjour")
    conversation.stop(BEN)
    before = len(log(container, "id"))
    assert {conversation.ask(chat, "2").plain for chat in (AWA, BEN, group)} == {say("fr", "error.empty")}
    assert len(log(container, "id")) == before
    assert conversation.ask(group, "2", answers=7).consultation


@pytest.mark.parametrize("typed", [True, False])
def test_whoever_means_something_else_may_ask_a_person(container: Container, typed: bool) -> None:
    """By the last button or the last number; the question goes on as it was asked."""
    conversation = container.conversation
    asked = conversation.ask(AWA, UNCLEAR["fr"])
    last = actions(asked)[-1]
    offer = conversation.ask(AWA, "4") if typed else conversation.press(AWA, last).replies[0]
    assert last == f"person:{asked.consultation}"
    assert offer.paragraphs[1].text == UNCLEAR["fr"]
    assert log(container, "chosen") == [('["person"]',)]


def test_a_wish_for_a_person_after_a_choice_offers_the_question(conversation: Conversation) -> None:
    """As after an answer that leaves something open."""
    conversation.ask(AWA, UNCLEAR["fr"])
    assert conversation.ask(AWA, "je voudrais parler à quelqu’un").paragraphs[1].text == UNCLEAR["fr"]


def test_a_follow_up_refers_to_the_card_that_was_chosen(container: Container) -> None:
    """What was asked before the choice is no longer part of the history."""
    advisor = container.advisor
    assert isinstance(advisor, UnsureAdvisor)
    container.conversation.ask(AWA, "Qu'est-ce que le Conseil INCO ?")
    asked = container.conversation.ask(AWA, UNCLEAR["fr"])
    container.conversation.press(AWA, actions(asked)[1])
    container.conversation.ask(AWA, "Et qui en décide ?")
    (turn,) = advisor.inquiries[-1].history
    card = container.library.searcher().passage(CHOICES[1], "fr")
    assert card
    assert turn.question == card.section.replace(" › ", ", ")


def test_the_chosen_card_is_repeated_in_the_other_language(container: Container) -> None:
    """The same card, not one that its title resembles."""
    asked = container.conversation.ask(AWA, UNCLEAR["fr"])
    container.conversation.press(AWA, actions(asked)[1])
    assert container.conversation.ask(AWA, "in english please").language == "en"
    assert cited(container)[1:] == [[CHOICES[1]], [CHOICES[1]]]


def test_the_privacy_notice_stands_above_the_buttons_of_related_passages(conversation: Conversation) -> None:
    """The line that names them is the last."""
    reply = conversation.ask(AWA, "Qui assure le suivi des mesures correctives ?")
    notice, named = reply.paragraphs[-2:]
    assert (notice.text, named.style) == (say("fr", "privacy.notice"), "menu")


def test_programs_get_the_suggestions_in_the_order_of_the_buttons(library: Library) -> None:
    """With id, title and whole text, and the confidence, which may be unknown."""
    line = json.dumps({"id": "q", "text": "Qui assure le suivi des mesures correctives ?"})
    found = json.loads(next(answer_lines(library, [line])))
    assert 1 <= len(found["suggestions"]) <= 3
    assert all(set(one) == {"id", "title", "text"} and one["title"] and one["text"] for one in found["suggestions"])
    assert {one["id"] for one in found["suggestions"]} & {one["id"] for one in found["citations"]} == set()
    assert found["confidence"] is None or 0 <= found["confidence"] <= 1
