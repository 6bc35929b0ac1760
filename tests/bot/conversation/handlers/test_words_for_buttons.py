"""What colleagues type in place of a button does what it does, also when it is stale; past buttons go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from bot.conversation.handler import Message
from bot.domain.cases.case import NO_QUESTION, Actor, CaseState, NewCase
from bot.domain.cases.delivery_updates import DeliveryUpdates
from bot.domain.chat import Chat
from bot.replies.reply import Reply, unpack
from bot.replies.texts import say
from bot.settings import Settings
from bot.storage.outgoing_messages import DeliveryReceipt
from corpus.language import LANGUAGES, Language
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container

GROUP, CARD = "-1001000000001", 70
VERBS: list[tuple[str, dict[Language, str], CaseState]] = [
    ("take", {"fr": "Je m’en occupe", "en": "I'll take it"}, "taken"),
    ("take", {"fr": "Prendre", "en": "Take"}, "taken"),
    ("close", {"fr": "Clore", "en": "Close"}, "closed"),
]


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return a bot with a staff group."""
    with scripted_container(Settings(home=tmp_path, staff_chat=GROUP), ManualClock()) as made:
        yield made


def group(container: Container, language: Language, role: str = "staff") -> Chat:
    """Return the staff's group with Awa in it."""
    container.chat_languages.set(container.staff_team.key, language, pinned=True)
    return Chat(container.staff_team.key, language, "a1", GROUP, "Awa", is_private=False, role=role)  # type: ignore[arg-type]  # a role


def opened(container: Container) -> str:
    """Open a case whose card has arrived in the group."""
    number = container.case_service.open(NewCase("fr", "Qui paie ?"), Actor("c3")).number
    container.case_service.record_consent(number, "c3", "55")
    container.case_service.link_message(container.staff_team.key, CARD, number)
    return number


def said(container: Container, chat: Chat, text: str, answers: int = CARD, message: int = 80) -> Reply:
    """Reply to a message in the group."""
    return container.conversation.answer(chat, Message(text, answers, message))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("verb", "words", "state"), VERBS)
def test_the_word_on_a_button_does_what_it_does(
    container: Container, language: Language, verb: str, words: dict[Language, str], state: CaseState
) -> None:
    """And never goes to the person; a stale one says why not, and who has no role changes nothing."""
    chat, number = group(container, language), opened(container)
    refused = said(container, group(container, language, "everyone"), words[language])
    assert (refused.plain, refused.case) == (say(language, "staff.no_colleague", number=number), number)
    assert container.case_service.find(number).state == "open"
    done = said(container, chat, words[language]).plain
    assert done == say(language, f"staff.done_{verb}", number=number)
    assert container.case_service.find(number).state == state
    stale = "yours" if verb == "take" else "already_closed"
    assert said(container, chat, words[language]).plain == say(language, f"case_error.{stale}", number=number)
    assert container.case_service.answers(number) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_later_asks_for_a_date_and_an_answer_is_one(container: Container, language: Language) -> None:
    """Words with more in them are what the person gets."""
    chat, number = group(container, language), opened(container)
    said(container, chat, {"fr": "plus tard", "en": "later"}[language])
    assert [one.text for one in container.case_service.answers(number)] == []
    assert say(language, "staff.ask_date", number=number) in last(container, number, "date").plain
    text = {"fr": "Prendre contact avec le bureau.", "en": "Close the account first."}[language]
    said(container, chat, text)
    assert [one.text for one in container.case_service.answers(number)] == [text]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_pressed", [True, False])
