"""What is typed in the answer field of a case, and pages that are shown again: neither is lost, nor sent twice."""

from __future__ import annotations

import re
from html import unescape

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_text
from bot.domain.cases.case import Actor
from bot.domain.cases.case_answers import CaseAnswers
from tests.support.desk import ASKER, AWA, BEN, Browser, led, open_case

WORDS = "L’agence la paie, d’après\nl’annexe <C>"
_BUTTON = re.compile(r"<button[^>]*>")
_FIELD = re.compile(r'<textarea[^>]*name="text"[^>]*>([^<]*)</textarea>')


def field(html: str) -> str:
    """Return the words in the answer field of a page."""
    found = _FIELD.search(html)
    return unescape(found[1]) if found else ""


def test_each_button_of_the_page_brings_the_answer_field_along(container: Container, browser: Browser) -> None:
    """All belong to the one form that the field belongs to, in every state, with no help of a script."""
    number = open_case(container)
    page = f"/cases/{number}"
    Browser.of(container).sign_in(container, BEN, "Ben").send(page, f"{page}/answer", {"text": "Oui."})
    browser.send(page, f"{page}/answer", {"text": "Non."})
    container.case_service.postpone(number, container.case_service.next_due(), Actor("x"))
    main = browser.get(page).text.partition('<main id="main"')[2]
    buttons = [one for one in _BUTTON.findall(main) if "hidden" not in one]
    assert len(buttons) >= 9
    assert [one for one in buttons if 'form="work"' not in one or "formaction=" not in one] == []
    assert main.count("<form") == 1


@pytest.mark.parametrize("action", ["take", "later", "suggest", "draft", "hand-over", "undo", "drop", "preview"])
def test_no_button_loses_what_is_typed(container: Container, browser: Browser, action: str) -> None:
    """Whether it does something or is refused: the words are in the field again, for their author alone."""
    page = f"/cases/{open_case(container)}"
    form = {"text": WORDS.replace("\n", "\r\n"), "day": "2026-03-09"}
    assert browser.send(page, f"{page}/{action}", form).status_code == 303
    assert field(browser.get(page).text) == WORDS
    other = Browser.of(container).sign_in(container, BEN, "Ben")
    assert "l’annexe" not in other.get(page).text


def test_words_outlive_the_end_of_a_case(container: Container, browser: Browser) -> None:
    """They are shown to be copied, and stand in the field again once it is reopened."""
    page = f"/cases/{open_case(container)}"
    asked = browser.shown(browser.send(page, f"{page}/close", {"text": WORDS}))
    assert desk_text("fr", "close.drafted") in asked
    closed = browser.shown(browser.send(page, f"{page}/close", {"sure": "1"}))
    assert field(closed) == "" and "l’annexe &lt;C&gt;</textarea>" in closed
    assert field(browser.shown(browser.send(page, f"{page}/reopen"))) == WORDS
    assert field(browser.shown(browser.send(page, f"{page}/forget", {"text": WORDS}))) == ""


def test_a_tab_that_shows_no_words_erases_none(container: Container, browser: Browser) -> None:
    """Somebody has the case open twice, and has written in the other tab."""
    page = f"/cases/{open_case(container)}"
    browser.send(page, f"{page}/draft", {"text": WORDS})
    browser.send(page, f"{page}/take", {"text": ""})
    assert field(browser.get(page).text) == WORDS


def test_a_stopped_answer_comes_back_before_what_was_typed_since(container: Container, browser: Browser) -> None:
    """Both are there; none twice."""
    number = open_case(container)
    page = f"/cases/{number}"
    browser.send(page, f"{page}/answer", {"text": "Oui."})
    outgoing = str(container.case_service.answers(number)[0].outgoing_id)
    shown = browser.shown(browser.send(page, f"{page}/undo", {"text": "Et aussi", "outgoing": outgoing}))
    assert field(shown) == "Oui.\n\nEt aussi"


def test_a_preview_can_be_returned_to(container: Container, browser: Browser) -> None:
    """Without sending a form again: it shows the draft; later the case, and what became of the words."""
    number = open_case(container)
    page = f"/cases/{number}"
    address = browser.send(page, f"{page}/preview", {"text": WORDS}).headers["location"]
    for _ in range(2):
        assert "d’après" in browser.get(address).text
    browser.send(address, f"{page}/answer", {"text": WORDS})
    again = browser.get(address)
    assert (again.status_code, desk_text("fr", "problem.given_pending") in again.text) == (200, True)
    assert 'role="alert"' not in again.text and "/undo" in again.text
    browser.send(page, f"{page}/undo", {"outgoing": str(container.case_service.answers(number)[0].outgoing_id)})
    browser.send(page, f"{page}/forget")
    assert desk_text("fr", "problem.no_preview") in browser.get(address).text


