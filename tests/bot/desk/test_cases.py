"""Cases at the desk: the list with its filters, one case, and what is done about it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from bot.answering.answer import AnswerOutcome
from bot.container import Container
from bot.desk.desk_texts import desk_text
from bot.desk.pages.case_view import WHOEVER
from bot.domain.cases.case import NO_QUESTION, Actor
from tests.support.desk import ASKER, AWA, BEN, VISITOR, Browser, desk_container, led, open_case


def states(container: Container, number: str) -> tuple[str, str]:
    """Return the state of a case and the name of its owner."""
    case = container.case_service.find(number)
    return case.state, case.owner_name


def test_the_list_shows_what_waits_and_leads_to_each_case(container: Container, browser: Browser) -> None:
    """Closed ones are found by their state."""
    waiting, closed = open_case(container), open_case(container, "Quel est le délai ?")
    container.case_service.change(closed, "close", Actor("x"))
    shown = browser.get("/cases").text
    assert f'href="/cases/{waiting}"' in shown
    assert f'href="/cases/{closed}"' not in shown
    assert f'href="/cases/{closed}"' in browser.get("/cases?state=closed").text


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("words=AUDIT", True),
        ("words=budget", False),
        ("language=fr", True),
        ("language=en", False),
        ("owner=nobody", True),
        ("owner=me", False),
        ("late=1", False),
        ("state=nonsense&page=99&language=xx", True),
    ],
)
def test_filters_select(container: Container, browser: Browser, query: str, finds: bool) -> None:
    """By words, language, owner and lateness; what no filter knows selects nothing away."""
    number = open_case(container)
    assert (f'href="/cases/{number}"' in browser.get(f"/cases?{query}").text) is finds


@pytest.mark.parametrize("steps", [["take", "release"], ["take", "close", "reopen"]])
def test_steps_change_the_case_as_in_the_group(container: Container, browser: Browser, steps: list[str]) -> None:
    """Each goes through the service, and is noted in the audit."""
    number = open_case(container)
    for step in steps:
        page, done = f"/cases/{number}", {"release": "release.untold", "close": "close.closed_told"}.get(step, step)
        assert led(browser.send(page, f"{page}/{step}", {"sure": "1"})) == (f"{page}#done", f"done={done}")
    assert container.case_service.find(number).state == {"release": "open", "reopen": "reopened"}[steps[-1]]
    noted = [entry.detail for entry in container.access_control.audit.entries() if "case" in entry.detail]
    assert noted == [f"case:{step} {number}" for step in steps]


def test_an_answer_goes_by_a_preview_and_can_be_undone(container: Container, browser: Browser) -> None:
    """The preview shows the words as they will be; nothing has gone by then."""
    number = open_case(container)
    page, words = f"/cases/{number}", "L’annexe C est sur <le portail>."
    preview = browser.shown(browser.send(page, f"{page}/preview", {"text": words}))
    assert "&lt;le portail&gt;" in preview
    assert container.case_service.answers(number) == []
    assert led(browser.send(page, f"{page}/answer", {"text": words})) == (
        f"{page}#done",
        "done=answered.yours&at=answers",
    )
    answer = container.case_service.answers(number)[0]
    assert (answer.text, answer.state, states(container, number)) == (words, "pending", ("taken", "Awa"))
    undone = browser.send(page, f"{page}/undo", {"outgoing": str(answer.outgoing_id)})
    assert (undone.status_code, container.case_service.answers(number)) == (303, [])


@pytest.mark.parametrize(("language", "leaves"), [("fr", "Part à"), ("en", "Goes out at")])
def test_the_page_says_at_what_time_an_answer_goes_out(tmp_path: Path, language: str, leaves: str) -> None:
    """In the staff's time zone, to the second: that stays true however long the page is looked at."""
    with desk_container(
        tmp_path, {"undo_period": timedelta(hours=1)}, timezone="Africa/Lubumbashi", telegram_token="1:x"
    ) as container:
        browser, number = Browser.of(container).sign_in(container, language=language), open_case(container)
        page = f"/cases/{number}"
        shown = browser.shown(browser.send(page, f"{page}/answer", {"text": "Oui."}))
        due = container.outbox.due_at(container.case_service.answers(number)[0].outgoing_id or 0)
        at = datetime.fromisoformat(due).astimezone(ZoneInfo("Africa/Lubumbashi"))
        assert f"{leaves} {at:%H:%M:%S}." in shown


