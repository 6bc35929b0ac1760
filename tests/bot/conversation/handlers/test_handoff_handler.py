"""Offers to pass a question on: what may be said to one in words, and what waits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.answer import Answer, Finding
from bot.answering.inquiry import Inquiry
from bot.container import Container
from bot.domain.cases.case import Case
from bot.domain.cases.case_messages import summary
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.chat import Chat
from bot.replies.texts import say
from bot.settings import Settings
from corpus.example import Gap
from corpus.language import LANGUAGES, Language
from index.library import Library
from tests.support.cases import ASKER, ManualClock
from tests.support.staff_service import ScriptedLibrary, scripted_container

QUESTION: dict[Language, str] = {"fr": "Qui paie l’audit ?", "en": "Who pays the audit?"}
WISH: dict[Language, str] = {"fr": "Je voudrais parler à quelqu’un", "en": "I want to talk to someone"}
WHO: dict[Language, str] = {"fr": "qui va la lire ?", "en": "who will read it?"}


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return the bot with a scripted advisor that answers nothing."""
    with scripted_container(Settings(home=tmp_path), ManualClock()) as made:
        yield made


def person(container: Container, language: Language) -> Chat:
    """Return a person who has chosen a language."""
    chat = Chat(ASKER.key, hint=language, address="555")
    container.conversation.command(chat, "langue", language)
    return chat


def opened(container: Container) -> list[Case]:
    """Return the cases."""
    return container.case_service.select(CaseFilter())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cancel", ["annuler", "cancel"])
@pytest.mark.parametrize("then", ["oui", "yes", "ok merci"])
def test_after_calling_off_nothing_waits(container: Container, language: Language, cancel: str, then: str) -> None:
    """Neither a yes nor thanks bring the offer back, and no case is opened; a later offer can be taken again."""
    chat, ask = person(container, language), container.conversation.ask
    ask(chat, QUESTION[language])
    assert say(language, "cases.consent") in ask(chat, WISH[language]).plain
    assert ask(chat, cancel).plain == say(language, "cases.cancelled")
    assert say(language, "cases.consent") not in ask(chat, then).plain
    assert opened(container) == []
    ask(chat, QUESTION[language])
    assert say(language, "cases.consent") in ask(chat, "oui").plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_offer_under_an_answer_is_called_off_too(container: Container, language: Language) -> None:
    """Also where only the button under the answer offered a person."""
    chat, ask = person(container, language), container.conversation.ask
    ask(chat, QUESTION[language])
    assert ask(chat, "annuler").plain == say(language, "clarify.cancelled")
    assert say(language, "cases.consent") not in ask(chat, "oui").plain


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("courtesy", ["ok merci", "ok", "d’accord merci", "thanks", "ok thank you", "👍"])
def test_a_courtesy_consents_to_nothing(container: Container, language: Language, courtesy: str) -> None:
    """The offer is named once more; then a yes is one."""
    chat, ask = person(container, language), container.conversation.ask
    ask(chat, QUESTION[language])
    ask(chat, WISH[language])
    waits = say(language, "cases.still_waits", question=QUESTION[language])
    assert ask(chat, courtesy).plain == waits
    assert opened(container) == []
    ask(chat, "oui" if language == "fr" else "yes")
    assert [case.address for case in opened(container)] == ["555"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_amid_leaves_the_first_one_waiting(container: Container, language: Language) -> None:
    """What is asked of the offer is answered, another question too; a yes then passes on the first one."""
    chat, ask = person(container, language), container.conversation.ask
    ask(chat, QUESTION[language])
    ask(chat, WISH[language])
    waits = say(language, "cases.still_waits", question=QUESTION[language])
    about = ask(chat, WHO[language]).plain
    assert container.case_service.staff_role(language) in about
    assert waits in about
    assert waits in ask(chat, {"fr": "Quel est le plafond du budget ?", "en": "Who sets the budget?"}[language]).plain
    ask(chat, {"fr": "oui", "en": "yes"}[language])
    assert [case.question for case in opened(container)] == [QUESTION[language]]


@pytest.mark.parametrize("yes", ["oui, mais par téléphone plutôt", "yes, by phone rather"])
def test_a_yes_with_a_remark_is_one(container: Container, yes: str) -> None:
    """The remark is added to the case."""
    chat, ask = person(container, "fr"), container.conversation.ask
    ask(chat, QUESTION["fr"])
    ask(chat, WISH["fr"])
    ask(chat, yes)
    (case,) = opened(container)
    wrote = [event.note for event in container.case_service.history(case.number) if event.kind == "wrote"]
    assert (len(wrote), wrote[0] in yes) == (1, True)


@pytest.mark.parametrize("yes", ["oui, mais ne gardez pas mon adresse", "yes, but without my address"])
def test_a_yes_that_denies_something_keeps_nothing(container: Container, yes: str) -> None:
    """The offer waits for a plain answer."""
    chat, ask = person(container, "fr"), container.conversation.ask
    ask(chat, QUESTION["fr"])
    ask(chat, WISH["fr"])
    assert ask(chat, yes).plain == say("fr", "cases.still_waits", question=QUESTION["fr"])
    assert opened(container) == []


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("fr", "Je voudrais parler à quelqu’un au sujet du rapport financier"),
        ("en", "I want to talk to someone about the financial report"),
    ],
)
def test_a_wish_that_names_its_matter_is_about_itself(container: Container, language: Language, wish: str) -> None:
    """Not about the message before."""
    chat, ask = person(container, language), container.conversation.ask
    ask(chat, QUESTION[language])
    offer = ask(chat, wish)
    assert (wish in offer.plain, QUESTION[language] in offer.plain) == (True, False)


