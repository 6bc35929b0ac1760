"""What people write after a sign of danger: consent, words for the focal point, and nothing for anybody else."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.container import Container
from bot.domain.access.roles import Role
from bot.domain.cases.case import Case
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.chat import Chat
from bot.replies.reply import Reply, unpack
from bot.replies.texts import say
from bot.safety.danger_detector import DetectedDanger
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from tests.support.cases import AWA, ManualClock
from tests.support.staff_service import scripted_container

FOCAL_POINT = "-1002"
TOLD: dict[Language, str] = {"fr": "il y a un danger", "en": "there is danger at home"}
CHILD: dict[Language, str] = {"fr": "j’ai 13 ans, il y a un danger", "en": "I am 13, there is danger at home"}
CHOICE = {"fr": "ni oui ni non", "en": "neither yes nor no"}


class Detector:
    """Finds danger in "danger", and what may be one in "seul" and "alone"."""

    def detect(self, text: str) -> DetectedDanger | None:
        """Return the danger."""
        if "danger" in text:
            return DetectedDanger("abuse")
        return DetectedDanger("neglect", is_certain=False) if "seul" in text or "alone" in text else None


@dataclass
class Talk:
    """One person's talk with a bot that may be started anew."""

    start: Callable[[], Container]
    chat: Chat

    def __post_init__(self) -> None:
        """Start the bot."""
        self.container, self._ids = self.start(), itertools.count(1)

    def restart(self) -> None:
        """Start the bot anew: nothing that was in memory is left."""
        self.container.close()
        self.container = self.start()

    def write(self, text: str, **details: Any) -> Reply:
        """Write something and return the answer."""
        return self.container.conversation.ask(self.chat, text, identity=next(self._ids), **details)

    def press(self, action: str) -> Reply:
        """Press a button and return what the bot says then."""
        return self.container.conversation.press(self.chat, action).replies[0]

    def ask_consent(self, text: str) -> Reply:
        """Tell of a danger and ask for a person; return the request for consent."""
        shown = self.write(text)
        return self.press(next(one.action for row in shown.buttons for one in row if one.action.startswith("talk:")))

    @property
    def cases(self) -> list[Case]:
        """All cases, by number."""
        return sorted(self.container.case_service.select(CaseFilter()), key=lambda case: case.number)

    def sent(self, address: str) -> str:
        """Return all that waits to be sent to an address, as it is read."""
        with self.container.database.read() as db:
            rows = db.select("outbox", "address = ?", [address], order_by="id")
        return "\n".join(unpack(row["language"], row["content"]).plain for row in rows)

    def answer(self, text: str) -> None:
        """Let the focal point's answer to the last case arrive."""
        cases = self.container.case_service
        given = cases.answer(self.cases[-1].number, text, AWA, undo_period=timedelta())
        answer = cases.outgoing_answer(given.outgoing_id or 0)
        assert answer is not None
        cases.note_delivered(answer)

    def is_requested(self) -> bool:
        """Tell whether there is a request for access, or a message about one."""
        with self.container.database.read() as db:
            messages = db.count("outbox", "reference LIKE 'access:%'", [])
        return bool(messages or self.container.access_control.requests.pending())


@pytest.fixture(params=[(language, role) for language in LANGUAGES for role in ("everyone", "stranger")])
def talk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Talk]:
    """Yield the talk of a person with and without access, in each language."""
    language, role = request.param
    yield from talks(tmp_path, language, role)


@pytest.fixture(params=LANGUAGES)
def stranger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Talk]:
    """Yield the talk of a person without access, in each language."""
    yield from talks(tmp_path, request.param, "stranger")


def talks(home: Path, language: Language, role: Role, **settings: Any) -> Iterator[Talk]:
    """Yield the talk of a person with a bot that has a focal point and an admin."""
    chosen = {"safeguarding_chat": FOCAL_POINT, "access": "approval", "admins": "9", "home": home} | settings
    with ExitStack() as stack:

        def start() -> Container:
            clock = ManualClock(datetime.now(UTC))
            made = scripted_container(Settings.model_validate(chosen), clock, danger_detector=Detector())
            return stack.enter_context(made)

        key = "e5" * 12
        yield Talk(start, Chat(key, hint=language, person=key, address="77", role=role))


def language_of(talk: Talk) -> Language:
    """Return the language of a talk."""
    assert talk.chat.hint is not None
    return talk.chat.hint


YES = ("yes", "oui", "oui je suis d’accord", "yes please", "d’accord", "I agree", "Oui, écrivez-moi ici")
NO = ("no", "non merci", "no wait, I changed my mind", "attends, j’ai changé d’avis", "not now")


