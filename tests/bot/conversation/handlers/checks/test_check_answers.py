"""What is typed at a step: plans in a sentence, corrections in words, contradictions, and what no answer can be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.checks.response import Response
from bot.storage.database import open_database
from tests.bot.conversation.handlers.checks.test_check_handler import Talk, wording
from tests.support.checks import CLOSING

PLANNED = "2026-11-29"  # in a week


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """Return a chat with a check that asks for regular communication."""
    database = open_database(tmp_path / "relais.db")
    talk = Talk(database)
    talk.begin()
    talk.press("a.none")
    yield talk
    database.close()


def plan(talk: Talk) -> tuple[str, str, str]:
    """Return the answer about communication, and who sees to it by when."""
    given = talk.check.progress.given
    return given("communication").value, given("communication/who").value, given("communication/by").value


def finish(talk: Talk) -> None:
    """Reach the result, with one action planned."""
    for verb in ("a.no", "a.office", "a.week", "a.yes", "a.good", "a.no"):
        talk.press(verb)
    assert talk.check.state == "finished"


@pytest.mark.parametrize(
    ("typed", "planned"),
    [
        ("pas encore, mais le bureau le fera le 15 janvier", ("no", "office", "2027-01-15")),
        ("not yet, but the CSO will do it by 15 January", ("no", "cso", "2027-01-15")),
        ("non, l’OSC s’en charge d’ici fin mars", ("no", "cso", "2027-03-31")),
        ("partly, both by next Friday", ("partly", "together", "2026-11-27")),
        ("no, the accountant will see to it by 15 January", ("no", "accountant", "2027-01-15")),
    ],
)
def test_answer_who_and_day_fit_one_message(talk: Talk, typed: str, planned: tuple[str, str, str]) -> None:
    """Nothing of it is asked again."""
    talk.write(typed)
    given, who, day = plan(talk)
    assert (given, who.removeprefix("the "), day) == planned
    assert talk.asks("monitoring")


@pytest.mark.parametrize("typed", ["No, we stopped on 15 June", "Pas encore, on attend le 15 janvier"])
def test_a_day_without_anyone_is_a_remark(talk: Talk, typed: str) -> None:
    """Who does it is asked."""
    talk.write(typed)
    assert (talk.check.progress.at, bool(talk.check.progress.given("communication").note)) == (
        "communication/who",
        True,
    )


@pytest.mark.parametrize(
    ("typed", "who", "day"),
    [
        ("the CSO, next Friday", "cso", "2026-11-27"),
        ("sorry, 11 December", "us", "2026-12-11"),
        ("plutôt le 15 janvier", "us", "2027-01-15"),
        ("tomorrow week", "us", "2026-11-30"),
        ("demain en huit, svp", "us", "2026-11-30"),
        ("it will be done by 15 January", "us", "2027-01-15"),
        ("ce sera fait d’ici le 15 janvier", "us", "2027-01-15"),
    ],
)
def test_a_good_day_after_a_bad_one_is_read(talk: Talk, typed: str, who: str, day: str) -> None:
    """With whoever is named beside it."""
    talk.press("a.no")
    assert wording("no_such_day") in (talk.write("us by 31 February") or "")
    talk.write(typed)
    assert plan(talk) == ("no", who, day)


def test_who_and_day_are_confirmed_together(talk: Talk) -> None:
    """By button or in words."""
    talk.press("a.no")
    assert wording("noted", answer="both together, 27 November 2026") in (talk.write("both, next Friday") or "")
    talk.press("v.back")
    assert wording("noted", answer="both together, 29 November 2026") in talk.press("a.week")


@pytest.mark.parametrize(
    ("typed", "who", "day"),
    [
        ("sorry, the Friday after that", "office", "2026-12-04"),
        ("pardon, le vendredi suivant", "office", "2026-12-04"),
        ("change the date to 11 December", "office", "2026-12-11"),
        ("change the date of regular communication to 11 December", "office", "2026-12-11"),
        ("la date de la communication, c’est le 13 décembre", "office", "2026-12-13"),
        ("oups, l’OSC, le 15 janvier", "cso", "2027-01-15"),
        ("the CSO, 11 December", "cso", "2026-12-11"),
        ("corrige l'étape 2 : c'est les deux avant le 10 décembre", "together", "2026-12-10"),
    ],
)
def test_the_date_and_the_person_are_corrected_in_words(talk: Talk, typed: str, who: str, day: str) -> None:
    """At the next step, which keeps no remark, and at the result, which then shows the new one."""
    talk.press("a.no")
    talk.write("the office, next Friday")
    talk.write(typed)
    assert plan(talk) == ("no", who, day)
    assert (talk.asks("monitoring"), talk.check.progress.response) == (True, Response())
    for verb in ("a.yes", "a.good", "a.no"):
        talk.press(verb)
    if "Friday" not in typed and "suivant" not in typed:
        talk.write("change the date to 20 December")
        talk.write(typed)
        assert (plan(talk), talk.check.state) == (("no", who, day), "finished")


def test_a_date_that_is_not_there_is_told(talk: Talk) -> None:
    """At a step and at the result; nothing is kept."""
    for _ in range(2):
        said = talk.write("change the date of the corrective measures to 11 December") or ""
        assert wording("no_such_date") in said
        if talk.check.state == "open":
            assert talk.check.progress.response == Response()
            finish(talk)


@pytest.mark.parametrize(("change", "no"), [("change step 2", "no"), ("modifier l’étape 2", "non")])
def test_who_and_when_are_asked_again_after_a_corrected_step(talk: Talk, change: str, no: str) -> None:
    """With what was said before, which can be kept."""
    finish(talk)
    talk.write(change)
    talk.write(no)
    assert wording("held", answer="the office") in talk.text
    talk.write("keep")
    assert wording("held", answer="29 November 2026") in talk.text
    talk.write("11 December")
    assert (plan(talk), talk.check.state) == (("no", "office", "2026-12-11"), "finished")


def test_a_result_that_is_being_corrected_is_not_passed_on(talk: Talk) -> None:
    """It is said so, and there is one result in the log: the last."""
    finish(talk)
    old = talk.shown[-1].consultation
    assert wording("reopened") in talk.press("change")
    assert talk.consultations.find(old, talk.chat.key) is None
    talk.write("the date of regular communication")
    talk.write("11 December")
    new = talk.shown[-1].consultation
    assert talk.consultations.find(new, talk.chat.key) is not None
    talk.write("étape 2 : le bureau avant le 10 décembre")
    assert talk.consultations.find(new, talk.chat.key) is None


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("no, we want to stop it", "No"),
        ("non, on veut arrêter", "No"),
        ("yes, but we don’t want to stop", "Yes"),
        ("oui, mais pas encore", "Yes"),
    ],
)
def test_a_contradiction_is_asked_about(talk: Talk, typed: str, answer: str) -> None:
    """The remark stays beside the answer that is given then, unless it says the contrary of that one too."""
    for verb in ("a.yes", "a.yes", "a.good"):
        talk.press(verb)
    assert wording("contradiction", answer=answer) in (talk.write(typed) or "")
    assert talk.check.progress.given("ending-considered").value == ""
    talk.write("yes")
    given = talk.check.progress.given("ending-considered")
    assert (given.value, bool(given.note)) == ("yes", answer == "No")


@pytest.mark.parametrize("typed", ["non, mais oui en fait", "no, we did", "no, it has been done"])
def test_a_remark_that_is_taken_back_does_not_stay(talk: Talk, typed: str) -> None:
    """And the person is told which one is gone; after the other answer it stays."""
    talk.write(typed)
    note = talk.check.progress.response.note
    assert wording("remark_dropped", note=note) in (talk.write("pas encore") or "")
    assert talk.check.progress.given("communication").note == ""


@pytest.mark.parametrize("typed", ["no, we did not", "non, on l’a fait trop tard"])
def test_a_remark_that_denies_is_no_contradiction_of_a_no(talk: Talk, typed: str) -> None:
    """The words are the same but for the denial."""
    assert (wording("contradiction", answer="No") in (talk.write(typed) or "")) == typed.startswith("non")


@pytest.mark.parametrize("typed", ["not yet, but Paul from the office will do it by 15 December", "pas encore", "no"])
def test_what_has_not_taken_place_has_no_date(tmp_path: Path, typed: str) -> None:
    """The step says how to go on."""
    database = open_database(tmp_path / "closing.db")
    talk = Talk(database)
    talk.begin(CLOSING)
    while talk.check.progress.question and talk.check.progress.question.typed != "date":
        talk.write("yes" if "yes" in talk.check.progress.question.choices else "1")
    assert wording("not_happened") in (talk.write(typed) or "")
    database.close()


def test_at_the_day_a_plan_may_name_who_as_well(talk: Talk) -> None:
    """Also after the answer, and by a name, which is not kept."""
    talk.press("a.no")
    talk.press("a.office")
    talk.write("not yet, but Paul from the office will do it by 15 December")
    given = talk.check.progress.given
    assert given("communication/by").value == "2026-12-15"
    assert "Paul" not in given("communication/who").value


@pytest.mark.parametrize("typed", ["no, we do not want to stop", "non, on continue", "no, we want to continue"])
def test_a_remark_that_fits_is_none(talk: Talk, typed: str) -> None:
    """The answer counts."""
    for verb in ("a.yes", "a.yes", "a.good"):
        talk.press(verb)
    talk.write(typed)
    assert talk.check.progress.given("ending-considered").value == "no"


@pytest.mark.parametrize("typed", ["yes", "non", "5", "12", "nope", "…"])
def test_a_bare_answer_is_neither_a_person_nor_a_fact(talk: Talk, typed: str) -> None:
    """It is said what would be, and how to go on without."""
    talk.press("a.no")
    assert wording("bad_who") in (talk.write(typed) or "")
    talk.press("v.back")
    talk.press("v.back")
    talk.press("a.context")
    assert wording("bad_text") in (talk.write(typed) or "")
    assert talk.check.progress.response == Response()


@pytest.mark.parametrize("typed", ["je ne sais pas", "sans objet", "I don’t know yet", "n/a", "no date yet"])
def test_who_does_not_know_a_day_is_told_of_skipping(talk: Talk, typed: str) -> None:
    """And can write it."""
    for verb in ("a.no", "a.office"):
        talk.press(verb)
    assert wording("unknown") in (talk.write(typed) or "")
    talk.write("skip")
    assert talk.asks("monitoring")


def test_a_second_remark_is_added_to_the_first(talk: Talk) -> None:
    """The same one is not doubled, and one that comes with a new answer stands alone."""
    talk.write("Every Monday")
    assert wording("remark_added") in (talk.write("By telephone") or "")
    talk.write("By telephone")
    assert talk.check.progress.response.note == "Every Monday\nBy telephone"
    talk.write("yes, since March")
    assert talk.check.progress.given("communication") == Response("yes", "Every Monday\nBy telephone\nSince March")
    talk.write("back")
    talk.write("Yes, since May")
    assert talk.check.progress.given("communication") == Response("yes", "Since May")


@pytest.mark.parametrize("typed", ["Awa Traoré", "Mary Akello, tomorrow week"])
def test_a_name_that_is_not_kept_is_told(talk: Talk, typed: str) -> None:
    """As it is kept."""
    talk.press("a.no")
    assert wording("redacted", kept="[name]") in (talk.write(typed) or "")
    assert plan(talk)[1] == "[name]"
