"""Health: what is examined, what waits and what has failed, for admins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_texts
from bot.desk.pages.health import Health, HealthPages, to_do
from bot.errors import SettingsError
from bot.examination.doctor import examine_quickly
from bot.examination.finding import DoctorFinding
from bot.examination.remedies import explanation
from bot.findings.wording import finding_texts
from bot.monitoring.state import QueueState
from bot.storage.backup import last_backup, note_backup
from corpus.language import LANGUAGES, Language
from tests.support.desk import CHIEF, Browser, desk_container
from tests.support.findings import sample

WRONG = "il y a quelque chose à faire"
FLAWS = {"sound": (False, False), "warning": (False, True), "fault": (True, True)}
CONTACTS = """
[burkina-faso]
name = { fr = "Burkina Faso", en = "Burkina Faso" }
contacts = { fr = "Numéro vert : 116", en = "Helpline: 116" }
"""


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
        return [DoctorFinding("disk", explanation(SettingsError("No <room>.")), is_fault=True)]

    pages = next(one for one in container.desk_pages if isinstance(one, HealthPages))
    object.__setattr__(pages, "examine", examine)
    html = browser.get("/health").text
    assert "No &lt;room&gt;." in html and "there is something to do" in html
    browser.get("/health?all=1")
    assert asked == [False, True]


def health(**queues: Any) -> Health:
    """Return a state in which there is nothing to do, but for what is given of the queues."""
    held = {"updates": 0, "oldest_seconds": 0.0, "outbox": {}, "failures": {}, "tokens": 5, "overdue_seconds": 0.0}
    return Health(QueueState(**held | queues), 10, "2026-03-01T20:15:00+00:00", "1", "g1", "2026-03-01T20:15:00+00:00")  # type: ignore[arg-type]  # by their names


@pytest.mark.parametrize(
    ("state", "names"),
    [
        (health(), set()),
        (health(updates=3, oldest_seconds=60.0), set()),
        (health(updates=1, oldest_seconds=121.0), {"updates"}),
        (health(outbox={"waiting": 1}, overdue_seconds=121.0), {"waiting"}),
        (health(tokens=10), {"tokens"}),
        (replace(health(tokens=10), token_limit=0), set()),
        (replace(health(), backup=""), {"no_backup"}),
        (replace(health(), backup="2026-02-20T20:15:00+00:00"), {"old_backup"}),
        (replace(health(), generation=""), {"no_index"}),
    ],
)
def test_a_line_says_what_to_do_where_there_is_something(state: Health, names: set[str]) -> None:
    """A queue that moves is no trouble."""
    assert to_do(state, datetime(2026, 3, 2, 8, tzinfo=UTC)) == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_to_be_done_about_queues_failures_and_backup_is_said(container: Container, language: Language) -> None:
    """At the line that it is about, not of messages that may still wait; and the page doesn't say that all is well."""
    row: dict[str, Any] = {"reference": "x", "language": "fr", "added": "2026-03-01"}
    for due in ("2026-03-02T07:00:00+00:00", "2026-03-03T07:00:00+00:00"):
        with container.database.write() as db:
            db.insert("outbox", row | {"due": due, "state": "waiting"})
    with container.database.write() as db:
        db.insert("updates", {"update_id": 1, "received": "2026-03-02T08:00:00+00:00"})
        db.insert("outbox", row | {"due": due, "state": "failed", "reason": "unreachable"})
    shown = Browser.of(container).sign_in(container, CHIEF, "Chief", language).get("/health").text.replace("`", "")
    said = desk_texts(language)
    for words in (
        *(said["to_do"][name] for name in ("updates", "waiting", "no_backup")),
        said["failure_mend"]["unreachable"],
    ):
        assert words.split("`")[0] in shown, words
    assert said["health"]["all_well"] not in shown and said["health"]["mend"] in shown
    with container.database.write() as db:
        db.delete("outbox", "due < ?", ["2026-03-03"])
    assert (
        said["to_do"]["waiting"].split("`")[0]
        not in Browser.of(container).sign_in(container, CHIEF).get("/health").text
    )


@pytest.mark.parametrize(("state", "heading"), [("sound", "Rien à faire"), ("warning", WRONG), ("fault", WRONG)])
def test_a_french_page_says_nothing_in_english(tmp_path: Path, state: str, heading: str) -> None:
    """For a sound, a warning and a faulty installation; the words of an error are marked as English."""
    contacts = tmp_path / "contacts.toml"
    contacts.write_text(CONTACTS if state == "sound" else "{", encoding="utf-8")
    named: dict[str, Any] = {"safeguarding_contacts": contacts} if state != "warning" else {}
    chosen = named | ({"safeguarding_chat": "-1002"} if state == "sound" else {})
    with desk_container(tmp_path / "home", **chosen) as container:
        container.library.generation = SimpleNamespace(id="g1", built="2026-03-01T20:15:00+00:00")  # type: ignore[assignment,misc]  # the scripted one
        note_backup(container.home, container.clock().isoformat())
        html = Browser.of(container).sign_in(container, CHIEF, "Chief", "fr").get("/health").text
        findings = examine_quickly(container)
    assert heading in html
    assert (any(one.is_fault for one in findings), any(one.is_warning for one in findings)) == FLAWS[state]
    assert ('<span lang="en">' in html) == (state == "fault")
    assert english_in(html.replace(str(tmp_path), "")) == []


@pytest.mark.parametrize("section", ["installation", "storage", "index", "model", "team", "error", "remedy"])
def test_no_finding_has_english_words_on_a_french_page(container: Container, section: str) -> None:
    """Whatever the examination can find, with an error whose own words are English."""
    every = [sample(f"{section}.{name}", error="The disk is not there") for name in finding_texts("fr")[section]]
    pages = next(one for one in container.desk_pages if isinstance(one, HealthPages))
    object.__setattr__(pages, "examine", lambda is_thorough: [DoctorFinding("disk", one) for one in every])
    html = Browser.of(container).sign_in(container, CHIEF, "Chief", "fr").get("/health").text
    assert html.count('<span class="what">Disque') == len(every)
    assert english_in(html) == []


def english_in(html: str) -> list[str]:
    """Return the words of a page that only English has, but for what is marked as English, and commands."""
    shown = re.sub(r"(?s)<script.*?</script>|<code>.*?</code>|<(\w+)[^>]* lang=\"en\"[^>]*>.*?</\1>|<[^>]*>", " ", html)
    return re.findall(r"\b(?:the|is|are|and|of|not|with|you|your|it|its|was|were|see|run|set|in|to|no)\b", shown, re.I)


def test_a_note_that_is_damaged_or_can_not_be_written_is_none(container: Container) -> None:
    """Neither keeps a backup from being made."""
    (container.home / "last-backup").write_text("yesterday", encoding="utf-8")
    assert last_backup(container.home) == ""
    note_backup(container.home / "nothing", "2026-03-01T20:15:00+00:00")