@pytest.mark.parametrize("said", YES)
def test_a_typed_yes_does_what_the_button_does(talk: Talk, said: str) -> None:
    """For people with and without access, after a restart too; the buttons go."""
    asked = talk.ask_consent(TOLD[language_of(talk)])
    talk.restart()
    reply = talk.write(said)
    (case,) = talk.cases
    assert (case.agreed, case.chat, case.address) == (True, talk.chat.key, talk.chat.address)
    assert reply.settles == asked.buttons[0][0].action
    assert say(reply.language, "safeguarding.agreed", number=case.number) in reply.plain
    assert not talk.is_requested()


@pytest.mark.parametrize("said", NO)
def test_a_typed_no_does_what_the_button_does(talk: Talk, said: str) -> None:
    """Before consent, and after it as well: nothing of the person is left."""
    talk.ask_consent(TOLD[language_of(talk)])
    assert say(language_of(talk), "safeguarding.declined") in talk.write(said).plain
    assert [case.agreed for case in talk.cases] == [False]
    talk.press(f"talk:ask:{talk.cases[0].number}")
    talk.write("oui")
    assert [case.agreed for case in talk.cases] == [True]
    assert say(language_of(talk), "safeguarding.declined") in talk.write(said).plain
    assert [(case.agreed, case.chat, case.address) for case in talk.cases] == [(False, "", "")]
    assert not talk.is_requested()


@pytest.mark.parametrize("said", ["ok merci", "il travaille le lundi", "bonjour", "thanks"])
def test_what_is_neither_yes_nor_no_goes_to_nobody(talk: Talk, said: str) -> None:
    """The person reads what can be tapped or written, and the choice still waits."""
    asked = talk.ask_consent(TOLD[language_of(talk)])
    reply = talk.write(said)
    assert CHOICE[language_of(talk)] in reply.plain
    assert reply.buttons == asked.buttons
    assert [case.agreed for case in talk.cases] == [False]
    assert not talk.is_requested()
    assert said not in talk.sent(FOCAL_POINT)
    talk.write("oui")
    assert [case.agreed for case in talk.cases] == [True]


YES_AND = (
    *("oui, ici ça va", "oui mais pas ce soir", "oui mais le lundi", "Oui, sur ce numéro", "d’accord, une femme svp"),
    *("oui, avant 18 h, c’est urgent", "yes here is fine", "yes but not tonight", "yes, on this number please"),
    *("Yes, in the morning only", "I agree, with a woman if possible, please"),
)
NO_AND = (
    *(
        "non, c’est trop risqué ici",
        "non il lit mon téléphone",
        "non merci, j’ai peur",
        "Non, ne m’écrivez pas, pas ici",
    ),
    *("no, it is not safe here", "no he reads my phone", "no thanks, I am afraid", "No, do not write to me, not here"),
)
HALF_YES = (
    *(
        "oui mais",
        "oui mais pas ici",
        "oui, mais il lit mon téléphone",
        "oui mais pas maintenant",
        "oui, mais ne dites rien",
    ),
    *(
        "oui et non",
        "oui mais pas sur ce numéro",
        "yes but",
        "yes but not here",
        "yes, but he reads my phone",
        "yes not now",
    ),
    *("yes, but tell nobody", "yes and no", "yes but not on this number", "yes if my name stays out"),
)
UNCLEAR = (
    "no help me",
    "no one helps",
    "non il faut que quelqu’un vienne",
    "no, tomorrow",
    "je ne sais pas",
    "no problem",
)


@pytest.mark.parametrize("said", YES_AND)
def test_a_yes_with_a_remark_is_a_yes_and_keeps_the_remark(talk: Talk, said: str) -> None:
    """The focal point reads the words as they were written, and the person that they were passed on."""
    asked = talk.ask_consent(TOLD[language_of(talk)])
    reply = talk.write(said)
    (case,) = talk.cases
    assert (case.agreed, case.address) == (True, talk.chat.address)
    assert reply.settles == asked.buttons[0][0].action
    role = say(reply.language, "safeguarding.role")
    assert say(reply.language, "safeguarding.agreed", number=case.number) in reply.plain
    assert say(reply.language, "safeguarding.passed_on", number=case.number, role=role) in reply.plain
    assert said in talk.sent(FOCAL_POINT)
    assert not talk.is_requested()


@pytest.mark.parametrize("said", NO_AND)
def test_a_no_with_words_is_a_no(talk: Talk, said: str) -> None:
    """The words go to nobody."""
    talk.ask_consent(TOLD[language_of(talk)])
    assert say(language_of(talk), "safeguarding.declined") in talk.write(said).plain
    assert [(case.agreed, case.chat, case.address) for case in talk.cases] == [(False, "", "")]
    assert said not in talk.sent(FOCAL_POINT)


