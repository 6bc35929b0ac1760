"""What the pages of cases say before and after a step: what a click does, to whom, and what it leads to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_text
from bot.domain.cases.case import Actor
from tests.support.desk import ASKER, AWA, BEN, Browser, desk_container, open_case


@pytest.mark.parametrize(
    ("values", "told"),
    [({}, "told"), ({"address": ""}, "untold"), ({"kind": "safeguarding", "topic": "abuse"}, "untold")],
)
def test_a_case_without_an_answer_is_closed_after_a_question(tmp_path: Path, values: dict[str, str], told: str) -> None:
    """Which says what the person is told; the same is said once it is closed, and is what happens."""
    with desk_container(tmp_path, safeguarding_chat=str(AWA)) as container:
        browser, number = Browser.of(container).sign_in(container), open_case(container, **values)
        page = f"/cases/{number}"
        asked = browser.send(page, f"{page}/close")
        assert desk_text("fr", f"close.{told}") in browser.shown(asked)
        assert container.case_service.find(number).state == "open"
        sent = browser.send(asked.headers["location"], f"{page}/close", {"sure": "1"})
        assert desk_text("fr", f"done.closed_{told}") in browser.shown(sent)
        assert container.case_service.find(number).state == "closed"
        with container.database.read() as db:
            notices = db.fetch_value("SELECT count(*) FROM outbox WHERE address = ?", [ASKER])
        assert notices == (told == "told")


def test_a_case_that_changed_since_is_not_closed(container: Container, browser: Browser) -> None:
    """The question may stand open while a colleague takes the case."""
    number = open_case(container)
    asked = browser.send(f"/cases/{number}", f"/cases/{number}/close").headers["location"]
    fields = browser.fields(asked)
    container.case_service.change(number, "take", Actor("ben", "Ben"))
    browser.client.post(f"/cases/{number}/close", data=fields | {"sure": "1"})
    case = container.case_service.find(number)
    assert (case.state, case.owner_name) == ("taken", "Ben")


def test_what_is_due_today_is_marked_beside_the_number(container: Container, browser: Browser) -> None:
    """As in the list."""
    number = open_case(container)
    marked = desk_text("fr", "cases.due", day="lundi 2 mars")
    assert marked not in browser.get(f"/cases/{number}").text
    with container.database.write() as db:
        db.update("cases", {"due": "2026-03-02"}, "number", number)
    assert marked in browser.get(f"/cases/{number}").text.partition("</h1>")[0]


def test_a_case_is_put_off_to_next_week_in_one_step(container: Container, browser: Browser) -> None:
    """The button says the day; the main one brings it back, and what taking does is said."""
    number = open_case(container)
    page = f"/cases/{number}"
    shown = browser.get(page).text
    assert 'name="shortcut" value="2026-03-09"' in shown and desk_text("fr", "case.take_postponed") not in shown
    put_off = browser.shown(browser.send(page, f"{page}/later", {"shortcut": "2026-03-09", "day": "2026-03-03"}))
    assert str(container.case_service.find(number).later) == "2026-03-09"
    assert desk_text("fr", "case.take_postponed") in put_off
    assert re.findall(r'formaction="([^"]+)" class="main"', put_off)[0] == f"{page}/resume"
    assert f'{page}/take" class="main"' not in put_off


def test_the_late_list_does_not_lead_to_itself(container: Container, browser: Browser) -> None:
    """It leads to those that are late and put off."""
    late, postponed = open_case(container), open_case(container, "Et l’audit ?")
    with container.database.write() as db:
        for one in (late, postponed):
            db.update("cases", {"due": "2026-02-20"}, "number", one)
    browser.send(f"/cases/{postponed}", f"/cases/{postponed}/later", {"day": "2026-03-09"})
    alert = re.compile(r'<p class="alert"><a href="([^"]+)"')
    assert alert.findall(browser.get("/cases").text) == ["/cases?late=1"]
    assert alert.findall(browser.get("/cases?late=1").text) == ["/cases?state=postponed&amp;late=1"]


def test_one_is_in_the_list_of_owners_once(container: Container, browser: Browser) -> None:
    """As oneself."""
    for who, name in ((AWA, "Awa"), (BEN, "Ben")):
        number = open_case(container, f"Question de {name} ?")
        container.case_service.change(number, "take", Actor(container.keys.key(who), name))
    assert re.findall(r"<option>(\w+)</option>", browser.get("/cases?state=all").text) == ["Ben"]


def test_the_preview_shows_the_question(container: Container, browser: Browser) -> None:
    """Beside what the person gets."""
    number = open_case(container)
    preview = browser.shown(browser.send(f"/cases/{number}", f"/cases/{number}/preview", {"text": "Oui."}))
    assert "Qui paie l’audit ?" in preview.partition("<main")[2]
