"""Take the pictures of the desk that the README shows, of a demonstration: `python docs/desk_pictures.py`.

It needs Chromium and Playwright. The same day and seed give the same data.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from bot.container import Container
from bot.demo.demo_writer import write_demo
from bot.domain.access.roles import console_key
from bot.domain.cases.case import UNANSWERED
from bot.domain.cases.case_repository import CaseFilter
from bot.settings import Settings
from corpus.language import Language

PERSON = "Awa"
FOLDER = Path(__file__).resolve().parent / "pictures"
TALL, DESKTOP, PHONE = {"width": 1180, "height": 1150}, {"width": 1180, "height": 860}, {"width": 390, "height": 780}


def main() -> None:
    """Make a demonstration, serve its desk, and take each picture."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "demo"
        write_demo(home, date.today(), seed=1)  # noqa: DTZ011 - the desk shows what is of today
        settings = Settings(home=home, desk_listen="127.0.0.1:0")
        with Container(settings) as container, container.desk_served() as (host, port), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            base, cases = f"http://{host}:{port}", container.case_service.select(CaseFilter(states=UNANSWERED))
            english = next(case.number for case in cases if case.language == "en")
            take(browser, container, base, "/overview", "fr", "desk-overview", TALL)
            take(browser, container, base, f"/cases/{english}", "en", "desk-case", DESKTOP)
            take(browser, container, base, "/faq", "fr", "desk-faq", PHONE)
            browser.close()


def take(
    browser: Browser, container: Container, base: str, path: str, language: Language, name: str, size: dict[str, int]
) -> None:
    """Open a page in a language and keep a picture of what is seen first."""
    container.chat_languages.set(console_key(PERSON), language, pinned=True)
    link = container.desk_console_link(PERSON)
    context = browser.new_context(viewport=size)  # type: ignore[arg-type]  # a typed dict with the same keys
    page = context.new_page()
    page.goto(base + link[link.index("/sign-in") :])
    page.locator("main button").click()
    page.goto(base + path)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file)
    context.close()
    few = Image.open(file).convert("RGB").quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


if __name__ == "__main__":
    main()