def test_the_words_of_a_stopped_answer_are_given_back_to_their_author(container: Container, browser: Browser) -> None:
    """Whoever stopped it: in the field, after a reload as well. Nothing goes out, and no colleague reads them."""
    number = open_case(container)
    page, words = f"/cases/{number}", "L’agence la paie, d’après l’annexe <C>."
    other = Browser.of(container).sign_in(container, BEN, "Ben")
    browser.send(page, f"{page}/answer", {"text": words})
    outgoing = container.case_service.answers(number)[0].outgoing_id
    other.send(page, f"{page}/undo", {"outgoing": str(outgoing)})
    receipt = container.outbox.receipt(outgoing or 0)
    assert receipt is not None and receipt.state == "withdrawn"
    for _ in range(2):
        assert "d’après l’annexe &lt;C&gt;.</textarea>" in browser.get(page).text
    assert "d’après l’annexe" not in other.get(page).text
    assert "d’après l’annexe" in browser.shown(browser.send(page, f"{page}/preview", {"text": words}))


@pytest.mark.parametrize("end", ["answer", "forget"])
def test_the_words_of_a_stopped_answer_are_not_kept_for_long(container: Container, browser: Browser, end: str) -> None:
    """Not beyond the next answer or their author's wish; else for a week."""
    number = open_case(container)
    page, service = f"/cases/{number}", container.case_service
    browser.send(page, f"{page}/answer", {"text": "Premiers mots"})
    browser.send(page, f"{page}/undo", {"outgoing": str(service.answers(number)[0].outgoing_id)})
    assert service.unsent_words(number, container.keys.key(AWA)) is not None
    assert browser.send(page, f"{page}/{end}", {"text": "Autres mots"}).status_code == 303
    assert service.unsent_words(number, container.keys.key(AWA)) is None


def test_a_case_is_given_to_a_colleague_by_name(container: Container, browser: Browser) -> None:
    """They have it from then on; the history says who gave it to whom."""
    number = open_case(container)
    page, ben = f"/cases/{number}", container.keys.key(BEN)
    assert "Ben</option>" not in browser.get(page).text  # nobody has heard of Ben yet
    Browser.of(container).sign_in(container, BEN, "Ben")
    assert f'<option value="{ben}">Ben</option>' in browser.get(page).text
    assert led(browser.send(page, f"{page}/hand-over", {"to": ben})) == (f"{page}#done", "done=assigned.untold_to")
    assert states(container, number) == ("taken", "Ben")
    assert [(one.kind, one.actor.name) for one in container.case_service.history(number)[-2:]] == [
        ("assigned", "Awa"),
        ("received", "Ben"),
    ]
    history = browser.get(page).text.replace("\u00a0", " ").partition('id="history"')[2]
    assert history.count("Ben") == 1 and "Awa : a confié le dossier à Ben" in history
    (noted,) = (one for one in container.access_control.audit.entries() if "hand_over" in one.detail)
    assert (noted.detail, noted.subject) == (f"case:hand_over {number}", ben)


def test_a_case_is_left_to_whoever_takes_it(container: Container, browser: Browser) -> None:
    """By a choice of its own: who chooses nothing gives nothing away."""
    number = open_case(container)
    page = f"/cases/{number}"
    Browser.of(container).sign_in(container, BEN, "Ben")
    browser.send(page, f"{page}/take")
    chosen_nothing = browser.send(page, f"{page}/hand-over", {"to": ""})
    assert (led(chosen_nothing)[1], states(container, number)) == ("problem=choose_colleague", ("taken", "Awa"))
    handed = browser.send(page, f"{page}/hand-over", {"to": WHOEVER})
    assert led(handed) == (f"{page}#done", "done=release.untold")
    assert states(container, number) == ("open", "")


