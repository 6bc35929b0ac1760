"""Health: what is examined, what waits and what has failed, for admins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_texts
from bot.desk.pages.health import HealthPages, _key
from bot.examination.doctor import DoctorFinding, examine_quickly
from bot.storage.backup import last_backup, note_backup
from corpus.language import LANGUAGES
from tests.support.desk import CHIEF, Browser


@pytest.fixture
def browser(container: Container) -> Browser:
    """Return the browser of an admin."""
    return Browser.of(container).sign_in(container, CHIEF, "Chief", "en")


def test_it_is_for_admins(container: Container) -> None:
    """A colleague has neither the entry of the menu nor the page."""
    awa = Browser.of(container).sign_in(container)
    assert 'href="/health"' not in awa.get("/cases").text
    assert awa.get("/health").status_code == 403


def test_it_tells_of_queues_failures_and_the_last_backup(container: Container, browser: Browser) -> None:
    """As the database and the home have them."""
    assert "none is known" in browser.get("/health").text
    note_backup(container.home, "2026-03-01T20:15:00+00:00")
    row: dict[str, Any] = {"reference": "x", "language": "fr", "added": "2026-03-01", "due": "2026-03-01"}
    with container.database.write() as db:
        db.insert("updates", {"update_id": 1, "received": "2026-03-02T08:00:00+00:00"})
        db.insert("outbox", row | {"state": "failed", "reason": "blocked"})
    html = browser.get("/health").text
    assert "1 March" in html and "20:15" in html
    assert "60 minutes" in html
    assert "the person blocked the bot" in html


def test_what_takes_long_is_examined_on_request_alone(container: Container, browser: Browser) -> None:
    """Opening the page asks no model; a fault is marked and said in its own words."""
    asked: list[bool] = []

    def examine(*, is_thorough: bool) -> Sequence[DoctorFinding]:
        asked.append(is_thorough)
        return [DoctorFinding("Disk", "No <room>.", is_fault=True)]

    pages = next(one for one in container.desk_pages if isinstance(one, HealthPages))
    object.__setattr__(pages, "examine", examine)
    html = browser.get("/health").text
    assert "No &lt;room&gt;." in html and "there is something to do" in html
    browser.get("/health?all=1")
    assert asked == [False, True]


def test_each_subject_has_a_name_in_both_languages(container: Container) -> None:
    """Those of the quick examination; the texts' test lists all."""
    keys = {_key(one.subject) for one in examine_quickly(container)}
    for language in LANGUAGES:
        assert keys - set(desk_texts(language)["doctor"]) == set()


def test_a_note_that_is_damaged_or_can_not_be_written_is_none(container: Container) -> None:
    """Neither keeps a backup from being made."""
    (container.home / "last-backup").write_text("yesterday", encoding="utf-8")
    assert last_backup(container.home) == ""
    note_backup(container.home / "nothing", "2026-03-01T20:15:00+00:00")
