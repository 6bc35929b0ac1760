"""Care: the words that fit a danger, the line under an answer where it is only possible, and questions beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.asked import asks_something
from bot.conversation.care_reply import (
    Wording,
    care_paragraphs,
    consent_confirmation,
    consent_question,
    disclosure_reply,
    refusal_confirmation,
    unstaffed_notice,
    wording_for,
)
from bot.conversation.handler import Message
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.replies.reply import Reply
from bot.replies.texts import say
from bot.safety.contacts import Contacts, Country
from bot.safety.danger_detector import DetectedDanger
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container

AWA = Chat("awa-key", "fr", address="700")
SURE, UNSURE = "Le directeur frappe les filles.", "Elle pleure depuis la visite, c’est possible."
CHILD = "J’ai 12 ans et mon oncle me frappe."
MALI = Country("mali", {"fr": "Mali", "en": "Mali"}, {"fr": "116", "en": "116"})
NIGER = Country("niger", {"fr": "Niger", "en": "Niger"}, {"fr": "117", "en": "117"})
WORDINGS: tuple[Wording, ...] = ("general", "self_harm", "staff", "child", "child_self_harm")


class UncertainDetector:
    """Is certain of danger where a text has "frappe" in it, and not certain where it has "possible"."""

    def detect(self, text: str) -> DetectedDanger | None:
        """Return the danger."""
        if "frappe" in text:
            return DetectedDanger("abuse")
        return DetectedDanger("abuse", is_certain=False) if "possible" in text else None


class AlarmedDetector:
    """Is certain of danger everywhere."""

    def detect(self, text: str) -> DetectedDanger | None:
        """Return the danger."""
        return DetectedDanger("abuse")


@pytest.fixture
def conversation(tmp_path: Path) -> Iterator[Conversation]:
    """Return the conversation of production with that detector, over the scripted advisor."""
    settings = Settings(home=tmp_path)
    with scripted_container(settings, ManualClock(), danger_detector=UncertainDetector()) as container:
        yield container.conversation


def actions(reply: Reply) -> list[str]:
    """Return the actions of the buttons."""
    return [button.action for row in reply.buttons for button in row]


def rows(home: Path, query: str) -> list[tuple[object, ...]]:
    """Return the rows of a query."""
    with closing(sqlite3.connect(home / "relais.db")) as database:
        return database.execute(query).fetchall()


def test_a_possible_danger_gets_a_line_of_care_before_what_answers_nothing(
    conversation: Conversation, tmp_path: Path
) -> None:
    """No case is opened, and the log has the reply alone."""
    reply = conversation.ask(AWA, UNSURE)
    assert reply.paragraphs[0].text == say("fr", "safeguarding.possible")
    assert reply.paragraphs[1].text.startswith(say("fr", "not_covered.plain"))
    assert actions(reply)[-1] == "care:"
    assert rows(tmp_path, "SELECT count(*) FROM cases") == [(0,)]
    ((logged,),) = rows(tmp_path, "SELECT answer FROM consultations")
    assert say("fr", "safeguarding.possible") not in str(logged)


def test_the_line_of_care_stands_before_every_reply_that_answers_nothing(conversation: Conversation) -> None:
    """However often a person writes."""
    shown = [say("fr", "safeguarding.possible") in conversation.ask(AWA, UNSURE).plain for _ in range(2)]
    assert shown == [True, True]


def test_the_line_of_care_is_not_repeated_in_a_check_within_ten_minutes(conversation: Conversation) -> None:
    """There the text is a remark, and the step is shown again."""
    conversation.press(AWA, "checks:new:early-termination")
    for said in ("OSC Espoir", "1", "oui"):
        conversation.ask(AWA, said)
    shown = [say("fr", "safeguarding.possible") in conversation.ask(AWA, UNSURE).plain for _ in range(2)]
    assert shown == [True, False]


def test_who_only_asks_for_a_person_raises_no_alarm(tmp_path: Path) -> None:
    """Whatever the detector takes the words for: the handoff answers."""
    settings = Settings(home=tmp_path)
    with scripted_container(settings, ManualClock(), danger_detector=AlarmedDetector()) as container:
        for text in ("Bonjour, je voudrais parler à quelqu'un svp", "can someone call me back?"):
            reply = container.conversation.ask(AWA, text)
            assert reply.plain == say(reply.language, "cases.write")
            container.conversation.stop(AWA)
    assert rows(tmp_path, "SELECT count(*) FROM cases") == [(0,)]


def test_the_line_belongs_to_its_message_alone(conversation: Conversation) -> None:
    """Neither a message declared safe nor the next one gets it; a caption does."""
    conversation.answer(AWA, Message(UNSURE, declared_safe=True))
    assert say("fr", "safeguarding.possible") not in conversation.ask(AWA, "Merci").plain
    assert say("fr", "safeguarding.possible") in conversation.ask(AWA, UNSURE, media="photo").plain


def test_a_certain_danger_gets_care_first_and_a_case(conversation: Conversation, tmp_path: Path) -> None:
    """As ever."""
    reply = conversation.ask(AWA, SURE)
    assert reply.plain.startswith(say("fr", "safeguarding.staff_body"))
    assert say("fr", "safeguarding.possible") not in reply.plain
    assert rows(tmp_path, "SELECT kind FROM cases") == [("safeguarding",)]


def test_a_possible_danger_in_a_check_stays_a_remark(conversation: Conversation) -> None:
    """The line stands under the step."""
    conversation.press(AWA, "checks:new:early-termination")
    for said in ("OSC Espoir", "1", "oui"):
        conversation.ask(AWA, said)
    reply = conversation.ask(AWA, UNSURE)
    assert UNSURE in reply.plain
    assert reply.paragraphs[-1].text == say("fr", "safeguarding.possible")
    assert any(action.startswith("check:") for action in actions(reply))


@pytest.mark.parametrize("command", ["verifier", "nimporte"])
def test_whatever_answers_a_possible_danger_the_line_is_there(conversation: Conversation, command: str) -> None:
    """Also after a command that does not exist."""
    assert say("fr", "safeguarding.possible") in conversation.command(AWA, command, UNSURE).plain


def test_the_button_beside_the_line_shows_contacts_and_keeps_nothing(
    conversation: Conversation, tmp_path: Path
) -> None:
    """A reply by a person is offered from there."""
    conversation.ask(AWA, UNSURE)
    (reply,) = conversation.press(AWA, "care:").replies
    assert say("fr", "safeguarding.report") in reply.plain
    assert actions(reply) == ["talk:ask:new"]
    assert rows(tmp_path, "SELECT count(*) FROM cases") == [(0,)]


def test_who_may_be_in_danger_can_ask_for_a_person(tmp_path: Path) -> None:
    """The case is opened with consent, once, and a no opens none."""
    settings = Settings(home=tmp_path, safeguarding_chat="-100777")
    with scripted_container(settings, ManualClock(), danger_detector=UncertainDetector()) as container:
        conversation = container.conversation
        (asked,) = conversation.press(AWA, "talk:ask:new").replies
        assert actions(asked) == ["talk:yes:new", "talk:no:new"]
        assert say("fr", "safeguarding.declined") in conversation.press(AWA, "talk:no:new").replies[0].plain
        assert rows(tmp_path, "SELECT count(*) FROM cases") == [(0,)]
        for _ in range(2):
            conversation.press(AWA, "talk:yes:new")
        assert rows(tmp_path, "SELECT kind, topic, address FROM cases") == [("safeguarding", "other", "700")]


def test_a_question_beside_a_danger_is_answered_after_care(conversation: Conversation, tmp_path: Path) -> None:
    """By a button, without any trace; the case stays."""
    reply = conversation.ask(AWA, f"{SURE} Quelles sont les étapes ?")
    assert [action.partition(":")[0] for action in actions(reply)] == ["mistaken", "also", "talk"]
    for _ in range(2):  # the button stays: the answer can be asked for again
        (answered,) = conversation.press(AWA, actions(reply)[1]).replies
        assert answered.plain.startswith(say("fr", "not_covered.plain"))
        assert answered.plain.endswith(say("fr", "not_covered.advice_unlogged"))  # not that it is recorded
        assert actions(answered) == actions(reply)[2:]  # a person, for the same case
    assert rows(tmp_path, "SELECT count(*) FROM consultations") == [(0,)]
    assert rows(tmp_path, "SELECT state FROM cases") == [("open",)]


def test_without_a_question_no_answer_is_offered(conversation: Conversation) -> None:
    """Only "this is not what I meant" and a person."""
    assert [action.partition(":")[0] for action in actions(conversation.ask(AWA, SURE))] == ["mistaken", "talk"]


def test_an_answer_aside_belongs_to_the_last_disclosure(conversation: Conversation) -> None:
    """A button of another one says that it no longer works."""
    assert conversation.press(AWA, "also:R-2026-0099").notice == say("fr", "notice.gone")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le directeur frappe les petits, et comment clore le projet ?", True),
        ("The boss hits them. What are the steps", True),
        ("Il me frappe et je ne sais pas quoi faire", False),
        ("He hits me and nobody helps", False),
    ],
)
def test_a_question_is_seen_beside_a_danger(text: str, expected: bool) -> None:
    """By its mark, or by the word that opens it."""
    assert asks_something(text) == expected


def said(conversation: Conversation, *presses: str) -> str:
    """Press these buttons and return what the last one leads to."""
    return [conversation.press(AWA, pressed).replies[0].plain for pressed in presses][-1]


def test_a_child_is_asked_for_consent_and_answered_as_a_child(tmp_path: Path) -> None:
    """By the buttons, whenever they are pressed, and by typed words; no word of the child is in the case."""
    settings = Settings(home=tmp_path, safeguarding_chat="-100777")
    with scripted_container(settings, ManualClock(), danger_detector=UncertainDetector()) as container:
        conversation = container.conversation
        talk = actions(conversation.ask(AWA, CHILD))[1]
        (asked,) = conversation.press(AWA, talk).replies
        assert say("fr", "safeguarding.child_consent_ask") in asked.plain
        assert conversation.ask(AWA, "je veux parler à quelqu’un").plain == asked.plain
        yes, no = actions(asked)
        assert say("fr", "safeguarding.child_danger") in said(conversation, yes)
        assert rows(tmp_path, "SELECT question, address FROM cases") == [("", "700")]
        refused = said(conversation, no)
        assert refused.startswith(say("fr", "safeguarding.child_declined"))
        assert say("fr", "safeguarding.child_report") in refused
        assert rows(tmp_path, "SELECT question, address FROM cases") == [("", None)]


def test_a_child_stays_a_child_in_the_next_message(conversation: Conversation) -> None:
    """Until someone writes as an adult does; where nobody can answer, a child is told so in their words."""
    conversation.ask(AWA, CHILD)
    again = conversation.ask(AWA, "Il frappe encore.")
    assert again.plain.startswith(say("fr", "safeguarding.child_body"))
    assert said(conversation, actions(again)[1]).startswith(say("fr", "safeguarding.child_unstaffed"))
    adult = conversation.ask(AWA, "Il frappe aussi ma fille.")
    assert adult.plain.startswith(say("fr", "safeguarding.body"))
    assert said(conversation, actions(adult)[1]).startswith(say("fr", "safeguarding.unstaffed"))


def test_a_no_withdraws_the_yes_before_it(tmp_path: Path) -> None:
    """Also of a person who may be in danger, whose buttons have no number."""
    settings = Settings(home=tmp_path, safeguarding_chat="-100777")
    with scripted_container(settings, ManualClock(), danger_detector=UncertainDetector()) as container:
        said(container.conversation, "talk:yes:new", "talk:ask:new", "talk:no:new")
    assert rows(tmp_path, "SELECT chat, address, agreed FROM cases") == [("", None, 0)]


@pytest.mark.parametrize("is_child", [False, True])
def test_the_request_for_consent_announces_the_case(is_child: bool) -> None:
    """The one that is open, or the one that consent opens."""
    child = "child_" if is_child else ""
    opened, new = (consent_question("fr", number, "", is_child).plain for number in ("R-2026-0001", "new"))
    assert opened.startswith(say("fr", f"safeguarding.{child}case_open"))
    assert new.startswith(say("fr", f"safeguarding.{child}case_new"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_child", [False, True])
def test_while_nobody_can_be_written_to_no_words_are_promised_to_be_passed_on(
    language: Language, is_child: bool
) -> None:
    """They wait, and whoever reads that is told so; a child reads a child's advice."""
    own, other = ("child_", "") if is_child else ("", "child_")
    for reply in (
        consent_question(language, "new", "Awa", is_child, Contacts()),
        consent_confirmation(language, "R-2026-0001", "Awa", is_child, Contacts()),
    ):
        for name, is_said in (("waiting_words", True), ("away", True), ("consent_words", False)):
            assert (say(language, f"safeguarding.{own}{name}", role="Awa") in reply.plain) == is_said
        assert say(language, f"safeguarding.{own}agreed_words", role="Awa") not in reply.plain
        assert say(language, f"safeguarding.{own}report") in reply.plain
        assert say(language, f"safeguarding.{other}report") not in reply.plain


