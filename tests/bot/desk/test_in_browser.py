"""The desk in a real browser: both languages, phone and desktop, with scripts and without."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.container import Container
from bot.desk.mini_app import sign_init_data
from bot.storage.consultations import Consultation
from corpus.language import LANGUAGES, Language
from tests.support.cases import ManualClock
from tests.support.chromium import WIDTHS, Visit, visit
from tests.support.chromium import browser as browser
from tests.support.desk import AWA, BEN, desk_container, open_case

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000  # of the first page with all that it needs
PAGES = {"cases": "/cases", "none": "/cases?words=xyz", "questions": "/questions", "refused": "/cases/R-1"}
Open = Callable[..., AbstractContextManager[Visit]]


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return the services behind a desk on a free port."""
    with desk_container(tmp_path, desk_listen="127.0.0.1:0") as container:
        yield container


@pytest.fixture
def tab(browser: Any, container: Container) -> Iterator[Open]:
    """Return a function that opens a tab on the desk, which is served."""
    with container.desk_served() as address:
        yield partial(visit, browser, container, address)


def fill(container: Container) -> str:
    """Open some cases, one of which is late, and return the number of that."""
    clock: Any = container.clock
    late = open_case(container, "Qui paie l’audit final quand le partenariat est terminé avant la date prévue ?")
    clock.now = clock.now.replace(day=12)
    open_case(container, "When does the notice period begin?", language="en")
    return late


def log(container: Container) -> str:
    """Log an exchange, and return its id."""
    passages = ({"id": "final-evaluation", "score": 0.93}, {"id": "gone-0", "score": 0.93})
    question, answer = "Qui paie l’évaluation finale ?", "L’agence la paie, d’après l’accord. [1]"
    timings = {"understand": 12, "search": 41, "total": 57}
    exchange = Consultation("c" * 24, "fr", question, "answered", answer, passages, ("benefits",), timings)
    return container.consultations.add(exchange)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_each_page_is_sound(container: Container, tab: Open, language: Language, width: str) -> None:
    """No error in the console, no request elsewhere, nothing that keeps people out, no sideways scrolling."""
    number, question = fill(container), log(container)
    with tab(width) as tab_of_awa:
        tab_of_awa.open("/sign-in")
        assert tab_of_awa.serious_findings() == []
        tab_of_awa.sign_in(language=language)
        for name, path in {**PAGES, "case": f"/cases/{number}", "question": f"/questions/{question}"}.items():
            tab_of_awa.open(path)
            tab_of_awa.keep(f"{name}-{language}-{width}")
            assert tab_of_awa.serious_findings() == []
            assert tab_of_awa.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert tab_of_awa.page.get_attribute("html", "lang") == language
        assert [fault for fault in tab_of_awa.faults if "404" not in fault] == []  # of the page that there is not


@pytest.mark.parametrize("scripts", [True, False])
def test_a_case_is_answered_and_the_answer_taken_back(container: Container, tab: Open, scripts: bool) -> None:
    """By the page alone, and without its scripts as well."""
    number = fill(container)
    with tab("phone", java_script_enabled=scripts) as tab_of_awa:
        tab_of_awa.sign_in(language="en")
        page = tab_of_awa.page
        tab_of_awa.open("/cases")
        page.get_by_role("link", name=number).click()
        page.get_by_label("Your answer").fill("L’agence le paie.")
        page.get_by_role("button", name="Preview").click()
        tab_of_awa.keep(f"preview-{scripts}")
        page.get_by_role("button", name="Send").click()
        is_seen(page)
        tab_of_awa.keep(f"sent-{scripts}")
        assert container.case_service.answers(number)[0].state == "pending"
        page.get_by_role("button", name="Do not send").click()
        assert page.get_by_role("status").inner_text() == "The answer is stopped. Nothing was sent. The case is yours."
        is_seen(page)
        assert container.case_service.answers(number) == []
        page.reload()
        assert page.get_by_label("Your answer").input_value() == "L’agence le paie."
        assert tab_of_awa.faults == []


def is_seen(page: Any) -> None:
    """Assert that what was done is said on the screen, and that who listens to the page is led there."""
    line = page.get_by_role("status")
    assert page.evaluate("document.activeElement.id") == "done"
    assert line.evaluate("e => e.getBoundingClientRect().top >= 0 && e.getBoundingClientRect().bottom <= innerHeight")


