"""The pages of FAQs in a real browser: both languages, phone and desktop."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.domain.faq.faq_entry import FaqEntry
from corpus.language import LANGUAGES, Language
from tests.support.chromium import WIDTHS, visit
from tests.support.chromium import browser as browser
from tests.support.desk import desk_container, put_cards

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_each_page_is_sound(browser: Any, tmp_path: Path, language: Language, width: str) -> None:
    """No error in the console, nothing that keeps people out, no sideways scrolling of the page."""
    with desk_container(tmp_path, desk_listen="127.0.0.1:0") as container, ExitStack() as stack:
        put_cards(container, grounds="Les motifs", audit="L’audit")
        tab = stack.enter_context(visit(browser, container, stack.enter_context(container.desk_served()), width))
        questions: dict[Language, str] = {"fr": "Qui paie l’audit final quand l’accord est résilié ?"}
        variants: dict[Language, tuple[str, ...]] = {"fr": ("c koi laudit et ki paie",), "en": ("Who pays the audit?",)}
        container.faq_repository.put(FaqEntry("abc123", questions=questions, variants=variants, asked=12))
        container.faq_repository.put(FaqEntry("R-2026-0001", questions={"en": "Who signs?"}, reply="R-2026-0001"))
        tab.sign_in(language=language)
        for name, path in (("faq", "/faq"), ("faq-entry", "/faq/abc123")):
            tab.open(path)
            tab.keep(f"{name}-{language}-{width}")
            assert tab.serious_findings() == []
            assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        tab.page.locator("button.main").click()
        assert tab.page.get_by_role("alert").count() == 1
        assert tab.page.evaluate("document.activeElement.getAttribute('role')") == "alert"
        assert tab.serious_findings() == []
        tab.page.goto(tab.page.url)  # as a browser does that was closed and opened
        assert tab.page.url.endswith("/faq/abc123") and tab.page.get_by_role("alert").count() == 0
        assert [fault for fault in tab.faults if "422" not in fault] == []
