"""One case in a real browser: what is typed is not left behind, and going back sends nothing again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.container import Container
from bot.domain.cases.case import Actor
from corpus.language import LANGUAGES, Language
from tests.support.chromium import WIDTHS, Visit, visit
from tests.support.chromium import browser as browser
from tests.support.desk import BEN, desk_container, open_case

pytestmark = pytest.mark.browser

WORDS = "L’agence la paie."
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


def at_case(tab: Visit, container: Container) -> Any:
    """Open a new case in a tab, and return its page."""
    tab.sign_in(language="en")
    tab.open(f"/cases/{open_case(container)}")
    return tab.page


def test_the_browser_asks_before_typed_words_are_left_behind(container: Container, tab: Open) -> None:
    """By a link; no button does. Words that were kept are left without a question."""
    with tab() as of_awa:
        page = at_case(of_awa, container)
        asked: list[str] = []

        def stay(dialog: Any) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        page.get_by_label("Your answer").fill(WORDS)
        page.locator(".trail a").click(no_wait_after=True)
        page.wait_for_function("document.activeElement !== null")
        assert asked == ["beforeunload"]
        assert page.get_by_label("Your answer").input_value() == WORDS
        page.get_by_role("button", name="Take", exact=True).click()
        page.get_by_role("status").wait_for()
        assert page.get_by_label("Your answer").input_value() == WORDS
        page.locator(".trail a").click()
        page.wait_for_url("**/cases")
        assert (asked, of_awa.faults) == (["beforeunload"], [])


@pytest.mark.parametrize("scripts", [True, False])
def test_going_back_to_a_preview_sends_nothing_again(container: Container, tab: Open, scripts: bool) -> None:
    """It is shown as any page, and so is the case before it."""
    with tab("phone", java_script_enabled=scripts) as of_awa:
        page = at_case(of_awa, container)
        page.get_by_label("Your answer").fill(WORDS)
        page.get_by_role("button", name="Preview").click()
        page.get_by_role("heading", name="Preview").wait_for()
        page.get_by_role("link", name="Cases").first.click()
        page.go_back()
        assert WORDS in page.locator(".message").inner_text()
        page.reload()
        assert WORDS in page.locator(".message").inner_text()
        page.go_back()
        assert page.get_by_label("Your answer").input_value() == WORDS
        assert of_awa.faults == []


@pytest.mark.parametrize("scripts", [True, False])
def test_what_was_done_is_said_once(container: Container, tab: Open, scripts: bool) -> None:
    """Going back, forward, or loading a page again shows what is true now, and no more what was said before."""
    with tab("phone", java_script_enabled=scripts) as of_awa:
        page = at_case(of_awa, container)
        page.get_by_role("button", name="Preview").click()
        assert page.get_by_role("alert").inner_text() == "Write the answer first."
        page.get_by_label("Your answer").fill(WORDS)
        page.get_by_role("button", name="Preview").click()
        page.get_by_role("button", name="Send").click()
        assert "the bot is about to send it" in page.get_by_role("status").inner_text()
        page.get_by_role("button", name="Do not send").click()
        assert "is stopped" in page.get_by_role("status").inner_text()
        assert page.url.endswith("/cases/R-2026-0001#done")
        page.reload()
        said = page.locator("[role=status], [role=alert]")
        assert said.count() == 0
        for _ in range(2):
            page.go_back()
            assert said.count() == 0
        assert of_awa.faults == []


def test_a_page_that_the_browser_kept_is_loaded_anew(container: Container, tab: Open) -> None:
    """When somebody goes back to it: others may have acted on the case since."""
    with tab() as of_awa:
        page = at_case(of_awa, container)
        container.case_service.change("R-2026-0001", "take", Actor("ben", "Ben"))
        with page.expect_navigation():
            page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        assert "Ben took the case" in page.get_by_role("main").inner_text()


def test_the_enter_key_in_the_day_puts_the_case_off(container: Container, tab: Open) -> None:
    """It does what the button beside the field does, and nothing that stands before it on the page."""
    with tab(java_script_enabled=False) as of_awa:
        page = at_case(of_awa, container)
        page.get_by_label("Put off until").press("Enter")
        assert "is put off" in page.get_by_role("status").inner_text()
        of_awa.keep("put-off")
        page.get_by_role("button", name="Put back to be answered").click()
        assert "waits for an answer again" in page.get_by_role("status").inner_text()


def test_words_on_a_page_that_is_hidden_are_kept(container: Container, tab: Open) -> None:
    """Which is all that a phone tells before it closes the page."""
    with tab("phone") as of_awa:
        page = at_case(of_awa, container)
        page.get_by_label("Your answer").fill(WORDS)
        page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden'})")
        with page.expect_response("**/draft"):
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        assert of_awa.faults == []
    with tab("phone") as again:
        again.sign_in(language="en")
        again.open("/cases/R-2026-0001")
        assert again.page.get_by_label("Your answer").input_value() == WORDS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bar_of_a_phone_is_one_row_that_is_not_cut(container: Container, tab: Open, language: Language) -> None:
    """In either language, with all that it can hold."""
    container.desk_sessions.start(container.keys.key(BEN), "Ben")
    with tab("phone") as of_awa:
        of_awa.sign_in(language=language)
        of_awa.open(f"/cases/{open_case(container)}")
        bar = of_awa.page.locator(".jump")
        assert bar.locator("> *").count() == 4
        assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth") and bar.bounding_box()["height"] < 70
        of_awa.keep(f"bar-{language}")


@pytest.mark.parametrize("act", ["Answer", "Hand over", "Put off"])
def test_what_can_be_done_is_at_hand_on_a_phone(container: Container, tab: Open, act: str) -> None:
    """Without scripts and without scrolling; each link leads to its form, and the bar covers none of it."""
    field = {"Answer": "Your answer", "Hand over": "Hand over to", "Put off": "Put off until"}[act]
    container.desk_sessions.start(container.keys.key(BEN), "Ben")
    with tab("phone", java_script_enabled=False) as of_awa:
        page = at_case(of_awa, container)
        bar = page.get_by_role("group", name="What to do")
        box = bar.bounding_box()
        assert box["y"] + box["height"] < WIDTHS["phone"][1]
        assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth")
        bar.get_by_role("link", name=act).click()
        label = page.get_by_text(field).locator("visible=true").first.bounding_box()
        box = bar.bounding_box()
        assert box["y"] == 0 and box["height"] <= label["y"] < WIDTHS["phone"][1]
        bar.get_by_role("button", name="Take").click()
        assert page.get_by_role("status").inner_text() == "This case is yours."
        assert of_awa.faults == []