def test_the_menu_is_one_row_on_a_phone_and_opens(container: Container, tab: Open) -> None:
    """Without scripts and by keyboard; on a wide screen all of it stands there."""
    with tab("phone", java_script_enabled=False) as narrow, tab() as wide:
        for each in (narrow, wide):
            each.sign_in(language="fr")
        menu = narrow.page.get_by_role("navigation")
        assert menu.bounding_box()["height"] < 60
        assert menu.get_by_role("link").count() == 0
        menu.locator("summary").press("Enter")
        narrow.keep("menu-open")
        menu.get_by_role("link", name="Dossiers").click()
        assert narrow.page.locator("h1").inner_text() == "Dossiers"
        assert "Dossiers" in narrow.page.locator("summary").first.inner_text()
        wide_menu = wide.page.get_by_role("navigation")
        assert wide_menu.get_by_role("link", name="Dossiers").count() == 1
        assert wide_menu.bounding_box()["height"] < 60


def test_two_people_on_one_case(container: Container, tab: Open) -> None:
    """Who comes second is told, and keeps what they wrote."""
    number = fill(container)
    with tab() as of_awa, tab() as of_ben:
        of_awa.sign_in(language="en")
        of_ben.sign_in(BEN, "Ben", "en")
        for each in (of_awa, of_ben):
            each.open(f"/cases/{number}")
        of_ben.page.get_by_role("button", name="Take").click()
        of_awa.page.get_by_label("Your answer").fill("My own words")
        of_awa.page.get_by_role("button", name="Preview").click()
        assert "Ben took the case" in of_awa.page.get_by_role("alert").inner_text()
        assert of_awa.page.get_by_label("Your answer").input_value() == "My own words"
        of_awa.keep("conflict")
        assert of_awa.serious_findings() == []


def test_filters_change_the_list_in_place(container: Container, tab: Open) -> None:
    """The page stays; only the results are swapped."""
    number = fill(container)
    with tab() as of_awa:
        of_awa.sign_in(language="en")
        of_awa.open("/cases")
        of_awa.page.evaluate("window.stayed = true")
        of_awa.page.get_by_label("Language").select_option("en")
        of_awa.page.get_by_text("Cases found: 1").wait_for()
        assert of_awa.page.get_by_role("link", name=number).count() == 0
        assert of_awa.page.evaluate("window.stayed")
        assert of_awa.faults == []


def test_the_first_page_is_small_and_reached_by_keyboard(container: Container, tab: Open) -> None:
    """With its style and scripts; the first key leads past the menu."""
    fill(container)
    with tab() as of_awa:
        of_awa.sign_in()
        sizes: list[int] = []
        of_awa.page.on("response", lambda response: sizes.append(len(response.body())))
        of_awa.page.reload(wait_until="networkidle")
        assert 0 < sum(sizes) < MOST_BYTES
        of_awa.page.keyboard.press("Tab")
        of_awa.page.keyboard.press("Enter")
        assert of_awa.page.evaluate("document.activeElement.id") == "main"


def test_the_mini_app_signs_in_by_itself(browser: Any, tmp_path: Path) -> None:
    """With what Telegram puts behind the address, where no server sees it; then the case is there."""
    token, now = "123456:AAbb", ManualClock().now
    fields = {"user": json.dumps({"id": AWA, "first_name": "Awa"}), "auth_date": str(int(now.timestamp()))}
    passed = urlencode(fields | {"hash": sign_init_data(fields, token)})
    settings: dict[str, Any] = {"desk_listen": "127.0.0.1:0", "telegram_token": token}
    with desk_container(tmp_path, **settings) as container:
        number = open_case(container)
        with container.desk_served() as address, visit(browser, container, address, "phone") as of_awa:
            of_awa.open(f"/mini-app?next=/cases/{number}#{urlencode({'tgWebAppData': passed})}")
            of_awa.page.wait_for_url(f"**/cases/{number}")
            assert number in of_awa.page.get_by_role("heading", level=1).inner_text()
            assert of_awa.faults == []


def test_the_dark_page_has_contrast_too(container: Container, tab: Open) -> None:
    """Where the system asks for dark colours."""
    number = fill(container)
    with tab(color_scheme="dark") as of_awa:
        of_awa.sign_in()
        for path in ("/cases?late=1", f"/cases/{number}"):
            of_awa.open(path)
            assert of_awa.serious_findings() == []
        of_awa.keep("dark")