@pytest.mark.parametrize(
    ("to", "problem"), [(str(VISITOR), "no_colleague"), ("", "choose_colleague"), ("nobody", "no_colleague")]
)
def test_a_case_is_given_to_no_stranger(container: Container, browser: Browser, to: str, problem: str) -> None:
    """Nor to nobody by somebody who does not have it."""
    number = open_case(container)
    page = f"/cases/{number}"
    form = {"to": container.keys.key(VISITOR) if to == str(VISITOR) else to}
    assert desk_text("fr", f"problem.{problem}") in browser.shown(browser.send(page, f"{page}/hand-over", form))
    assert states(container, number) == ("open", "")


def test_what_the_person_wrote_since_the_answer_stands_on_top(container: Container, browser: Browser) -> None:
    """With its time, above the question; what was answered is history."""
    number = open_case(container)
    page, service, asker = f"/cases/{number}", container.case_service, Actor(container.keys.key(ASKER))
    assert "Nouveau message" not in browser.get(page).text
    service.add_message(number, "Et pour l’annexe B ?", asker, ASKER)
    service.change(number, "answer", Actor(container.keys.key(AWA), "Awa"))
    service.add_message(number, "Je ne trouve pas le modèle.", asker, ASKER)
    top = browser.get(page).text.partition('id="asked"')[0]
    assert "Nouveau message" in top and "Je ne trouve pas le modèle." in top
    assert "l’annexe B" not in top
    assert '<time datetime="2026-03-02T' in top


def test_what_was_done_is_said_where_it_was_done(container: Container, browser: Browser) -> None:
    """Once on the page: beside the answers, or at the top where the address names no place of the page."""
    page = f"/cases/{open_case(container)}"
    beside = browser.get_told(page, "done=answered&at=answers").text
    assert beside.count('id="done"') == 1
    assert beside.index('id="asked"') < beside.index('id="done"') < beside.index('id="answers"')
    for place in ("", "&at=nowhere"):
        top = browser.get_told(page, f"done=take{place}").text
        assert top.count('id="done"') == 1
        assert top.index('id="done"') < top.index("<h1")


def test_two_people_on_one_case_get_a_message_and_no_overwrite(container: Container, browser: Browser) -> None:
    """Who comes second sees what happened, keeps their words, and can send them all the same."""
    number = open_case(container)
    page = f"/cases/{number}"
    stale = browser.fields(page)
    other = Browser.of(container).sign_in(container, BEN, "Ben")
    other.send(page, f"{page}/take")
    refused = browser.shown(browser.client.post(f"{page}/preview", data=stale | {"text": "Mes mots à moi"}))
    assert "Ben : a pris le dossier" in refused.replace("\u00a0", " ").partition('id="asked"')[0]
    assert "Mes mots à moi" in refused
    assert "problem=changed" in led(browser.client.post(f"{page}/close", data=stale))[1]
    assert states(container, number) == ("taken", "Ben")
    assert browser.send(page, f"{page}/take_over").status_code == 303
    assert states(container, number) == ("taken", "Awa")


def test_an_answer_beside_a_colleagues_is_held_until_somebody_decides(container: Container, browser: Browser) -> None:
    """As in the group."""
    number = open_case(container)
    page = f"/cases/{number}"
    other = Browser.of(container).sign_in(container, BEN, "Ben")
    other.send(page, f"{page}/answer", {"text": "Oui."})
    assert led(browser.send(page, f"{page}/answer", {"text": "Non."})) == (f"{page}#done", "done=held&at=answers")
    held = next(one for one in container.case_service.answers(number) if one.state == "held")
    assert browser.send(page, f"{page}/drop", {"held": str(held.id)}).status_code == 303
    late = browser.send(page, f"{page}/send", {"held": str(held.id)})
    assert desk_text("fr", "problem.decided") in browser.shown(late)


def test_words_of_another_case_are_not_sent_or_stopped_here(container: Container, browser: Browser) -> None:
    """The address names the case, whatever the form says."""
    number, other = open_case(container), open_case(container, "Et le budget ?")
    browser.send(f"/cases/{other}", f"/cases/{other}/answer", {"text": "Oui."})
    answer = container.case_service.answers(other)[0]
    page = f"/cases/{number}"
    refused = browser.send(page, f"{page}/undo", {"outgoing": str(answer.outgoing_id)})
    assert desk_text("fr", "problem.too_late") in browser.shown(refused)
    assert container.case_service.answers(other)[0].state == "pending"