@pytest.mark.parametrize("is_child", [False, True])
def test_who_is_sent_elsewhere_can_press_a_country(is_child: bool) -> None:
    """After a no, and where nobody can answer from here."""
    contacts = Contacts((MALI, NIGER), default=MALI)
    for reply in (refusal_confirmation("fr", contacts, is_child), unstaffed_notice("fr", contacts, is_child)):
        assert actions(reply) == ["country:niger:child" if is_child else "country:niger"]
        assert say("fr", "safeguarding.countries") in reply.plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_violence_gets_a_line_on_medical_care(language: Language) -> None:
    """After the words on immediate danger, in a child's words for a child; other dangers get none."""
    keys: dict[Wording, str] = {"general": "health", "staff": "health", "child": "child_health"}
    for wording, key in keys.items():
        line = say(language, f"safeguarding.{key}")
        for kind in ("abuse", "sexual_exploitation"):
            assert care_paragraphs(language, wording, kind=kind)[2].text == line
        assert line not in [paragraph.text for paragraph in care_paragraphs(language, wording, kind="threat")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("wording", "despair"), [("general", "self_harm"), ("staff", "self_harm"), ("child", "child_self_harm")]
)
def test_who_is_threatened_and_despairs_reads_first_how_to_get_safe(
    language: Language, wording: Wording, despair: str
) -> None:
    """Then what helps against despair, in a child's words for a child."""
    said = [one.text for one in care_paragraphs(language, wording, kind="threat", also_despair=True)]
    own = "danger" if wording == "general" else f"{wording}_danger"
    assert said[1:3] == [say(language, f"safeguarding.{own}"), say(language, f"safeguarding.{despair}_danger")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wording", ["general", "staff", "child"])
def test_a_group_reads_nothing_of_what_was_told(language: Language, wording: Wording) -> None:
    """The same words whatever was told, without contacts that would hint at it."""
    contacts = Contacts((MALI, NIGER), default=MALI)
    reply = disclosure_reply(language, contacts, "R-2026-0001", is_private=False, wording=wording, kind="abuse")
    shown = [paragraph.text for paragraph in reply.paragraphs]
    assert shown == [say(language, "safeguarding.group_body"), say(language, "safeguarding.group_care")]
    assert actions(reply) == ["mistaken:R-2026-0001:1"]


@pytest.mark.parametrize(("wording", "key"), [("self_harm", "self_harm"), ("child_self_harm", "child")])
def test_despair_in_a_group_gets_its_own_words_and_contacts(wording: Wording, key: str) -> None:
    """It can't wait for a private chat."""
    reply = disclosure_reply("fr", Contacts((MALI,), default=MALI), "R-2026-0001", is_private=False, wording=wording)
    assert [paragraph.text for paragraph in reply.paragraphs] == [
        say("fr", f"safeguarding.{key}_body"),
        say("fr", f"safeguarding.{wording}_danger"),
        say("fr", "safeguarding.contacts", country="Mali", contacts="116"),
        say("fr", f"safeguarding.{key}_care_in_group"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wording", WORDINGS)
def test_each_wording_is_short_and_asks_nothing(language: Language, wording: Wording) -> None:
    """With a safe way out, and without a promise of secrecy."""
    kind = "self_harm" if "self_harm" in wording else "abuse"
    reply = disclosure_reply(language, Contacts(), "R-2026-0001", wording=wording, kind=kind)
    assert len(reply.plain) <= (880 if "child" in wording else 1_080)
    assert "?" not in reply.plain
    assert "/stop" in reply.plain


def test_self_harm_begins_with_someone_to_stay_and_the_emergency_number() -> None:
    """The focal point is not named."""
    for language in LANGUAGES:
        said = [paragraph.text for paragraph in care_paragraphs(language, "self_harm")]
        assert said[1] == say(language, "safeguarding.self_harm_danger")
        assert say(language, "safeguarding.report") not in said


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("self_harm", "Je veux mourir à cause du partenariat", "self_harm"),
        ("self_harm", "If the agreement ends I will hang myself", "self_harm"),
        ("self_harm", "j’ai 14 ans et je veux mourir", "child_self_harm"),
        ("abuse", "I'm 13 and my uncle hits me", "child"),
        ("abuse", "J'ai douze ans, il me frappe", "child"),
        ("abuse", "mon prof me touche", "child"),
        ("neglect", "ma maîtresse nous enferme, je suis en CM2", "child"),
        ("abuse", "My teacher hits me", "child"),
        ("abuse", "My daughter says: my teacher hits me", "general"),
        ("abuse", "Ma fille a 12 ans, son oncle la frappe", "general"),
        ("abuse", "J’ai 12 ans d’expérience et mon mari me frappe", "general"),
        ("abuse", "I am 15 weeks pregnant and he hits me", "general"),
        ("abuse", "Le directeur viole les filles du centre", "staff"),
        ("abuse", "the coordinator raped a girl", "staff"),
        ("sexual_exploitation", "Il demande à coucher contre l’aide", "staff"),
        ("reprisal", "They will sack me if I report", "staff"),
        ("threat", "Mon chef me menace", "general"),
        ("harmful_practice", "On va exciser ma fille jeudi", "general"),
    ],
)
def test_the_wording_fits_the_danger_and_who_writes(kind: str, text: str, expected: Wording) -> None:
    """A child first, then despair, then violence by staff or partners."""
    assert wording_for(kind, text) == expected
