"""What a person writes after an answer of a colleague, without replying to its message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.answering.answer import Answer, Finding
from bot.answering.inquiry import Inquiry
from bot.clock import now
from bot.container import Container
from bot.domain.cases.case import NewCase
from bot.domain.cases.safeguarding_cases import SafeguardingCases
from bot.domain.chat import Chat
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import Language
from tests.support.cases import ASKER, AWA
from tests.support.staff_service import ScriptedAdvisor, scripted_container

PERSON = Chat(ASKER.key, hint="fr", address="555")
NONE = timedelta()


class OneAnswer(ScriptedAdvisor):
    """Answers what asks about the grounds, and nothing else."""

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer."""
        if "motifs" in inquiry.text or "grounds" in inquiry.text:
            return Answer(inquiry.language, (Finding(inquiry.text, "answered"),))
        return super().advise(inquiry)


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Yield a bot whose clock shows the present time, as that of the answers does."""
    with scripted_container(Settings(home=tmp_path), now, text_advisor=OneAnswer()) as made:
        yield made


def answered(container: Container, text: str = "L’annexe C.", language: Language = "fr") -> str:
    """Return the number of a case of the person whose answer has just arrived."""
    cases = container.case_service
    case = cases.open(NewCase(language, "Qui paie ?", chat=PERSON.key, address=PERSON.address), ASKER)
    return delivered(container, case.number, text)


def in_danger(container: Container) -> str:
    """Return the number of a case about a danger, whose person agreed to an answer that has just arrived."""
    safeguarding = SafeguardingCases(container.case_service)
    number = safeguarding.open("fr", "abuse")
    safeguarding.record_consent(number, PERSON)
    return delivered(container, number, "Bonjour, je suis Inès. Êtes-vous en lieu sûr ?")


def delivered(container: Container, number: str, text: str) -> str:
    """Answer a case, let the answer arrive, and return the number."""
    cases = container.case_service
    given = cases.answer(number, text, AWA, undo_period=NONE)
    answer = cases.outgoing_answer(given.outgoing_id or 0)
    assert answer is not None
    cases.note_delivered(answer)
    return number


def written(container: Container, number: str) -> list[str]:
    """Return the words that the person has added to a case."""
    return [event.note for event in container.case_service.history(number) if event.kind == "wrote"]


@pytest.mark.parametrize("text", ["oui et la petite aussi", "yes, we are safe", "rappelez-moi ce soir svp", "non"])
def test_what_follows_an_answer_about_a_danger_reaches_whoever_gave_it(container: Container, text: str) -> None:
    """Without a reply to the message, also if it could be taken for something else."""
    number = in_danger(container)
    reply = container.conversation.ask(PERSON, text)
    role = say("fr", "cases.role")  # without a focal point the staff, as the request for consent said
    assert reply.plain == say("fr", "safeguarding.passed_later", number=number, role=role)
    assert written(container, number) == [text]
    assert container.case_service.find(number).state == "reopened"
    container.conversation.ask(PERSON, "encore une chose")
    assert written(container, number) == [text, "encore une chose"]


@pytest.mark.parametrize("text", ["Quels sont les motifs ?", "what are the grounds?", "bonjour", "annuler"])
def test_a_clear_question_after_it_is_answered_and_not_passed_on(container: Container, text: str) -> None:
    """So is a greeting: it may be somebody else who picks up the phone."""
    number = in_danger(container)
    container.conversation.ask(PERSON, text)
    assert written(container, number) == []


def test_after_a_stop_nothing_is_passed_on(container: Container) -> None:
    """Until the next answer arrives; a reply to its message still is."""
    number, talk = in_danger(container), container.conversation
    container.consent_requests.expect(PERSON.key, ASKER.key)
    talk.stop(PERSON)
    talk.ask(PERSON, "c’est à qui ce téléphone")
    assert written(container, number) == []


def test_whoever_was_answered_is_not_offered_a_person_again(container: Container) -> None:
    """The wish goes to whoever answered, also minutes after another alarm."""
    container.conversation.ask(PERSON, "il y a danger")
    number = in_danger(container)
    container.conversation.ask(PERSON, "rappelez-moi ce soir svp")
    assert written(container, number) == ["rappelez-moi ce soir svp"]


def test_a_word_in_a_group_is_passed_on_to_nobody(container: Container) -> None:
    """It may be anybody's."""
    number = in_danger(container)
    container.conversation.ask(Chat(ASKER.key, is_private=False, address="555"), "oui et la petite aussi")
    assert written(container, number) == []