@pytest.mark.parametrize(("text", "problem"), [("", "empty"), ("   ", "empty"), ("x" * 4001, "too_long")])
def test_an_answer_that_can_not_go_is_refused_on_the_page(
    container: Container, browser: Browser, text: str, problem: str
) -> None:
    """One without words, and one too long for a message, which stays in the field."""
    page = f"/cases/{open_case(container)}"
    refused = browser.shown(browser.send(page, f"{page}/answer", {"text": text}))
    assert desk_text("fr", f"problem.{problem}") in refused
    assert f"{text.strip()}</textarea>" in refused


@pytest.mark.parametrize("day", ["2026-03-02", "demain", "", "2026-06-01", "2099-01-01"])
def test_a_case_is_put_off_for_some_weeks_only(container: Container, browser: Browser, day: str) -> None:
    """Today is the second of March. The refusal names the days that are possible."""
    number = open_case(container)
    refused = browser.shown(browser.send(f"/cases/{number}", f"/cases/{number}/later", {"day": day}))
    assert "du 3 mars 2026 au 31 mai 2026" in refused
    assert container.case_service.find(number).later is None


def test_a_case_that_is_put_off_leaves_what_is_to_be_answered(container: Container, browser: Browser) -> None:
    """It stays late, and says until when; a list of its own has it, and a button brings it back."""
    number, other = open_case(container), open_case(container, "Et le budget ?")
    page, clock = f"/cases/{number}", container.clock
    clock.now += timedelta(days=21)  # type: ignore[attr-defined]  # a clock of the tests
    browser.sign_in(container)
    done = browser.shown(browser.send(page, f"{page}/later", {"day": "2026-04-01"}))
    assert "Mis de côté jusqu’au mercredi 1er avril" in done.partition('id="asked"')[0]
    head = done.replace("\u00a0", " ").partition('id="asked"')[0]
    assert "en retard depuis le lundi 9 mars" in head and "À prendre" not in head
    assert "Attendue pour le lundi 9 mars, la réponse est déjà en retard." in head
    assert "jusqu’au mercredi 1er avril" in done.partition('id="history"')[2]
    assert listed(browser, "") == listed(browser, "late=1") == [other]
    assert listed(browser, "state=postponed") == [number]
    assert listed(browser, "state=postponed&late=1") == [number]
    assert listed(browser, "state=all") == [number, other]
    of_all = browser.get("/cases?state=all").text.replace("\u00a0", " ")
    assert of_all.count("en retard depuis le lundi 9 mars") == 2
    assert "Dossiers en retard, à répondre : 1" in of_all and "dont en retard : 1" in of_all
    assert "D’abord ceux dont la réponse est attendue le plus tôt." in of_all
    assert "1</strong> en retard" in browser.get("/overview").text
    back = browser.shown(browser.send(page, f"{page}/resume"))
    assert desk_text("fr", "done.resume") in back and "state late" in back
    assert listed(browser, "late=1") == [number, other]
    assert listed(browser, "state=postponed") == []
    assert "n’est pas mis de côté" in browser.shown(browser.send(page, f"{page}/resume"))


@pytest.mark.parametrize(("chat", "told"), [("", "untold"), ("-1001", "told")])
def test_the_group_is_said_to_be_told_only_if_there_is_one(tmp_path: Path, chat: str, told: str) -> None:
    """Before and after the case changes hands."""
    with desk_container(tmp_path, staff_chat=chat) as container:
        browser = Browser.of(container).sign_in(container)
        Browser.of(container).sign_in(container, BEN, "Ben")
        page = f"/cases/{open_case(container)}"
        assert desk_text("fr", f"case.hand_{told}") in browser.get(page).text
        given = browser.shown(browser.send(page, f"{page}/hand-over", {"to": container.keys.key(BEN)}))
        told_whom = "untold_to" if told == "untold" else told
        assert f"Le dossier est confié à Ben. {desk_text('fr', f'done.{told_whom}', to='Ben')}" in given
        taken = browser.shown(browser.send(page, f"{page}/take_over"))
        assert f"{desk_text('fr', 'done.take_over')} {desk_text('fr', f'done.{told}')}" in taken


