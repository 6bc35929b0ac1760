"""Health: what is examined, what waits and what has failed, for admins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_text, desk_texts
from bot.desk.pages.health import DANGER, PARTS, HealthPages
from bot.errors import SettingsError
from bot.examination.doctor import examine_quickly
from bot.examination.finding import DoctorFinding
from bot.examination.remedies import explanation
from bot.findings.wording import finding_texts, in_words
from bot.storage.backup import last_backup, note_backup
from corpus.language import LANGUAGES, Language
from tests.support.desk import CHIEF, Browser, desk_container
from tests.support.findings import sample

WRONG = "Points à régler"
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
    assert "No &lt;room&gt;." in html and "To be put right: 1." in html
    browser.get("/health?all=1")
    assert asked == [False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_needs_something_is_marked_at_the_head(container: Container, language: Language) -> None:
    """Queues that stand still and a backup that was never made too, in the words of `relais doctor`."""
    row: dict[str, Any] = {"reference": "x", "language": "fr", "added": "2026-03-01"}
    with container.database.write() as db:
        db.insert("outbox", row | {"due": "2026-03-02T07:00:00+00:00", "state": "waiting"})
        db.insert("outbox", row | {"due": "2026-03-02T07:00:00+00:00", "state": "failed", "reason": "unreachable"})
        db.insert("updates", {"update_id": 1, "received": "2026-03-02T08:00:00+00:00"})
    shown = Browser.of(container).sign_in(container, CHIEF, "Chief", language).get("/health").text
    flaws = [one for one in examine_quickly(container) if one.is_fault or one.is_warning]
    assert {"telegram", "staff_group", "received", "outgoing", "backup"} <= {one.subject for one in flaws}
    assert shown.count('<li class="item late">') == len(flaws)
    marked, _, sound = (
        unescape(shown).replace("<code>", "`").replace("</code>", "`").rpartition('<li class="item late">')
    )
    assert desk_text(language, "health.mend", count=len(flaws)) in marked
    for one in flaws:
        assert in_words(one.said, language) in marked + sound.partition("</li>")[0], one.subject
    assert desk_texts(language)["health"]["all_well"] not in shown
    assert desk_texts(language)["failure_mend"]["unreachable"] in unescape(shown)


@pytest.mark.parametrize(("state", "heading"), [("sound", "Rien à faire"), ("warning", WRONG), ("fault", WRONG)])
def test_a_french_page_says_nothing_in_english(tmp_path: Path, state: str, heading: str) -> None:
    """For a sound, a warning and a faulty installation; the words of an error are marked as English."""
    contacts = tmp_path / "contacts.toml"
    contacts.write_text(CONTACTS if state == "sound" else "{", encoding="utf-8")
    named: dict[str, Any] = {"safeguarding_contacts": contacts} if state != "warning" else {}
    whole = {"safeguarding_chat": "-1002", "staff_chat": "-1001", "telegram_token": "1:token"}
    chosen = named | (whole if state == "sound" else {})
    with desk_container(tmp_path / "home", **chosen) as container:
        container.library.generation = SimpleNamespace(id="g1", built="2026-03-01T20:15:00+00:00")  # type: ignore[assignment,misc]  # the scripted one
        note_backup(container.home, container.clock().isoformat())
        html = Browser.of(container).sign_in(container, CHIEF, "Chief", "fr").get("/health").text
        findings = examine_quickly(container)
    assert heading in html
    assert (any(one.is_fault for one in findings), any(one.is_warning for one in findings)) == FLAWS[state]
    assert ('<span lang="en">' in html) == (state == "fault")
    assert english_in(html.replace(str(tmp_path), "")) == []


@pytest.mark.parametrize("section", ["installation", "storage", "index", "model", "team", "running", "error", "remedy"])
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_in_danger_come_first_and_what_an_admin_can_do_is_apart(
    container: Container, language: Language
) -> None:
    """Then what is for whoever runs the server, then what is in order; who reads it is told so before all."""
    page = Browser.of(container).sign_in(container, CHIEF, "Chief", language).get("/health").text
    shown = unescape(page)
    titles = [f">{desk_text(language, f'health.part_{part}')}</h3>" for part in PARTS]
    order = [
        desk_text(language, "health.concerns"),
        titles[0],
        *(desk_text(language, f"health_means.{one}") for one in DANGER),
    ]
    order += [titles[1], desk_text(language, "health_means.staff_group")]
    order += [titles[2], desk_text(language, "health_means.telegram"), titles[3]]
    assert [shown.index(one) for one in order] == sorted(shown.index(one) for one in order)


def test_whoever_came_by_the_command_line_is_not_told_that_nobody_can_do_it(tmp_path: Path) -> None:
    """Without an admin in Telegram they can invite and keep the texts all the same."""
    with desk_container(tmp_path, admins="") as container:
        link, browser = container.desk_console_link("Aminata"), Browser.of(container)
        browser.client.post(link[link.index("/sign-in") :])
        page = unescape(browser.get("/health").text)
        (access,) = [one for one in examine_quickly(container) if one.subject == "access"]
        assert access.is_warning and in_words(access.said, "fr").split("`")[0] in page
        assert browser.get("/people").status_code == 200
        assert "personne ne peut inviter" not in page
        assert desk_texts("fr")["health_means"]["access"] in page


def test_a_whole_examination_says_that_it_was_made(container: Container, browser: Browser) -> None:
    """And of how many points; it can be made again."""
    pages = next(one for one in container.desk_pages if isinstance(one, HealthPages))
    found = [DoctorFinding("disk", explanation(SettingsError("No room.")))] * 3
    object.__setattr__(pages, "examine", lambda is_thorough: found)
    assert desk_text("en", "health.examined", count=3) not in browser.get("/health").text
    whole = browser.get("/health?all=1").text
    assert desk_text("en", "health.examined", count=3) in whole and desk_text("en", "health.examine_again") in whole