def test_a_case_that_is_put_off_is_brought_back(container: Container, language: Language, is_pressed: bool) -> None:
    """By the button that stands in the place of the one that puts it off, or in words; once."""
    chat, number, cases = group(container, language), opened(container), container.case_service

    def bring_back() -> str:
        if is_pressed:
            return container.conversation.press(chat, f"case:resume:{number}").notice
        return said(container, chat, {"fr": "Reprendre maintenant", "en": "Bring it back now"}[language]).plain

    case = cases.postpone(number, cases.next_due(), Actor("a1", "Awa"))
    verbs = [button.action.split(":")[1] for row in cases.card_buttons(case) for button in row]
    assert "resume" in verbs and "later" not in verbs
    assert bring_back() == say(language, "staff.done_resume", number=number)
    assert cases.find(number).later is None
    assert bring_back() == say(language, "case_error.not_put_off", number=number)
    assert [(one.kind, one.actor.key) for one in cases.history(number)[-1:]] == [("resumed", "a1")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wish_to_talk_is_no_question_for_the_faq(container: Container, language: Language) -> None:
    """Two of them would look like one question that is asked twice: no button offers it, and words say why not."""
    chat, cases = group(container, language), container.case_service
    wish = NewCase("fr", "Je voudrais parler à quelqu’un.", "person", outcome=NO_QUESTION, chat="c3")
    case = cases.open(wish, Actor("c3"))
    cases.link_message(container.staff_team.key, CARD, case.number)
    assert [one for row in cases.card_buttons(case) for one in row if ":faq:" in one.action] == []
    told = said(container, chat, say(language, "staff.button_faq")).plain
    assert told == say(language, "case_error.not_for_faq", number=case.number)
    assert container.faq_repository.entries() == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("day", ["2099-01-01", "2026-03-02"])
def test_a_day_that_is_too_far_or_past_puts_nothing_off(container: Container, language: Language, day: str) -> None:
    """As at the desk, the group is told which days are possible."""
    chat, number = group(container, language), opened(container)
    told = container.conversation.press(chat, f"case:on:{number}:{day}").notice
    assert {"fr": "du 3 mars 2026 au 31 mai 2026", "en": "from 3 March 2026 to 31 May 2026"}[language] in told
    assert container.case_service.find(number).later is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", ["oui", "yes", "label"])
def test_a_yes_under_an_answer_that_waits_decides_it(container: Container, language: Language, words: str) -> None:
    """Under one that is decided it is no answer to the person either."""
    chat, number, cases = group(container, language), opened(container), container.case_service
    cases.answer(number, "Oui.", Actor("b2", "Ben"))
    held = cases.answer(number, "Non.", Actor("a1", "Awa")).held
    cases.link_message(chat.key, 75, number)
    cases.note_preview(cases.find(number), held, 75, is_final=False)
    text = say(language, "staff.held_send") if words == "label" else words
    assert said(container, chat, text, answers=75).plain == ""
    assert [one.state for one in cases.answers(number)] == ["pending", "pending"]
    assert said(container, chat, text, answers=75).plain == say(language, "staff.held_decided")
    assert len(cases.answers(number)) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_loses_its_button_when_the_case_is_taken_elsewhere(container: Container, language: Language) -> None:
    """Such as the one that a case is handed over; it says who has the case, once."""
    group(container, language)
    number, cases, awa = opened(container), container.case_service, Actor("a1", "Awa")
    cases.change(number, "take", awa)
    cases.change(number, "release", awa)
    assert last(container, number, "take").buttons != ()
    arrived = DeliveryReceipt(0, f"case:{number}:take", "sent", messages=(77,))
    DeliveryUpdates(cases).record(arrived)
    said(container, group(container, language, "everyone"), "?", answers=77, message=90)
    for action, name in (("take", "Awa"), ("release", ""), ("take", "Ben")):
        cases.change(number, action, Actor(name or "a1", name))  # type: ignore[arg-type]  # an action
    assert last(container, number, "past").plain == say(language, "staff.now_taken", number=number, name="Awa")
    with container.database.read() as db:
        assert [row["edits"] for row in db.select("outbox", "reference LIKE '%:past'", ())] == [77]


def last(container: Container, number: str, purpose: str) -> Reply:
    """Return the last message about a case with a purpose."""
    with container.database.read() as db:
        row = db.select("outbox", "reference = ?", [f"case:{number}:{purpose}"], order_by="id")[-1]
    return unpack(row["language"], row["content"])