def listed(browser: Browser, query: str) -> list[str]:
    """Return the numbers of the cases in a list, in its order."""
    return re.findall(r'href="/cases/(R-[0-9-]+)"', browser.get(f"/cases?{query}").text)


@pytest.mark.parametrize(
    "values",
    [{"kind": "check"}, {"kind": "person", "outcome": NO_QUESTION}, {"kind": "safeguarding", "topic": "abuse"}],
)
def test_only_a_question_is_suggested(container: Container, browser: Browser, values: dict[str, str]) -> None:
    """Not the result of a check, nor a wish to talk, and nothing of a danger."""
    page = f"/cases/{open_case(container, 'Je voudrais parler à quelqu’un.', **values)}"
    assert f"{page}/suggest" not in browser.get(page).text
    assert browser.client.post(f"{page}/suggest", data=browser.fields("/cases")).status_code == 404
    assert container.faq_repository.entries() == []


@pytest.mark.parametrize("outcome", ["", NO_QUESTION, "check", *get_args(AnswerOutcome)])
@pytest.mark.parametrize("kind", ["question", "person", "check"])
def test_each_kind_of_case_has_its_page(container: Container, browser: Browser, kind: str, outcome: str) -> None:
    """Whatever the bot had answered, also nothing; with words or without."""
    for question in ("Je voudrais parler à quelqu’un.", ""):
        number = open_case(container, question, kind=kind, outcome=outcome)
        assert browser.get(f"/cases/{number}").status_code == 200
        assert number in listed(browser, "")


def test_a_case_about_a_danger_is_for_its_focal_point_alone(container: Container, browser: Browser) -> None:
    """For all others it looks as if there were none."""
    number = open_case(container, "", kind="safeguarding", topic="abuse")
    page = f"/cases/{number}"
    assert browser.get(page).status_code == browser.get("/cases/R-2026-9999").status_code == 404
    assert number not in browser.get("/cases?state=all").text
    assert browser.client.post(f"{page}/take", data=browser.fields("/cases")).status_code == 404
    assert container.case_service.find(number).state == "open"


def test_it_is_said_whose_a_case_becomes_by_an_answer(container: Container, browser: Browser) -> None:
    """Before it goes, after, and when it is stopped; not where somebody else has the case."""
    number = open_case(container)
    page, yours = f"/cases/{number}", desk_text("fr", "done.yours")
    preview = browser.send(page, f"{page}/preview", {"text": "Oui."})
    assert desk_text("fr", "preview.yours") in browser.shown(preview).replace("&#39;", "'")
    assert yours in browser.shown(browser.send(page, f"{page}/answer", {"text": "Oui."}))
    outgoing = str(container.case_service.answers(number)[0].outgoing_id)
    assert yours in browser.shown(browser.send(page, f"{page}/undo", {"outgoing": outgoing}))
    ben = Browser.of(container).sign_in(container, BEN, "Ben")
    assert desk_text("fr", "preview.yours") not in ben.shown(ben.send(page, f"{page}/preview", {"text": "Non."}))
    assert yours not in ben.shown(ben.send(page, f"{page}/answer", {"text": "Non."}))


def test_a_colleague_who_signed_in_by_the_command_line_can_be_given_a_case(
    container: Container, browser: Browser
) -> None:
    """As they may act on it; the command line under no name is nobody."""
    number = open_case(container)
    for name in ("Aminata", "console"):
        link = container.desk_console_link(name)
        assert Browser.of(container).client.post(link[link.index("/sign-in") :]).status_code == 303
    page = f"/cases/{number}"
    shown = browser.get(page).text
    assert '<option value="console:Aminata">Aminata</option>' in shown and ">console</option>" not in shown
    browser.send(page, f"{page}/hand-over", {"to": "console:Aminata"})
    assert states(container, number) == ("taken", "Aminata")