CLOSED = [
    ("fr", "oui", "yes", ""),
    ("fr", "Oui, merci !", "yes", ""),
    ("fr", "non", "no", ""),
    ("fr", "oui merci beaucoup c’est parfait", "yes", ""),
    ("fr", "pas du tout", "no", ""),
    ("fr", "bof", "no", ""),
    ("fr", "non, pas du tout, ce n’était pas ma question", "no", ""),
    ("fr", "non, on nous demande encore de payer", "no", "non, on nous demande encore de payer"),
    ("en", "yes", "yes", ""),
    ("en", "No", "no", ""),
    ("en", "not really", "no", ""),
    ("en", "no, the annex is missing", "no", "no, the annex is missing"),
]


@pytest.mark.parametrize(("language", "text", "helped", "remark"), CLOSED)
def test_a_mere_yes_or_no_says_whether_it_helped_right_after_that_was_asked(
    container: Container, language: Language, text: str, helped: str, remark: str
) -> None:
    """A no reopens the case, and what comes with it is added."""
    number = answered(container, language=language)
    container.conversation.command(PERSON, "langue", language)
    container.case_service.change(number, "close", AWA)
    container.conversation.ask(PERSON, text)
    found = container.case_service.find(number)
    assert (found.helped, found.state) == (helped, "closed" if helped == "yes" else "reopened")
    assert written(container, number) == ([remark] if remark else [])


def test_a_yes_after_something_else_was_shown_rates_nothing(container: Container) -> None:
    """It is said to that."""
    number = answered(container)
    container.case_service.change(number, "close", AWA)
    container.consent_requests.expect(PERSON.key, ASKER.key)
    container.conversation.ask(PERSON, "oui")
    assert container.case_service.find(number).helped == "asked"


UNDER = [
    ("Merci beaucoup, c’est réglé !", "closed", ""),
    ("merci, ça m’a bien aidée", "closed", ""),
    ("Thanks, that solved it", "closed", ""),
    ("Cela ne m’aide pas, on nous a demandé de payer", "reopened", "Cela ne m’aide pas, on nous a demandé de payer"),
    ("That doesn’t help me", "reopened", ""),
    ("Ce n’est pas ma question", "reopened", ""),
    ("Thanks a lot!", "answered", ""),
    ("oui", "answered", ""),
]


@pytest.mark.parametrize(("text", "state", "remark"), UNDER)
def test_words_do_what_the_buttons_under_an_answer_do(container: Container, text: str, state: str, remark: str) -> None:
    """Thanks alone settle nothing, and a bare yes or no rates nothing where nothing was asked."""
    number = answered(container)
    reply = container.conversation.ask(PERSON, text)
    assert container.case_service.find(number).state == state
    assert written(container, number) == ([remark] if remark else [])
    assert (reply.settles == f"unhelped:{number}") == (state != "answered")


@pytest.mark.parametrize("text", ["Thanks a lot!", "merci bien", "ok merci"])
def test_thanks_for_an_answer_are_taken_as_such(container: Container, text: str) -> None:
    """And the person reads how to say that it is not enough."""
    answered(container)
    assert container.conversation.ask(PERSON, text).plain == say("fr", "cases.thanked")


@pytest.mark.parametrize("text", ["ce n’est pas clair", "Je n’ai pas compris", "I don’t understand"])
def test_whoever_did_not_understand_an_answer_tells_who_gave_it(container: Container, text: str) -> None:
    """The bot has no other words for it."""
    number = answered(container)
    container.conversation.ask(PERSON, text)
    assert written(container, number) == [text]
    assert container.case_service.find(number).state == "reopened"


@pytest.mark.parametrize("text", ["oui", "Oui, nous l’avons", "no"])
def test_a_yes_to_an_answer_that_asks_back_reaches_the_case(container: Container, text: str) -> None:
    """It says nothing of whether that answer helped."""
    number = answered(container, "Avez-vous signé l’accord ?")
    container.conversation.ask(PERSON, text)
    assert written(container, number) == [text]
    assert container.case_service.find(number).helped == ""