@pytest.mark.parametrize("said", [*HALF_YES, *UNCLEAR])
def test_a_doubtful_yes_is_none(talk: Talk, said: str) -> None:
    """A half yes is asked again in other words; nothing of it is kept or passed on, and the choice still waits."""
    asked = talk.ask_consent(TOLD[language_of(talk)])
    reply = talk.write(said)
    key = "safeguarding.half_yes" if said in HALF_YES else "safeguarding.choice"
    assert say(reply.language, key, yes=say(reply.language, "safeguarding.yes")) in reply.plain
    assert reply.buttons == asked.buttons
    assert [case.agreed for case in talk.cases] == [False]
    assert said not in talk.sent(FOCAL_POINT)
    assert not talk.is_requested()
    talk.write("oui")
    assert [case.agreed for case in talk.cases] == [True]


def test_a_child_is_asked_again_in_a_child_s_words(talk: Talk) -> None:
    """After a half yes."""
    language = language_of(talk)
    talk.ask_consent(CHILD[language])
    said = talk.write({"fr": "oui mais pas ici", "en": "yes but not here"}[language])
    assert say(language, "safeguarding.child_half_yes", yes=say(language, "safeguarding.yes")) in said.plain


@pytest.mark.parametrize(
    "said", ["oui ok " * 500 + "x", "ici ici " * 500, "yes it is " * 300 + "x", "merci ok bien " * 300]
)
def test_a_message_of_a_thousand_small_words_is_read(talk: Talk, said: str) -> None:
    """Each of which stands in several lists: to try them all as each would never end."""
    talk.ask_consent(TOLD[language_of(talk)])
    talk.write(said)
    assert [case.agreed for case in talk.cases] == [False]


@pytest.mark.parametrize("said", ["non, il n’est pas là", "no, he is not here", "oui, le matin", "yes, in the morning"])
def test_a_yes_or_no_with_words_after_consent_is_for_the_focal_point(talk: Talk, said: str) -> None:
    """It takes nothing back."""
    talk.ask_consent(TOLD[language_of(talk)])
    talk.write("oui")
    talk.write(said)
    assert [case.agreed for case in talk.cases] == [True]
    assert said in talk.sent(FOCAL_POINT)


def test_what_waited_before_does_not_take_the_yes(tmp_path: Path) -> None:
    """An offer to pass a question on; one that came later does."""
    for talk in talks(tmp_path, "fr", "everyone"):
        talk.press(f"person:{talk.write('Qui paie l’audit ?').consultation}")
        talk.ask_consent(TOLD["fr"])
        talk.write("oui")
        assert [(case.kind, case.agreed) for case in talk.cases] == [("safeguarding", True)]


def test_a_later_offer_takes_the_yes(tmp_path: Path) -> None:
    """It is what the person was asked last."""
    for talk in talks(tmp_path, "fr", "everyone"):
        talk.ask_consent(TOLD["fr"])
        talk.press(f"person:{talk.write('Qui paie l’audit ?').consultation}")
        talk.write("oui")
        assert sorted((case.kind, case.agreed) for case in talk.cases) == [("question", True), ("safeguarding", False)]


WRITTEN = (
    "il travaille le lundi",
    "only in the morning, when he is out",
    "chez ma tante, je suis malade et seul, 76 12 34 56",
    "I am alone in the morning only",
    "pourquoi vous demandez mon nom ?",
    "chez ma tante, il y a un danger le matin",
)


@pytest.mark.parametrize("said", WRITTEN)
def test_what_a_stranger_writes_after_consent_reaches_the_focal_point_as_it_is(stranger: Talk, said: str) -> None:
    """Before and after an answer; the case keeps it redacted, and no admin reads anything."""
    stranger.ask_consent(CHILD[language_of(stranger)])
    stranger.write("oui")
    stranger.restart()
    for _ in range(2):
        reply = stranger.write(said)
        number, role = stranger.cases[0].number, say(reply.language, "safeguarding.role")
        assert say(reply.language, "safeguarding.child_passed_on", number=number, role=role) in reply.plain
        assert said in stranger.sent(FOCAL_POINT)
        stranger.answer("Où es-tu en sécurité ?")
    assert not stranger.is_requested()
    kept = [one.note for one in stranger.container.case_service.history(stranger.cases[0].number) if one.note]
    assert not any("76 12 34 56" in note for note in kept)


