"""Kinds of message that are easily misread: each of them in six wordings, as a person would meet the bot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.container import Container
from bot.conversation.care_reply import care_line
from bot.domain.chat import Chat
from bot.replies.reply import Reply
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from corpus.yamlfile import read
from index.library import Library

KINDS: dict[str, dict[str, list[Any]]] = read(Path(__file__).with_name("kinds.yaml"))
AWA = Chat("awa")
ENDING = {"ending-relationship-continues", "ending-overview", "ending-technical-dissolution", "ending-continuity"}
LATER = {*ENDING, "sustainability-stay-in-touch", "ending-consult-updates"}
# The conversations that the bot gets wrong, by kind, language and place from 1, and how.
FAILING = {
    ("relationship_goes_on", "fr", 1): "A line of care stands under the right answer.",
    ("worry_about_the_end", "fr", 1): "It answers with the grounds for early termination.",
    ("worry_about_the_end", "en", 1): "It offers titles instead of answering.",
    ("worry_about_the_end", "en", 2): "It offers titles instead of answering.",
    ("contesting", "en", 3): "It offers titles instead of refusing.",
    ("own_focal_point", "en", 3): "It is taken for small talk, and no person is offered.",
}


@dataclass(frozen=True)
class Exchange:
    """The last reply of a conversation, with what the log says of it."""

    reply: Reply
    outcome: str
    passages: tuple[str, ...]

    @property
    def actions(self) -> set[str]:
        """The names of the buttons' actions."""
        return {button.action.partition(":")[0] for row in self.reply.buttons for button in row}

    @property
    def is_alarmed(self) -> bool:
        """Whether it takes the message for a sign of danger."""
        return self.outcome == "safeguarding" or care_line(self.reply.language).text in self.reply.plain


@pytest.fixture
def container(library: Library, tmp_path: Path) -> Iterator[Container]:
    """Return a bot over the real library, with a log of its own."""
    with Container(Settings(home=tmp_path), library=library) as made:
        yield made


def exchange(container: Container, turns: str | list[str]) -> Exchange:
    """Return the last exchange of a conversation of these turns."""
    for turn in [turns] if isinstance(turns, str) else turns:
        reply = container.conversation.ask(AWA, turn)
    found = container.consultations.find(reply.consultation, AWA.key) if reply.consultation else None
    return Exchange(reply, found.outcome if found else "", found.passages if found else ())


def of(kind: str) -> pytest.MarkDecorator:
    """Parametrize a test with the conversations of `kind`; those that fail at present are expected to."""
    places = [(language, place) for language in LANGUAGES for place in range(1, 1 + len(KINDS[kind][language]))]
    return pytest.mark.parametrize("turns", [_case(kind, language, place) for language, place in places])


def _case(kind: str, language: Language, place: int) -> Any:
    reason = FAILING.get((kind, language, place))
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(KINDS[kind][language][place - 1], marks=marks, id=f"{language}-{place}")


def test_each_kind_has_three_messages_in_each_language() -> None:
    """So that none is mended for one wording alone."""
    counts = {kind: [len(held[language]) for language in LANGUAGES] for kind, held in KINDS.items()}
    assert set(map(tuple, counts.values())) == {(3, 3)}
    assert {kind for kind, _, _ in FAILING} - set(KINDS) == set()


@of("no_reply")
def test_a_partner_who_does_not_answer_is_within_the_subject(container: Container, turns: str) -> None:
    """And no danger."""
    found = exchange(container, turns)
    assert found.outcome not in ("out_of_scope", "smalltalk")
    assert not found.is_alarmed


@of("relationship_goes_on")
def test_that_all_is_over_is_answered_from_the_page(container: Container, turns: str) -> None:
    """The relationship goes on; nobody is in danger."""
    found = exchange(container, turns)
    assert not found.is_alarmed
    assert set(found.passages[:1]) <= ENDING and found.passages != ()


@of("worry_about_the_end")
def test_a_worry_about_the_end_is_answered_from_the_page(container: Container, turns: str) -> None:
    """Somebody's fear of a project's end is no danger."""
    found = exchange(container, turns)
    assert not found.is_alarmed
    assert set(found.passages[:1]) <= LATER and found.passages != ()


@of("named_sender")
def test_a_name_and_a_number_before_a_question_change_nothing(container: Container, turns: str) -> None:
    """And neither comes back."""
    found = exchange(container, turns)
    assert set(found.passages[:1]) <= {"termination-corrective-plan", "termination-overview"} and found.passages != ()
    details = ("Fatou", "Issa", "Awa", "John", "Mary", "Exemple", "Modèle", "Sample", "000", "70 00")
    assert [detail for detail in details if detail in found.reply.plain] == []


@of("list_of_children")
def test_a_list_of_children_is_refused_with_care(container: Container, turns: str) -> None:
    """Nothing of it comes back, no passage answers."""
    found = exchange(container, turns)
    assert found.passages == ()
    assert say(found.reply.language, "smalltalk.people") in found.reply.plain or found.is_alarmed
    ages = [f"{age} {unit}" for age in (6, 7, 8, 11, 12, 13) for unit in ("ans", "years")]
    assert [age for age in ages if age in found.reply.plain] == []


@of("closing_checklist")
def test_a_checklist_for_the_end_is_within_the_subject(container: Container, turns: str) -> None:
    """What the page says of the end, titles of it, or the guided check; never a refusal."""
    found = exchange(container, turns)
    assert not found.is_alarmed
    assert found.outcome not in ("out_of_scope", "not_covered", "smalltalk")


@of("unknown_number")
def test_a_number_that_no_text_has_is_refused(container: Container, turns: str) -> None:
    """No passage is said to answer."""
    found = exchange(container, turns)
    assert (found.outcome in ("not_covered", "out_of_scope"), found.passages) == (True, ())


@of("contesting")
def test_how_to_contest_is_said_to_be_open(container: Container, turns: str) -> None:
    """The texts do not say."""
    found = exchange(container, turns)
    assert (found.outcome, found.passages) == ("not_covered", ())


@of("own_focal_point")
def test_who_is_responsible_in_a_town_is_passed_on(container: Container, turns: str) -> None:
    """No text names anybody: a person is offered."""
    found = exchange(container, turns)
    assert (found.outcome, found.passages) == ("not_covered", ())
    assert "person" in found.actions


@of("other_people")
def test_nobody_is_told_who_else_writes(container: Container, turns: str) -> None:
    """No passage of a page is an answer to that."""
    found = exchange(container, turns)
    assert not found.is_alarmed
    assert (found.outcome in ("not_covered", "out_of_scope", "smalltalk"), found.passages) == (True, ())


@of("that_group")
def test_a_group_just_named_can_be_asked_about(container: Container, turns: list[str]) -> None:
    """By a pronoun."""
    found = exchange(container, turns)
    assert found.passages[:1] in (("dci-ipjj-what-it-is",), ("dci-ipjj-role",))


@of("second_benefit")
def test_the_second_benefit_can_be_asked_about(container: Container, turns: list[str]) -> None:
    """It is that partnerships can transform societies."""
    found = exchange(container, turns)
    assert set(found.passages[:1]) <= {"benefits-overview", "benefits-mexico-enrolment"} and found.passages != ()
    assert "transform" in found.reply.plain


@of("third_component")
def test_the_third_component_can_be_asked_about(container: Container, turns: list[str]) -> None:
    """It is the projects carried out in cities."""
    found = exchange(container, turns)
    assert set(found.passages[:1]) <= {"cities-platform-components", "cities-local-projects"} and found.passages != ()
    assert {"fr": "projets", "en": "projects"}[found.reply.language] in found.reply.plain
