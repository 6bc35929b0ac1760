"""Cases about a danger: for their focal point, without words, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from bot.replies.texts import say
from tests.support.desk import ASKER, AWA, BEN, CHIEF, Browser, desk_container, open_case


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return the services of an installation whose focal point for safeguarding is Awa."""
    with desk_container(tmp_path, safeguarding_chat=str(AWA)) as container:
        yield container


@pytest.mark.parametrize(("person", "name"), [(BEN, "Ben"), (CHIEF, "Chief")])
def test_for_everybody_else_there_is_no_such_page(container: Container, person: int, name: str) -> None:
    """Not even for an admin, with or without cases: the same answer as for an address that does not exist."""
    browser = Browser.of(container).sign_in(container, person, name)
    before = browser.get("/safeguarding")
    open_case(container, "", kind="safeguarding", topic="abuse")
    assert before.status_code == browser.get("/safeguarding").status_code == browser.get("/nothing").status_code == 404
    assert "/safeguarding" not in browser.get("/cases").text


def test_whoever_is_not_signed_in_learns_nothing_of_it(container: Container) -> None:
    """The page that says how to sign in is shown."""
    assert Browser.of(container).get("/safeguarding").status_code == 401


def test_the_focal_point_sees_kind_language_state_and_consent(container: Container, browser: Browser) -> None:
    """And questions of other kinds are not in this list."""
    silent = open_case(container, "", kind="safeguarding", topic="abuse", language="en", chat="", address="")
    agreed = open_case(container, "", kind="safeguarding", topic="threat", address=ASKER)
    other = open_case(container)
    assert 'href="/safeguarding"' in browser.get("/cases").text
    html = browser.get("/safeguarding").text
    assert "Violence ou maltraitance" in html and "Menace" in html
    assert silent in html and agreed in html and other not in html
    assert "sans accord pour une réponse" in html and "accepte une réponse" in html


def test_the_log_names_no_case_about_a_danger_to_others(container: Container, browser: Browser) -> None:
    """A number whose page is not to be found would tell that it is one; its focal point reads it."""
    danger, other = open_case(container, "", kind="safeguarding", topic="threat", address=ASKER), open_case(container)
    for number in (danger, other):
        assert browser.send(f"/cases/{number}", f"/cases/{number}/take").status_code == 303
    html = Browser.of(container).sign_in(container, CHIEF, "Chief").get("/people/audit").text
    assert (danger in html, other in html) == (False, True)


def test_it_is_answered_only_with_consent_and_closed(container: Container, browser: Browser) -> None:
    """On its own page; a closed one leaves the list, and stands among all."""
    silent = open_case(container, "", kind="safeguarding", topic="abuse", chat="", address="")
    agreed = open_case(container, "", kind="safeguarding", topic="threat", address=ASKER)
    words = {"text": "Nous vous écrivons."}
    refused = browser.send(f"/cases/{silent}", f"/cases/{silent}/answer", words)
    assert say("fr", "case_error.no_consent", number=silent) in browser.shown(refused)
    assert container.case_service.answers(silent) == []
    assert browser.send(f"/cases/{agreed}", f"/cases/{agreed}/take").status_code == 303
    assert browser.send(f"/cases/{agreed}", f"/cases/{agreed}/answer", words).status_code == 303
    assert browser.send(f"/cases/{silent}", f"/cases/{silent}/close", {"sure": "1"}).status_code == 303
    assert silent not in browser.get("/safeguarding").text
    assert silent in browser.get("/safeguarding?state=all").text
    assert 'href="/safeguarding"' in browser.get(f"/cases/{silent}").text
