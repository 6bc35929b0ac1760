"""Answers that are yet to be sent, held or only begun: lists and counts have them, and it is said if none leaves."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_text
from bot.desk.pages.delivery import Delivery
from bot.domain.cases.case import Actor
from bot.domain.cases.case_answers import CaseAnswer
from corpus.language import LANGUAGES, Language
from tests.support.desk import ASKER, BEN, CHIEF, Browser, desk_container, open_case


def listed(browser: Browser, query: str) -> list[str]:
    """Return the numbers of the cases in a list."""
    return re.findall(r'class="cover" href="/cases/(R-[0-9-]+)"', browser.get(f"/cases?{query}").text)


def late(container: Container) -> str:
    """Open a case whose answer was due, and return its number."""
    number = open_case(container)
    with container.database.write() as db:
        db.update("cases", {"due": "2026-02-20"}, "number", number)
    return number


def test_a_case_whose_answer_is_to_be_sent_is_not_to_be_answered(container: Container, browser: Browser) -> None:
    """Nor late: it is in a list of its own, which the overview leads to; a colleague sees the same."""
    given, other = late(container), late(container)
    browser.send(f"/cases/{given}", f"/cases/{given}/answer", {"text": "Oui."})
    ben = Browser.of(container).sign_in(container, BEN, "Ben")
    for one in (browser, ben):
        assert [listed(one, query) for query in ("", "late=1", "owner=me", "state=leaving")] == [
            [other],
            [other],
            [],
            [given],
        ]
    assert re.findall(r"<strong>(\d+)</strong>", browser.get("/overview").text)[:4] == ["1", "1", "0", "1"]
    assert 'href="/cases?state=leaving"' in browser.get("/overview").text
    assert "en retard" not in browser.get(f"/cases/{given}").text


def test_it_is_to_be_answered_if_the_person_writes_meanwhile(container: Container, browser: Browser) -> None:
    """The answer that is on its way does not say anything to that."""
    number, service = late(container), container.case_service
    browser.send(f"/cases/{number}", f"/cases/{number}/answer", {"text": "Oui."})
    service.add_message(number, "Et la date ?", Actor(container.keys.key(ASKER)), ASKER)
    assert (listed(browser, "late=1"), listed(browser, "state=leaving")) == ([number], [])


def test_an_answer_that_is_stopped_or_held_leaves_the_case_to_be_answered(
    container: Container, browser: Browser
) -> None:
    """One that somebody has to decide on is marked in the list."""
    stopped, held, service = open_case(container), open_case(container, "Et l’audit ?"), container.case_service
    browser.send(f"/cases/{stopped}", f"/cases/{stopped}/answer", {"text": "Oui."})
    browser.send(
        f"/cases/{stopped}", f"/cases/{stopped}/undo", {"outgoing": str(service.answers(stopped)[0].outgoing_id)}
    )
    service.answer(held, "Non.", Actor("ben", "Ben"), is_doubtful=True)
    assert set(listed(browser, "")) == {stopped, held}
    assert browser.get("/cases").text.count(desk_text("fr", "answer.held")) == 1


def test_drafts_are_listed_for_their_author_alone(container: Container, browser: Browser) -> None:
    """In the list, in one of their own and in the overview; also of a case that is closed."""
    number, other = open_case(container), open_case(container, "Et l’audit ?")
    browser.send(f"/cases/{number}", f"/cases/{number}/draft", {"text": "À voir"})
    container.case_service.change(number, "close", Actor("ben", "Ben"))
    assert (listed(browser, "state=drafted"), listed(browser, "")) == ([number], [other])
    assert 'href="/cases?state=drafted"' in browser.get("/overview").text
    ben = Browser.of(container).sign_in(container, BEN, "Ben")
    assert listed(ben, "state=drafted") == []
    assert "state=drafted" not in ben.get("/overview").text + ben.get("/cases").text.partition("<form class")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("token", "waited", "is_said"), [("", 0, True), ("1:x", 0, False), ("1:x", 180, True)])
def test_it_is_said_before_and_after_that_no_bot_sends(
    tmp_path: Path, language: Language, token: str, waited: int, is_said: bool
) -> None:
    """Without a token, or if messages have waited for so long that no bot can be running; admins are led to Health."""
    with desk_container(tmp_path, telegram_token=token) as container:
        if waited:
            due = (container.clock() - timedelta(seconds=waited)).isoformat()
            with container.database.write() as db:
                db.insert("outbox", {"reference": "x", "language": "fr", "added": due, "due": due, "state": "waiting"})
        browser, number = Browser.of(container).sign_in(container, CHIEF, "Chief", language), open_case(container)
        page, words = f"/cases/{number}", {"text": "Oui."}
        before, preview = browser.get(page).text, browser.shown(browser.send(page, f"{page}/preview", words))
        after = browser.shown(browser.send(page, f"{page}/answer", words))
        stalled = desk_text(language, "page.stalled")
        assert [stalled in before, stalled in preview] == [is_said] * 2
        assert ('href="/health">' in preview.partition("<main")[2]) is is_said
        assert (desk_text(language, "answer.stalled") in after) is is_said


@pytest.mark.parametrize(
    ("state", "ahead", "left"), [("pending", 30, 30), ("pending", -30, 0), ("pending", 0, 0), ("sent", 30, 0)]
)
def test_the_time_that_is_left_is_that_of_an_answer_that_waits(
    container: Container, state: str, ahead: int, left: int
) -> None:
    """None once it is past."""
    due = (container.clock() + timedelta(seconds=ahead)).isoformat()
    delivery = Delivery(lambda _: due, container.clock, lambda: True)
    answer = CaseAnswer("R-2026-0001", "Oui.", Actor("x"), state, outgoing_id=1)  # type: ignore[arg-type]  # one of its states
    assert (delivery.leaves_at(answer), delivery.seconds_left(answer)) == (due if left else "", left)
