"""What is said about a check as a whole: where it stands, its document, its end; the menu in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.checks.check import Check
from bot.replies.texts import date_in_words
from bot.storage.database import open_database
from tests.bot.conversation.handlers.checks.test_check_handler import Talk, wording
from tests.support.checks import CLOSING, EARLY, completed


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """Return a chat in English over a database of its own."""
    database = open_database(tmp_path / "relais.db")
    yield Talk(database)
    database.close()


@pytest.mark.parametrize(
    "text", ["early termination please", "the second", "la deuxième svp", "2.", "je voudrais résiliation anticipée"]
)
def test_a_line_of_the_menu_is_chosen_in_words(talk: Talk, text: str) -> None:
    """By the beginning of its name, in either language, or its number."""
    talk.command()
    assert EARLY.purpose["en"] in (talk.write(text) or "")


@pytest.mark.parametrize("text", ["where are we?", "where do we stand"])
def test_a_check_without_a_name_stands_at_its_name(talk: Talk, text: str) -> None:
    """Also after the question for it was left: no step of a check without a name is shown."""
    talk.command()
    talk.write("1")
    talk.write("back")
    shown = talk.write(text) or ""
    assert wording("name_ask") in shown


@pytest.mark.parametrize("text", ["continuer", "On continue", "continue", "let’s go on"])
def test_a_wish_to_go_on_is_no_name_and_no_answer(talk: Talk, text: str) -> None:
    """The question that waits is shown again: for the name, then that of the first step."""
    talk.command()
    talk.write("1")
    assert wording("name_ask") in (talk.write(text) or "")
    talk.write("Green Playgrounds")
    first = talk.write("where are we?") or ""
    again = talk.write(text) or ""
    assert wording("name_ask") not in again
    assert again.split("\n\n")[0] in first


@pytest.mark.parametrize("text", ["early termination, what is it?", "the tenth", "please", "bonjour", "partnership"])
def test_what_chooses_no_line_is_left_to_others(talk: Talk, text: str) -> None:
    """As without a menu."""
    talk.command()
    assert talk.write(text) is None


@pytest.mark.parametrize(
    "text", ["pause", "Pause !", "retour", "corrige l’étape 2", "change step 3", "vendredi prochain", "next Friday"]
)
def test_what_only_a_check_can_take_is_told_how_to_begin_one(talk: Talk, text: str) -> None:
    """Nothing is searched for it."""
    assert talk.write(text) == wording("none_under_way")


@pytest.mark.parametrize("text", ["l’étape 2", "the second step", "why?", "2", "le 2", "15 January 2027", "merci"])
def test_what_may_follow_up_an_answer_is_left_to_others(talk: Talk, text: str) -> None:
    """A check is not the only one that could take it."""
    assert talk.write(text) is None


@pytest.mark.parametrize("text", ["supprime cette vérification", "Delete this check, please", "efface la vérification"])
def test_a_check_is_erased_in_words_after_confirmation(talk: Talk, text: str) -> None:
    """Amid its steps, paused or finished."""
    talk.begin()
    kept = talk.check
    finished = replace(kept, progress=completed(EARLY, {}), state="finished")
    for check in (kept, replace(kept, state="paused"), finished):
        talk.checks.save(check)
        assert talk.write(text) == wording("drop_ask", name="Hope")
    talk.act(talk.buttons[0].action)
    assert talk.checks.of("chat") == []


@pytest.mark.parametrize(("text", "is_left"), [("oui", False), ("yes, please", False), ("no", True), ("annuler", True)])
def test_the_question_to_erase_a_check_is_answered_in_words(talk: Talk, text: str, is_left: bool) -> None:
    """The answer is none to the step."""
    talk.begin()
    talk.press("a.none")
    talk.write("delete this check")
    talk.write(text)
    assert [dict(check.progress.responses).keys() for check in talk.checks.of("chat")] == [{"ground"}] * is_left


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("tu peux m’envoyer le PDF ?", "pdf"),
        ("can I have the PDF?", "pdf"),
        ("en Word svp", "docx"),
        ("send me the docx", "docx"),
        ("le pdf en français", "fr.pdf"),
        ("the PDF in French please", "fr.pdf"),
        ("le PDF en anglais", "en.pdf"),
    ],
)
def test_the_document_is_asked_for_in_words(talk: Talk, text: str, ending: str) -> None:
    """At the result, and amid the steps as far as they go."""
    talk.begin()
    for _ in range(2):
        talk.write(text)
        (file,) = talk.shown[-1].attachments
        assert file.name.endswith(ending)
        talk.checks.save(replace(talk.check, progress=completed(EARLY, {}), state="finished"))


@pytest.mark.parametrize("text", ["on en est où ?", "where are we?", "Où en est-on", "what was the question?"])
def test_where_a_check_stands_is_told(talk: Talk, text: str) -> None:
    """With its name and its step; a paused one is shown too."""
    talk.begin(name="School")
    assert "“School”, step 1 of" in (talk.write(text) or "")
    talk.press("v.pause")
    assert "“School”, step 1 of" in (talk.write(text) or "")


def test_a_stop_says_that_the_check_is_kept(talk: Talk) -> None:
    """And how to go on; without a check it says nothing of one."""
    assert talk.handler.halt(talk.chat, None) is None
    talk.begin()
    halted = talk.handler.halt(talk.chat, None)
    assert halted is not None
    assert halted.plain == wording("stopped")
    talk.handler.reset(talk.chat)
    talk.write("resume")
    assert talk.asks("ground")


def test_what_is_typed_under_a_result_is_about_that_check(talk: Talk) -> None:
    """Though another one is under way or was used since."""
    planned = {"ground": "none", "communication": "no", "communication/who": "cso", "communication/by": "2026-12-01"}
    first = talk.checks.save(replace(Check("chat", "Hope", completed(EARLY, planned)), state="finished"))
    talk.begin(CLOSING, name="School")
    talk.command("Hope")
    talk.write("the office, 11 December")
    corrected = talk.checks.find("chat", first.id)
    (other,) = [check for check in talk.checks.of("chat") if check.id != first.id]
    assert corrected is not None
    assert corrected.progress.given("communication/who").value == "office"
    assert date_in_words("2026-12-11", "en") in talk.text
    assert (other.name, dict(other.progress.responses)) == ("School", {})


@pytest.mark.parametrize(
    "text", ["montre moi le résultat", "show me the result please", "le bilan stp", "show me the summary"]
)
def test_the_result_is_shown_in_words(talk: Talk, text: str) -> None:
    """Amid the steps the person is told that it comes at the end, and nothing is kept as a remark."""
    talk.begin()
    talk.press("a.none")
    before = talk.check.progress
    assert wording("result_later") in (talk.write(text) or "")
    assert talk.check.progress == before
    talk.checks.save(replace(talk.check, progress=completed(EARLY, {}), state="finished"))
    assert wording("result", name="Hope") in (talk.write(text) or "")


@pytest.mark.parametrize(
    "text", ["envoie le au point focal", "Send it to the focal point", "transmettez le résultat à l’équipe"]
)
def test_the_result_is_sent_in_words(talk: Talk, text: str) -> None:
    """Whoever is asked for is not called so."""
    talk.begin()
    talk.press("a.none")
    talk.press("a.no")
    assert wording("send_later") in (talk.write(text) or "")
    talk.checks.save(replace(talk.check, progress=completed(EARLY, {}), state="finished"))
    assert (talk.write(text) or "").startswith("offered ")


@pytest.mark.parametrize("text", ["delete that remark", "supprime cette remarque", "efface mon commentaire svp"])
def test_a_remark_is_erased_in_words(talk: Talk, text: str) -> None:
    """It becomes no part of it."""
    talk.begin()
    talk.press("a.none")
    talk.write("we speak on Mondays")
    assert talk.check.progress.response.note
    talk.write(text)
    assert talk.check.progress.response.note == ""


@pytest.mark.parametrize("text", ["where are we?", "on en est où ?"])
def test_the_progress_of_a_check_is_told(talk: Talk, text: str) -> None:
    """How many steps are done, and which were left open."""
    talk.begin()
    talk.press("a.none")
    talk.press("v.skip")
    skipped = next(step.label["en"] for step in EARLY.steps if step.id == "communication")
    assert wording("standing_open", list=skipped) in (talk.write(text) or "")
    assert wording("count_done", count=0) in talk.text


def test_a_name_that_is_not_kept_as_written_is_told(talk: Talk) -> None:
    """With the way to another one."""
    assert wording("name_redacted", name="Chez [name]") in talk.begin(name="Chez Moussa Traoré")
    assert "[" not in talk.begin(name="School")
