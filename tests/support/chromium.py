"""A real browser on the desk: it notes what goes wrong on a page, and each request that would leave the machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.container import Container
from bot.domain.chat import Chat
from corpus.language import Language
from tests.support.desk import AWA

WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}
SCREENSHOTS = "TEST_SCREENSHOTS"  # a folder where pictures of the pages are kept
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Return Chromium without a window, one for all tests of a file; skip them where there is none."""
    pytest.importorskip("playwright")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Visit:
    """A person's tab: `faults` are errors in its console and requests to other machines."""

    page: Any
    base: str
    container: Container
    faults: list[str] = field(default_factory=list)

    def sign_in(self, person: int = AWA, name: str = "Awa", language: Language = "fr") -> None:
        """Sign in by a link from the bot, as people do."""
        key = self.container.keys.key(person)
        self.container.chat_languages.set(key, language, pinned=True)
        link = self.container.desk_link(Chat(key, person=key, name=name))
        self.open(link[link.index("/sign-in") :])
        with self.page.expect_navigation():  # what comes next may be a navigation too, which would end this one
            self.page.get_by_role("main").get_by_role("button").click()

    def open(self, path: str) -> None:
        """Open a page of the desk."""
        self.page.goto(self.base + path)

    def keep(self, name: str) -> None:
        """Keep a picture of the whole page, if there is a folder for it."""
        if folder := os.environ.get(SCREENSHOTS):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def serious_findings(self) -> list[str]:
        """Return the findings of axe-core that seriously keep people from using the page."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        return [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]


@contextmanager
def visit(
    browser: Any, container: Container, address: tuple[str, int], width: str = "desktop", **chosen: Any
) -> Iterator[Visit]:
    """Open a tab for somebody; it is closed at the end. Scripts of the page must obey its own policy."""
    across, down = WIDTHS[width]
    context = browser.new_context(viewport={"width": across, "height": down}, **chosen)
    opened = Visit(context.new_page(), f"http://{address[0]}:{address[1]}", container)

    def on_console(message: Any) -> None:
        if message.type in ("error", "warning"):
            opened.faults.append(f"console: {message.text}")

    def on_request(request: Any) -> None:
        if urlsplit(request.url).hostname != address[0]:
            opened.faults.append(f"request: {request.url}")

    opened.page.on("console", on_console)
    opened.page.on("pageerror", lambda error: opened.faults.append(f"error: {error}"))
    opened.page.on("request", on_request)
    try:
        yield opened
    finally:
        context.close()
