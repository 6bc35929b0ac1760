"""The overview: what waits, and the figures of a period."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_text
from bot.desk.pages.health import flaws
from bot.domain.faq.faq_entry import FaqEntry
from bot.examination.doctor import examine_quickly
from bot.replies.texts import say
from corpus.language import LANGUAGES
from tests.support.desk import CHIEF, Browser, open_case
from tests.support.reports import log

TODAY = "2026-03-02"  # of the clock that the fixture sets


def shown(browser: Browser, query: str = "") -> str:
    """Return the page without its line breaks."""
    return re.sub(r"\s+", " ", browser.get(f"/overview{query}").text)


def counts(html: str) -> list[int]:
    """Return the numbers that stand out."""
    return [int(one) for one in re.findall(r"<strong>(\d+)</strong>", html)]


def put_late(container: Container, number: str) -> None:
    """Let the day go by on which a case was due."""
    with container.database.write() as db:
        db.update("cases", {"due": "2026-02-20"}, "number", number)


def test_it_is_the_first_page(browser: Browser) -> None:
    """Whoever signs in comes to it."""
    assert browser.get("/").headers["location"] == "/overview"


def test_it_counts_what_waits_and_leads_there(container: Container, browser: Browser) -> None:
    """The lists behind the links hold as many cases; one about a danger is in none of them."""
    first, second = open_case(container), open_case(container)
    open_case(container, "", kind="safeguarding", topic="abuse")
    put_late(container, first)
    browser.send(f"/cases/{second}", f"/cases/{second}/take")
    html = shown(browser)
    assert counts(html)[:3] == [2, 1, 1]
    for path, expected in (("/cases", 2), ("/cases?late=1", 1), ("/cases?owner=me", 1)):
        assert f'href="{path}"' in html
        assert len(re.findall(r'class="cover"', browser.get(path).text)) == expected


def test_small_counts_are_told_but_not_of_how_many_people(container: Container, browser: Browser) -> None:
    """The staff reads the log anyway, but not whose the questions are."""
    for language in ("fr", "en"):
        log(container.database, "p0", at=f"{TODAY}T08:00:00+00:00", language=language, feedback="up")
    numbers = re.findall(r"<strong>([^<]+)</strong>", shown(browser))[3:]
    assert numbers[:4] == ["2", "–", "100 %", "100 %"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("?period=7", 1),
        ("?period=90", 3),
        ("?period=2026-02", 1),
        ("?period=dates&since=2026-02-20&until=2026-02-20", 1),
        ("?period=dates&since=2026-01-02&until=2026-01-02", 1),
    ],
)
def test_the_period_is_chosen(container: Container, browser: Browser, query: str, count: int) -> None:
    """The last days, a month, or free dates."""
    for day in (TODAY, "2026-02-20", "2026-01-02"):
        log(container.database, "p0", at=f"{day}T08:00:00+00:00")
    assert counts(shown(browser, query))[3] == count


@pytest.mark.parametrize(
    "query",
    [
        "?period=never",
        "?period=dates",
        "?period=dates&since=2026-03-02&until=2026-03-01",
        "?period=dates&since=2020-01-01&until=2026-03-01",
        "?period=dates&since=9999-12-31&until=9999-12-31",
    ],
)
def test_dates_that_can_not_be_are_said(container: Container, browser: Browser, query: str) -> None:
    """With the figures of the last 30 days in their place."""
    log(container.database, "p0", at=f"{TODAY}T08:00:00+00:00")
    html = shown(browser, query)
    assert 'role="alert"' in html
    assert counts(html)[3] == 1


def test_each_chart_has_its_numbers_and_no_inline_style(container: Container, browser: Browser) -> None:
    """The policy would block it; a title and a description are there for screen readers."""
    log(container.database, "p0", at=f"{TODAY}T08:00:00+00:00")
    html = shown(browser)
    charts: list[Any] = re.findall(r'<svg class="chart" role="img".*?</svg>', html)
    assert charts and all("<title" in one and "<desc" in one for one in charts)
    assert html.count("<table ") >= len(charts)
    assert "style=" not in html and "<style" not in html


def test_what_the_texts_lack_leads_to_the_questions_behind_it(container: Container, browser: Browser) -> None:
    """A gap to those that were told of it in either language, a group to its members; both in the period alone."""
    topic = {one: container.text_catalogue().gap("notice-period", one) for one in LANGUAGES}
    asked: list[str] = []
    for n, language in enumerate((*LANGUAGES, *LANGUAGES, *LANGUAGES)):
        answer = say(language, "not_covered.named", topic=topic[language])
        asked.append(
            log(
                container.database,
                f"{n}" * 24,
                at=f"{TODAY}T08:00:00+00:00",
                language=language,
                outcome="not_covered",
                answer=answer,
            )
        )
    other = log(
        container.database, "9" * 24, at=f"{TODAY}T08:00:00+00:00", outcome="not_covered", question="Autre chose ?"
    )
    entry = FaqEntry("abc123", "draft", {"fr": "Combien de jours ?"}, {}, members=tuple(asked))
    container.faq_repository.put(entry)
    page = browser.get(f"/overview?period=dates&since={TODAY}&until={TODAY}").text
    for name, identity in (("gap", "notice-period"), ("group", "abc123")):
        path = f"/questions?{name}={identity}&since={TODAY}&until={TODAY}"
        assert f'href="{path.replace("&", "&amp;")}"' in page
        listed = browser.get(path).text
        assert all(f'href="/questions/{one}"' in listed for one in asked)
        assert f'href="/questions/{other}"' not in listed
        assert browser.get(f"/questions?{name}=none").status_code == 404


def test_a_period_without_exchanges_says_so(browser: Browser) -> None:
    """And shows no empty charts."""
    html = shown(browser)
    assert 'class="empty card"' in html
    assert "<svg" not in html


def test_admins_are_told_how_much_is_to_be_put_right(container: Container, browser: Browser) -> None:
    """As many as Health marks; who has no access to Health is told of none."""
    page = Browser.of(container).sign_in(container, CHIEF, "Chief", "fr").get("/overview").text
    found = len(flaws(examine_quickly(container)))
    assert f'<li class="card late"><a href="/health"><strong>{found}</strong>' in page
    assert 'href="/health"' not in browser.get("/overview").text


def test_the_figures_are_those_of_the_period_alone(container: Container, browser: Browser) -> None:
    """Under the name that was chosen; how many are late today stands above."""
    put_late(container, open_case(container))
    log(container.database, "p0", at=f"{TODAY}T08:00:00+00:00")
    html = shown(browser)
    assert desk_text("fr", "overview.last_of", days=30, period="").partition("(")[0] in html
    assert say("fr", "report.overdue_now") not in html