def opened(container: Container, question: str = "Qui garde les motos ?") -> str:
    """Return the number of a case that the person has just opened."""
    talk = container.conversation
    asked = talk.ask(PERSON, question)
    talk.press(PERSON, f"person:{asked.consultation}")
    return talk.ask(PERSON, "oui").case


@pytest.mark.parametrize(
    "text", ["also the laptops", "Ah, j’ai oublié les ordinateurs", "nous sommes à Kaya", "we are in Kaya"]
)
def test_what_is_told_right_after_a_case_was_opened_is_added(container: Container, text: str) -> None:
    """And the person reads that it was."""
    number = opened(container)
    reply = container.conversation.ask(PERSON, text)
    assert (reply.plain, written(container, number)) == (say("fr", "cases.added", number=number), [text])


TOLD = [
    "non, on nous a demandé de payer 200 euros",
    "voici la liste : 3 motos",
    "here is the list: 3 bikes",
    "we never got any form for the inventory",
]


@pytest.mark.parametrize("text", TOLD)
@pytest.mark.parametrize("is_again", [False, True])
def test_what_is_told_after_an_answer_reaches_the_case(container: Container, text: str, is_again: bool) -> None:
    """Also if the case had been closed and opened again before, or was by the button."""
    number = answered(container)
    if is_again:
        container.case_service.change(number, "close", AWA)
        container.case_service.change(number, "reopen", AWA)
        delivered(container, number, "L’annexe D.")
        container.conversation.press(PERSON, f"unhelped:{number}")
    container.conversation.ask(PERSON, text)
    assert written(container, number) == [text]
    assert container.case_service.find(number).state == "reopened"


DOUBTFUL = [
    "what is the inventory you mean? here it is: 3 bikes",
    "et le point focal ne répond pas au téléphone",
    "nous avons lu les motifs",
    "3 motos et 2 ordinateurs",
]


@pytest.mark.parametrize(("text", "in_words"), list(zip(DOUBTFUL, [True, False] * 2, strict=True)))
@pytest.mark.parametrize("is_for_case", [True, False])
def test_where_it_is_in_doubt_the_person_chooses(
    container: Container, text: str, is_for_case: bool, in_words: bool
) -> None:
    """Nothing is added or asked before that, and a choice is made once."""
    number, talk = answered(container), container.conversation
    asked = talk.ask(PERSON, text)
    actions = [row[0].action for row in asked.buttons]
    assert [action.split(":")[1] for action in actions] == ["c", "q"]
    assert (written(container, number), container.consultations.has_any(PERSON.key)) == ([], False)
    if in_words:
        talk.ask(PERSON, "oui" if is_for_case else "a new question")
    else:
        talk.press(PERSON, actions[0 if is_for_case else 1])
    assert written(container, number) == ([text] if is_for_case else [])
    assert container.consultations.has_any(PERSON.key) != is_for_case
    assert not talk.press(PERSON, actions[0]).replies


ELSEWHERE = ["Qui paie l’audit ?", "les motifs", "merci", "je voudrais parler à quelqu’un", "la deuxième", "in English"]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_question_or_a_wish_after_an_answer_is_no_remark(container: Container, text: str) -> None:
    """It gets what it always gets."""
    number = answered(container)
    reply = container.conversation.ask(PERSON, text)
    assert written(container, number) == []
    assert not any(button.action.startswith("remark:") for row in reply.buttons for button in row)


def test_what_follows_a_command_is_meant_for_no_case(container: Container) -> None:
    """It speaks of what that showed."""
    number, talk = answered(container), container.conversation
    talk.command(PERSON, "glossaire", "OSC")
    talk.ask(PERSON, "voici la liste : 3 motos")
    assert written(container, number) == []


def test_what_follows_a_stop_is_meant_for_no_case(container: Container) -> None:
    """It may be somebody else's."""
    number, talk = answered(container), container.conversation
    talk.stop(PERSON)
    talk.ask(PERSON, "voici la liste : 3 motos")
    assert written(container, number) == []


def test_another_person_in_a_group_adds_nothing(container: Container) -> None:
    """Nobody means a case there without a reply to its message."""
    number = answered(container)
    container.conversation.ask(Chat(ASKER.key, is_private=False, address="555"), "voici la liste : 3 motos")
    assert written(container, number) == []
