"""The pages about people in a real browser: both languages, phone and desktop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.domain.access.access_control import Visitor
from bot.domain.access.requests import AccessRequest
from corpus.language import LANGUAGES, Language
from tests.support.chromium import WIDTHS, visit
from tests.support.chromium import browser as browser
from tests.support.desk import CHIEF, VISITOR, desk_container

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_each_page_is_sound(browser: Any, tmp_path: Path, language: Language, width: str) -> None:
    """No error in the console, nothing that keeps people out, no sideways scrolling of the page."""
    with (
        desk_container(tmp_path, desk_listen="127.0.0.1:0", access="approval") as container,
        container.desk_served() as address,
        visit(browser, container, address, width) as tab,
    ):
        access, key = container.access_control, container.keys.key(VISITOR)
        access.redeem(Visitor("somebody"), access.invite("x", "staff", 7, "Fatou Exemple"))
        access.redeem(Visitor("another"), access.invite("x", "everyone", 7))
        access.invite("x", "staff", 7, "Ben, bureau de Bobo")
        access.introduce(access.request(AccessRequest("", key, key, str(VISITOR), language)), "Ali, OSC Exemple")
        access.request(AccessRequest("", "other", "other", "1", language))
        tab.sign_in(CHIEF, "Chief", language)
        revoking = f"/people/roles/{access.holders()[-1].id}"
        for name, path in (("people", "/people"), ("audit", "/people/audit"), ("revoke", revoking)):
            tab.open(path)
            tab.keep(f"{name}-{language}-{width}")
            assert tab.serious_findings() == []
            assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if width == "desktop":  # all pages, the name and both buttons
            assert tab.page.locator(".bar").bounding_box()["height"] < 70
        tab.open("/people")
        tab.page.locator("#note").fill("Awa")
        tab.page.locator("#invitations form button").first.click()
        tab.keep(f"invitation-{language}-{width}")
        assert "/start " in tab.page.locator("main").inner_text()
        tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        tab.page.locator("button[data-copies]").first.click()
        tab.page.locator("[data-copied]").first.filter(has_text=".").wait_for()
        assert (
            tab.page.evaluate("navigator.clipboard.readText()") == tab.page.locator(f"#message-{language}").inner_text()
        )
        assert tab.serious_findings() == []
        assert tab.faults == []