@pytest.mark.parametrize(
    ("language", "talk", "follow_up"),
    [("fr", "non", "et pour les véhicules ?"), ("en", "ok thanks", "and for the vehicles?")],
)
def test_a_follow_up_refers_to_the_last_real_question(
    container: Container, language: Language, talk: str, follow_up: str
) -> None:
    """Never to a no or a courtesy between."""
    chat, ask = person(container, language), container.conversation.ask
    for text in (QUESTION[language], talk, follow_up):
        ask(chat, text)
    ask(chat, "oui")
    offer = ask(chat, "oui").plain
    (case,) = opened(container)
    assert case.question == say(language, "cases.about", question=follow_up, before=QUESTION[language]), offer


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_that_was_left_behind_says_what_happened(container: Container, language: Language) -> None:
    """That the question was passed on, or that the choice is over: no second case, and no "ask again"."""
    chat, talk = person(container, language), container.conversation
    known = talk.ask(chat, QUESTION[language]).consultation
    talk.ask(chat, WISH[language])
    assert talk.ask(chat, "oui").settles == f"pass:x:{known}"
    (case,) = opened(container)
    pressed = talk.press(chat, f"pass:y:{known}")
    assert (pressed.notice, pressed.buttons) == (say(language, "cases.passed_on", number=case.number), ())
    pressed = talk.press(chat, "pass:y:0123456789ab")
    assert (pressed.notice, pressed.buttons) == (say(language, "cases.choice_over"), ())
    assert len(opened(container)) == 1


class _HelpAdvisor:
    """Takes every message that has "aide" or "help" in it for a wish for a person."""

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the wish, or that nothing answers."""
        if "aide" in inquiry.text or "help" in inquiry.text:
            return Answer(inquiry.language, (Finding("", "smalltalk", intent="person"),))
        return Answer(inquiry.language, (Finding(inquiry.text, "not_covered"),))

    def warm_up(self) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("language", "wish", "is_about_itself"),
    [
        ("fr", "personne ne m’aide avec ce rapport", True),
        ("en", "nobody helps me with this report", True),
        ("fr", "qui m’aide ?", False),
        ("en", "help me please", False),
    ],
)
def test_a_wish_for_help_is_about_itself_if_it_names_something(
    tmp_path: Path, language: Language, wish: str, is_about_itself: bool
) -> None:
    """Else about the question before."""
    with scripted_container(Settings(home=tmp_path), ManualClock(), advisor=_HelpAdvisor()) as container:
        chat, ask = person(container, language), container.conversation.ask
        ask(chat, QUESTION[language])
        offer = ask(chat, wish).plain
        assert (wish in offer, QUESTION[language] in offer) == (is_about_itself, not is_about_itself)


class _RecordingAdvisor(_HelpAdvisor):
    """Keeps the questions."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return that nothing answers."""
        self.asked.append(inquiry.text)
        return super().advise(inquiry)


