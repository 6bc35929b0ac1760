"""One correction after another: of another step, called off, gone back from, with a question or a wrong number amid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.chat import Chat
from bot.domain.checks.response import Response
from bot.replies.texts import say
from bot.storage.database import open_database
from corpus.language import LANGUAGES, Language
from tests.bot.conversation.handlers.checks.test_check_handler import Talk

CHANGE: dict[Language, str] = {"en": "change step 2", "fr": "modifier l’étape 2"}
NO: dict[Language, str] = {"en": "no", "fr": "non"}
BEGUN = {
    "ground": Response("none"),
    "communication": Response("no"),
    "communication/who": Response("office"),
    "communication/by": Response("2026-11-29"),
    "monitoring": Response("yes"),
}


@pytest.fixture(params=LANGUAGES)
def talk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Talk]:
    """Yield a chat in each language, with a check at its fourth step, whose second step is being corrected."""
    language: Language = request.param
    database = open_database(tmp_path / "relais.db")
    talk = Talk(database, Chat("chat", language))
    talk.begin()
    for verb in ("a.none", "a.no", "a.office", "a.week", "a.yes"):
        talk.press(verb)
    assert (talk.check.progress.at, dict(talk.check.progress.responses)) == ("progress", BEGUN)
    talk.write(CHANGE[language])
    assert talk.asks("communication", language)
    yield talk
    database.close()


def language_of(talk: Talk) -> Language:
    """Return the language of a talk."""
    assert talk.chat.hint is not None
    return talk.chat.hint


def said(talk: Talk, key: str, **values: object) -> bool:
    """Tell whether the last reply has the text of this key, in the language of the talk."""
    return say(language_of(talk), f"check.{key}", **values) in talk.text


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "plutôt l’étape 3",
            "non, l’étape 3",
            "étape 3",
            "pardon, je voulais dire la 3e étape",
            "changer l’étape trois",
        ),
        *("euh non c’est l’étape 3 que je voulais", "non, celle d’après", "la troisième étape svp"),
        *("no, step 3", "sorry, I meant step three", "rather the third step", "not that one, step 3", "the next step"),
        *("change step 3", "no wait, the 3rd step instead", "actually step 3 please"),
    ],
)
def test_another_step_is_corrected_instead(talk: Talk, typed: str) -> None:
    """The first one stays as it was, and the check goes on where it stood."""
    talk.write(typed)
    assert talk.asks("monitoring", language_of(talk))
    assert talk.check.progress.responses == BEGUN
    talk.write(NO[language_of(talk)])
    assert (talk.check.progress.at, talk.check.progress.given("monitoring")) == ("monitoring/who", Response("no"))
    talk.press("a.cso")
    talk.press("a.month")
    assert talk.asks("progress", language_of(talk))
    assert talk.check.progress.given("communication/who") == Response("office")


@pytest.mark.parametrize(
    "typed", ["non, l’étape 3 : non", "no, step 3: no", "plutôt l’étape 3, non", "no, step 3 is no"]
)
def test_another_step_is_corrected_with_its_answer(talk: Talk, typed: str) -> None:
    """In one message: its first word is no answer to the step that is shown."""
    talk.write(typed)
    assert talk.check.progress.at == "monitoring/who"
    assert talk.check.progress.responses == {**BEGUN, "monitoring": Response("no")}


@pytest.mark.parametrize(
    "typed",
    [
        *("annuler", "annule la correction", "laisse tomber", "non finalement c’était bon", "laissez comme c’était"),
        *(
            "cancel",
            "never mind",
            "cancel the correction",
            "leave it as it was",
            "no, that was right",
            "keep it as it is",
        ),
    ],
)
def test_a_correction_is_called_off(talk: Talk, typed: str) -> None:
    """Nothing changes, and the check goes on where it stood; called off once more, it pauses."""
    talk.write(typed)
    assert said(talk, "as_it_was")
    assert talk.asks("progress", language_of(talk))
    assert talk.check.progress.responses == BEGUN
    talk.write("annuler")
    assert talk.check.state == "paused"


@pytest.mark.parametrize(
    "typed", ["non, celle d’avant", "l’étape précédente", "the one before", "no, the previous step"]
)
def test_the_step_before_is_corrected_instead(talk: Talk, typed: str) -> None:
    """By its distance; before the first one there is none."""
    talk.write(typed)
    assert talk.asks("ground", language_of(talk))
    talk.write(typed)
    assert said(talk, "no_step_of_number", n=0, last=20)
    assert talk.check.progress.responses == BEGUN


@pytest.mark.parametrize(
    "typed", ["pas celle-là", "non, plutôt la 3", "une autre", "not this one", "no, the third", "wrong step"]
)
def test_a_step_that_is_not_meant_is_no_answer_and_no_remark(talk: Talk, typed: str) -> None:
    """Which one is meant is asked."""
    talk.write(typed)
    assert said(talk, "which_step")
    assert talk.asks("communication", language_of(talk))
    assert talk.check.progress.responses == BEGUN


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(
            ("modifier l’étape 0", 0),
            ("non, l’étape 25", 25),
            ("étape 300", 300),
            ("change step 0", 0),
            ("no, step 120", 120),
        ),
        *(
            ("no, step 4: yes", 4),
            ("non, l’étape dix-huit", 18),
            ("the twelfth step", 12),
            ("non, l’étape 25 : oui", 25),
        ),
    ],
)
def test_a_step_that_is_not_there_is_told(talk: Talk, typed: str, number: int) -> None:
    """Or that has not been asked; the one that is being corrected is shown again, and nothing is kept."""
    talk.write(typed)
    if number == 4:  # the step at which the check stands, which has not been answered
        assert talk.check.progress.at != "communication"
        return
    key = "no_such_step" if 0 < number <= 20 else "no_step_of_number"
    assert said(talk, key, n=number, last=20)
    assert talk.asks("communication", language_of(talk))
    assert talk.check.progress.responses == BEGUN


def test_who_does_it_and_when_stay_if_another_step_comes_between(talk: Talk) -> None:
    """After a new answer they are asked again, and kept if the person turns to another step then."""
    talk.write(NO[language_of(talk)])
    assert talk.check.progress.at == "communication/who"
    talk.write({"en": "no, step 3", "fr": "non, l’étape 3"}[language_of(talk)])
    assert talk.asks("monitoring", language_of(talk))
    assert talk.check.progress.responses == BEGUN


def test_what_a_new_answer_asks_is_asked_after_the_correction_between(talk: Talk) -> None:
    """Who takes on an action that was not to be done before has no answer to keep."""
    other = {"en": "no, step 3", "fr": "plutôt l’étape 3"}[language_of(talk)]
    talk.write(other)
    talk.write(NO[language_of(talk)])
    assert talk.check.progress.at == "monitoring/who"
    talk.write({"en": "no, step 1", "fr": "non, l’étape 1"}[language_of(talk)])
    assert talk.asks("ground", language_of(talk))
    talk.write("1")
    assert talk.check.progress.at == "monitoring/who"


def test_a_question_and_going_back_amid_a_correction(talk: Talk) -> None:
    """A question is left to others and changes nothing; "back" corrects the one before, and keeping it goes on."""
    assert talk.write({"en": "What is monitoring?", "fr": "C’est quoi le suivi ?"}[language_of(talk)]) is None
    assert (talk.check.progress.at, dict(talk.check.progress.responses)) == ("communication", BEGUN)
    talk.write({"en": "back", "fr": "retour"}[language_of(talk)])
    assert talk.asks("ground", language_of(talk))
    talk.press("v.keep")
    assert talk.asks("progress", language_of(talk))
    assert talk.check.progress.responses == BEGUN


def test_a_correction_at_the_result_is_called_off(talk: Talk) -> None:
    """The result is shown again and can be sent."""
    for verb in ("v.keep", "v.keep", "v.keep", "a.good", "a.no"):
        talk.press(verb)
    assert talk.check.state == "finished"
    shown = talk.shown[-1].consultation
    talk.write(CHANGE[language_of(talk)])
    talk.write("annuler")
    assert said(talk, "as_it_was")
    assert (talk.check.state, talk.shown[-1].consultation) == ("finished", shown)


@pytest.mark.parametrize("typed", ["No, step 3 is late", "Non, l’étape 3 est en retard", "No, the steps are missing"])
def test_a_no_with_a_remark_on_a_step_stays_an_answer(talk: Talk, typed: str) -> None:
    """What step three would not take as its answer is no correction of it."""
    talk.write(typed)
    given = talk.check.progress.given("communication")
    assert (given.value, given.note.lower().split()[-1]) == ("no", typed.split()[-1])