@pytest.mark.parametrize(("language", "address", "done"), [("fr", ASKER, "answered"), ("en", "", "kept")])
def test_a_double_click_sends_once(container: Container, language: str, address: str, done: str) -> None:
    """One answer and one entry of the audit; the second click shows the same, and erases no words written since."""
    number, browser = open_case(container, address=address), Browser.of(container)
    page = f"/cases/{number}"
    preview = browser.sign_in(container, language=language).send(page, f"{page}/preview", {"text": WORDS})
    form = browser.fields(preview.headers["location"]) | {"text": WORDS}
    first = browser.client.post(f"{page}/answer", data=form)
    container.case_service.keep_draft(number, "Et aussi", Actor(container.keys.key(AWA)))
    second = browser.client.post(f"{page}/answer", data=form)
    assert led(second) == led(first) == (f"{page}#done", f"done={done}.yours&at=answers")
    assert desk_text(language, f"done.{done}") in unescape(browser.shown(second))  # type: ignore[arg-type]  # ours
    assert [one.text for one in container.case_service.answers(number)] == [WORDS]
    noted = [one.detail for one in container.access_control.audit.entries() if "case:" in one.detail]
    assert noted == [f"case:answer {number}{' taken' if address else ''}"]
    unsent = container.case_service.unsent_words(number, container.keys.key(AWA))
    assert unsent is not None and unsent.text == "Et aussi"


def test_a_double_click_holds_one_answer_beside_a_colleagues(container: Container, browser: Browser) -> None:
    """The colleague may have written the same words: theirs is another answer."""
    number = open_case(container)
    page = f"/cases/{number}"
    container.case_service.answer(number, WORDS, Actor("ben", "Ben"))
    form = browser.fields(page) | {"text": WORDS}
    given = [led(browser.client.post(f"{page}/answer", data=form)) for _ in range(2)]
    assert given == [(f"{page}#done", "done=held&at=answers")] * 2
    assert [one.state for one in container.case_service.answers(number)] == ["pending", "held"]


@pytest.mark.parametrize("between", ["undo", "wrote"])
def test_the_same_words_can_be_sent_again_on_purpose(container: Container, browser: Browser, between: str) -> None:
    """After the first were stopped, and from a preview made since the person wrote again."""
    number, service = open_case(container), container.case_service
    page = f"/cases/{number}"
    browser.send(page, f"{page}/answer", {"text": "Oui."})
    first = service.answers(number)[0]
    if between == "undo":
        browser.send(page, f"{page}/undo", {"outgoing": str(first.outgoing_id)})
    else:
        service.note_delivered(first)
        service.add_message(number, "Et la route ?", Actor(container.keys.key(ASKER)), ASKER)
    assert "done=answered" in led(browser.send(page, f"{page}/answer", {"text": "Oui."}))[1]
    assert [one.state for one in service.answers(number)] == (["sent"] if between == "wrote" else []) + ["pending"]


def test_a_preview_that_is_shown_again_has_seen_no_more(container: Container, browser: Browser) -> None:
    """What a colleague did since it was asked for is still told before the answer goes."""
    number = open_case(container)
    page = f"/cases/{number}"
    address = browser.send(page, f"{page}/preview", {"text": WORDS}).headers["location"]
    Browser.of(container).sign_in(container, BEN, "Ben").send(page, f"{page}/take")
    refused = browser.send(address, f"{page}/answer", {"text": WORDS})
    assert "problem=changed" in led(refused)[1]
    assert container.case_service.answers(number) == []


@pytest.mark.parametrize("said", ["problem=nonsense", "problem=changed&seen=x", "problem=&done=a.b", "seen=99", "%"])
def test_what_was_made_up_is_not_said(container: Container, browser: Browser, said: str) -> None:
    """Whatever a cookie or an address says, the case is shown as it is."""
    page = f"/cases/{open_case(container)}"
    told, asked, preview = (
        browser.get_told(page, said),
        browser.get(f"{page}?{said}"),
        browser.get(f"{page}/preview?{said}"),
    )
    assert [one.status_code for one in (told, asked, preview)] == [200] * 3
    assert 'id="problem"' not in asked.text
    assert not any('id="done"' in one.text for one in (told, asked, preview)) and "nonsense" not in told.text


def test_drafts_are_no_answers_and_no_entry_of_the_audit(container: Container, browser: Browser) -> None:
    """Nothing is kept of words to a case about a danger that nobody may answer."""
    number, danger = open_case(container), open_case(container, "", kind="safeguarding", topic="abuse", address="")
    browser.send(f"/cases/{number}", f"/cases/{number}/draft", {"text": WORDS})
    service, awa = container.case_service, container.keys.key(AWA)
    assert service.answers(number) == []
    assert [one for one in container.access_control.audit.entries() if "case" in one.detail] == []
    service.keep_draft(danger, WORDS, Actor(awa))
    assert service.unsent_words(danger, awa) is None


def test_only_drafts_of_before_are_erased(container: Container, browser: Browser) -> None:
    """As every day those of more than a week."""
    number, awa = open_case(container), container.keys.key(AWA)
    browser.send(f"/cases/{number}", f"/cases/{number}/draft", {"text": WORDS})
    answers = CaseAnswers(container.database)
    kept = answers.unsent(number, awa)
    assert kept is not None
    answers.forget_unsent(before=kept.at)
    assert answers.unsent(number, awa) == kept
    answers.forget_unsent(before=f"{kept.at}~")
    assert answers.unsent(number, awa) is None