@pytest.mark.parametrize(
    ("language", "follow_up"), [("fr", "et pour les véhicules ?"), ("en", "and for the vehicles?")]
)
def test_the_theme_of_a_follow_up_is_that_of_the_whole_question(
    tmp_path: Path, language: Language, follow_up: str
) -> None:
    """What is found for the card is found with what the follow-up refers to."""
    advisor = _RecordingAdvisor()
    with scripted_container(Settings(home=tmp_path), ManualClock(), text_advisor=advisor) as container:
        chat, talk = person(container, language), container.conversation
        talk.ask(chat, QUESTION[language])
        talk.press(chat, "person:")
        talk.ask(chat, follow_up)
        assert advisor.asked[-1] == say(language, "cases.about", question=follow_up, before=QUESTION[language])


@pytest.mark.parametrize(
    ("language", "asked", "reason", "theme"),
    [
        ("fr", "Quel est le délai de préavis ?", "", "ending"),
        ("en", "How long is the notice of termination?", "", "ending"),
        ("fr", "Peut-on mettre le logo de l’UNICEF sur nos tee-shirts ?", "", ""),
        ("en", "May we put the UNICEF logo on our T-shirts?", "", ""),
        ("fr", "Quels sont les motifs de résiliation anticipée ?", "wrong", ""),
        ("en", "What are the grounds for early termination?", "wrong", ""),
        ("en", "What are the grounds for early termination?", "unclear", "ending"),
    ],
)
def test_the_theme_of_a_case_is_that_of_what_was_asked(
    library: Library, tmp_path: Path, language: Language, asked: str, reason: str, theme: str
) -> None:
    """Of the gap that the question falls into, or of an answer that was not called wrong; else there is none."""
    with Container(Settings(home=tmp_path), library=library) as container:
        chat, talk = person(container, language), container.conversation
        known = talk.ask(chat, asked).consultation
        if reason:
            talk.press(chat, f"down:{known}")
            talk.press(chat, f"why:{reason}:{known}")
        talk.press(chat, f"pass:y:{known}")
        (case,) = opened(container)
        assert case.theme == theme


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mere_wish_says_on_its_card_that_nothing_was_asked(container: Container, language: Language) -> None:
    """The first is asked for a question; whoever insists has the wish passed on."""
    chat, ask = person(container, language), container.conversation.ask
    assert container.conversation.command(chat, "person", WISH[language]).plain == say(language, "cases.write")
    assert WISH[language] in ask(chat, WISH[language]).plain
    ask(chat, "oui" if language == "fr" else "yes")
    (case,) = opened(container)
    assert (case.question, case.kind) == (WISH[language], "person")
    card = summary(case, language, container.case_service.today())
    assert say(language, "staff.no_question") in card.plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mere_wish_carries_what_was_asked_before_with_its_label(tmp_path: Path, language: Language) -> None:
    """The person sees both in the offer, before they agree."""
    gap = ScriptedLibrary().corpus.gaps["notice-period"]
    parts = {
        "text_advisor": GapAdvisor(gap),
        "theme_of": lambda found: "ending" if gap.id in found else "",
    }
    with scripted_container(Settings(home=tmp_path), ManualClock(), **parts) as container:
        chat, ask = person(container, language), container.conversation.ask
        ask(chat, QUESTION[language])
        container.conversation.press(chat, "person:")
        offer = ask(chat, WISH[language]).plain
        assert (WISH[language] in offer, QUESTION[language] in offer) == (True, True)
        ask(chat, "oui" if language == "fr" else "yes")
        (case,) = opened(container)
        assert (QUESTION[language] in case.question, case.theme, case.outcome) == (True, "ending", "")


class GapAdvisor:
    """Finds that every question falls into one gap of the texts."""

    def __init__(self, gap: Gap) -> None:
        self._gap = gap

    def advise(self, inquiry: Inquiry) -> Answer:
        """Return the answer."""
        return Answer(inquiry.language, (Finding(inquiry.text, "not_covered", gap=self._gap),))

    def warm_up(self) -> None:
        """Do nothing."""