@pytest.mark.parametrize("said", WRITTEN[:2])
def test_what_a_person_with_access_writes_after_consent_reaches_the_focal_point(talk: Talk, said: str) -> None:
    """Until a stop; what they write then is no more about it."""
    talk.ask_consent(TOLD[language_of(talk)])
    talk.write("yes")
    talk.write(said)
    assert said in talk.sent(FOCAL_POINT)
    talk.container.conversation.stop(talk.chat)
    talk.write("qui tient la caisse")
    assert "qui tient la caisse" not in talk.sent(FOCAL_POINT)


@pytest.mark.parametrize("said", [*WRITTEN[:1], *WRITTEN[3:5], "Awa, ONG Espoir", "merci"])
def test_what_a_stranger_writes_without_consent_is_kept_nowhere(stranger: Talk, said: str) -> None:
    """For hours, after a restart and with a request before; a stop ends it. A child is addressed as one."""
    language = language_of(stranger)
    stranger.write("Qui paie l’audit ?")
    before = stranger.container.access_control.requests.pending()
    stranger.write(CHILD[language])
    stranger.restart()
    for reply in (stranger.write(said), stranger.container.conversation.command(stranger.chat, "acces", said)):
        assert say(reply.language, "safeguarding.child_held") in reply.plain
    assert stranger.container.access_control.requests.pending() == before
    assert said not in stranger.sent("9") + stranger.sent(FOCAL_POINT)
    stranger.container.conversation.stop(stranger.chat)
    stranger.write("Qui signe ?")
    assert [one.text for one in stranger.container.access_control.requests.pending()[0].messages] == ["Qui signe ?"]


def test_a_stranger_says_that_no_danger_was_meant(stranger: Talk) -> None:
    """What may tell of danger is no request, until the person says so by the button."""
    held = stranger.write("je gère seul le club, qui paie l’audit ?")
    assert say(held.language, "safeguarding.held") in held.plain
    assert not stranger.is_requested()
    (action,) = [one.action for row in held.buttons for one in row if one.action.startswith("mistaken:")]
    stranger.press(action)
    (request,) = stranger.container.access_control.requests.pending()
    assert [one.text for one in request.messages] == ["je gère seul le club, qui paie l’audit ?"]
    stranger.write("Qui signe ?")
    assert len(stranger.container.access_control.requests.pending()[0].messages) == 2


def test_a_stranger_asks_for_a_person_hours_later(stranger: Talk) -> None:
    """After a restart too: the case of the danger is the one that is asked about."""
    language = language_of(stranger)
    stranger.write(CHILD[language])
    stranger.restart()
    wish = {"fr": "je veux parler à quelqu’un", "en": "I want to talk to someone"}[language]
    assert say(language, "safeguarding.child_consent_ask") in stranger.write(wish).plain
    stranger.write("oui")
    assert [case.agreed for case in stranger.cases] == [True]


def test_danger_told_after_consent_comes_with_what_to_do_now(talk: Talk) -> None:
    """The focal point reads the words; the person reads what to do, and not that nobody reads them."""
    talk.ask_consent(TOLD[language_of(talk)])
    talk.write("yes")
    reply = talk.write("il y a un danger ce soir")
    assert say(reply.language, "safeguarding.danger") in reply.plain
    assert say(reply.language, "safeguarding.body") not in reply.plain
    assert reply.is_urgent
    assert "il y a un danger ce soir" in talk.sent(FOCAL_POINT)
    assert len(talk.cases) == 1


def test_a_new_case_names_the_one_before_of_the_same_person(talk: Talk) -> None:
    """Also where they did not agree to a reply, and after a restart."""
    talk.write(TOLD[language_of(talk)])
    talk.container.case_service.change(talk.cases[0].number, "close", AWA)
    talk.restart()
    talk.write("encore un danger")
    first, second = talk.cases
    assert (first.follows, second.follows) == ("", first.number)
    assert say("fr", "staff.follows", number=first.number) in talk.sent(FOCAL_POINT)
    other = replace(talk.chat, key="f6" * 12, person="f6" * 12)
    talk.container.conversation.ask(other, "danger")
    assert talk.cases[-1].follows == ""


def test_a_threat_beside_despair_is_answered_and_told_as_both(talk: Talk) -> None:
    """How to get safe from the other person comes first; the focal point reads both kinds."""
    language = language_of(talk)
    said = {
        "fr": "je veux mourir, il me frappe tous les soirs, danger",
        "en": "I want to die, he beats me every night, danger",
    }
    shown = [one.text for one in talk.write(said[language]).paragraphs]
    places = [shown.index(say(language, f"safeguarding.{key}")) for key in ("danger", "self_harm_danger")]
    assert places == sorted(places)
    sent = talk.sent(FOCAL_POINT)
    assert all(say("fr", f"dangers.{kind}") in sent for kind in ("abuse", "self_harm"))
