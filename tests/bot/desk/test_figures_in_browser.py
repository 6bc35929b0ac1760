"""The overview, safeguarding and health in a real browser: both languages, phone and desktop, light and dark."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

from bot.container import Container
from bot.demo.demo_writer import write_demo
from bot.storage.consultations import Consultation
from corpus.language import LANGUAGES, Language
from tests.support.cases import ManualClock
from tests.support.chromium import WIDTHS, visit
from tests.support.chromium import browser as browser
from tests.support.desk import ASKER, CHIEF, desk_container, open_case

pytestmark = pytest.mark.browser

PAGES = {
    "overview": "/overview",
    "empty": "/overview?period=2025-12",
    "safeguarding": "/safeguarding",
    "health": "/health",
}
# Dark colours change neither words nor places: each language and each width is looked at once.
DARK = [("dark", "phone", "fr"), ("dark", "desktop", "en")]
LOOKS = [*(("light", *each) for each in product(WIDTHS, LANGUAGES)), *DARK]


def fill(container: Container) -> None:
    """Log three weeks of exchanges, and open cases of which some are late and some about a danger."""
    clock: Any = container.clock
    outcomes = ("answered", "answered", "closest", "clarify", "not_covered", "smalltalk")
    for day in range(2, 24):
        for n in range(day % 7 + 2):
            container.consultations.add(
                Consultation(
                    f"p{n}",
                    LANGUAGES[n % 3 == 0],
                    "Qui paie l’audit ?",
                    outcomes[(day + n) % 6],
                    "Oui.",
                    ({"id": ("final-evaluation", "ending-overview")[n % 2], "score": 0.9},),
                    latency={"total": 400 + 90 * n},
                    at=f"2026-02-{day:02d}T09:00:00+00:00",
                )
            )
    open_case(container)
    clock.now = clock.now.replace(day=12)
    open_case(container)
    open_case(container, "", kind="safeguarding", topic="abuse", chat="", address="")
    open_case(container, "", kind="safeguarding", topic="threat", language="en", address=ASKER)


@pytest.mark.parametrize(("scheme", "width", "language"), LOOKS)
def test_each_page_is_sound(browser: Any, tmp_path: Path, language: Language, width: str, scheme: str) -> None:
    """No error in the console, nothing that keeps people out, no sideways scrolling of the page."""
    chosen: dict[str, Any] = {"desk_listen": "127.0.0.1:0", "safeguarding_chat": str(CHIEF)}
    with (
        desk_container(tmp_path, **chosen) as container,
        container.desk_served() as address,
        visit(browser, container, address, width, color_scheme=scheme) as tab,
    ):
        fill(container)
        tab.sign_in(CHIEF, "Chief", language)
        for name, path in PAGES.items():
            tab.open(path)
            tab.keep(f"{name}-{language}-{width}-{scheme}")
            assert tab.serious_findings() == []
            assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.faults == []


def test_a_period_is_chosen_with_the_keyboard_alone(browser: Any, tmp_path: Path) -> None:
    """Without a script: the form is sent, and the chosen period stays chosen."""
    with (
        desk_container(tmp_path, desk_listen="127.0.0.1:0") as container,
        container.desk_served() as address,
        visit(browser, container, address, java_script_enabled=False) as tab,
    ):
        fill(container)
        tab.sign_in()
        tab.open("/overview")
        tab.page.locator("#period").focus()
        tab.page.keyboard.press("ArrowDown")
        tab.page.locator("#period").press("Tab")
        tab.page.locator("form.filters button").press("Enter")
        tab.page.wait_for_url("**/overview?period=90*")
        assert tab.page.locator("#period").input_value() == "90"


@pytest.mark.parametrize(("width", "language"), product(WIDTHS, LANGUAGES))
def test_no_column_of_the_overview_is_cut(browser: Any, tmp_path: Path, width: str, language: Language) -> None:
    """With all that a month has to tell. On a phone its parts begin closed, but for one that the address names."""
    write_demo(tmp_path / "home", ManualClock().now.date(), seed=1)
    with (
        desk_container(tmp_path / "home", desk_listen="127.0.0.1:0") as container,
        container.desk_served() as address,
        visit(browser, container, address, width) as tab,
    ):
        tab.sign_in(language=language)
        tab.open("/overview#missing")
        parts, opened = tab.page.locator("details.part"), tab.page.locator("details.part[open]")
        assert opened.count() == (1 if width == "phone" else parts.count()) and parts.count() == 7
        tab.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        tab.keep(f"overview-demo-{language}-{width}")
        assert tab.page.locator("table.stacked").count() == 2
        cut = "[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth).length"
        assert tab.page.evaluate(cut) == 0
        assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.serious_findings() == [] and tab.faults == []
