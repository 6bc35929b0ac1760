"""People at the desk: requests for access, roles, invitations and the audit trail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.container import Container
from bot.domain.access.access_control import Visitor
from bot.domain.access.requests import AccessRequest
from tests.support.desk import CHIEF, VISITOR, Browser, desk_container


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return the services of an installation where access is by permission."""
    with desk_container(tmp_path, access="approval") as container:
        yield container


@pytest.fixture
def browser(container: Container) -> Browser:
    """Return the browser of an admin."""
    return Browser.of(container).sign_in(container, CHIEF, "Chief", "en")


def ask(container: Container) -> str:
    """Ask for access, with an introduction, and return the number of the request."""
    key = container.keys.key(VISITOR)
    request = container.access_control.request(AccessRequest("", key, key, str(VISITOR), "fr"))
    return container.access_control.introduce(request, "Fatou, <OSC Exemple>").number


def holder(container: Container, note: str = "Fatou") -> tuple[str, int]:
    """Have somebody use an invitation to the team; return their key and the number of their role."""
    key = container.keys.key(VISITOR)
    container.access_control.redeem(Visitor(key, str(VISITOR)), container.access_control.invite("x", "staff", 7, note))
    return key, container.access_control.holders()[0].id


def test_a_colleague_without_the_role_sees_nothing_of_it(container: Container) -> None:
    """Neither the menu's entry nor the page; a form is refused."""
    number, awa = ask(container), Browser.of(container).sign_in(container)
    assert 'href="/people"' not in awa.get("/cases").text
    assert awa.get("/people").status_code == 403
    assert awa.send("/cases", f"/people/requests/{number}/admit").status_code == 403
    assert container.access_control.requests.pending() != []


@pytest.mark.parametrize(("choice", "role"), [("admit", "everyone"), ("decline", "stranger")])
def test_a_request_is_decided_once(container: Container, browser: Browser, choice: str, role: str) -> None:
    """The person has access, or has not; who comes second learns that it was decided."""
    number = ask(container)
    shown = browser.get("/people").text
    assert number in shown
    assert "Fatou, &lt;OSC Exemple&gt;" in shown
    state = {"admit": "admitted", "decline": "declined"}[choice]
    sent = browser.send("/people", f"/people/requests/{number}/{choice}")
    assert sent.headers["location"] == f"/people?done={state}&at=requests#done"
    assert container.access_control.roles.of(container.keys.key(VISITOR)) == role
    assert browser.send("/people", f"/people/requests/{number}/{choice}").status_code == 409


def test_an_invitation_is_shown_once_and_works(container: Container, browser: Browser) -> None:
    """Its code gives the role; it is listed by its name, without the code."""
    made = browser.send("/people", "/people/invitations", {"role": "staff", "days": "3", "note": "  Awa   Bobo "})
    found = re.search(r"/start (\w+)", made.text)
    assert found
    assert "Awa Bobo" in browser.get("/people").text
    assert found[1] not in browser.get("/people").text
    assert container.access_control.redeem(Visitor(container.keys.key(VISITOR)), found[1]) == "staff"


@pytest.mark.parametrize("form", [{"role": "everything"}, {"days": "0"}, {"days": "91"}, {"days": "x"}, {"days": ""}])
def test_an_invitation_that_can_not_be_is_not_made(
    container: Container, browser: Browser, form: dict[str, str]
) -> None:
    """What was typed is given back, with what is wrong."""
    sent = browser.send("/people", "/people/invitations", {"role": "staff", "days": "7", "note": "Ali"} | form)
    assert sent.status_code == 422
    assert 'value="Ali"' in sent.text
    assert container.access_control.open_invitations() == []


def test_an_invitation_is_taken_back(container: Container, browser: Browser) -> None:
    """Its code works no longer; a second time nothing is done."""
    code = container.access_control.invite("x", "staff", 7, "Ali")
    path = f"/people/invitations/{container.access_control.open_invitations()[0].id}/withdraw"
    assert browser.send("/people", path).headers["location"] == "/people?done=withdrawn&at=invitations#done"
    assert container.access_control.redeem(Visitor("somebody"), code) is None
    assert browser.send("/people", path).status_code == 409


def test_a_role_is_revoked_after_it_is_said_whose_it_is(container: Container, browser: Browser) -> None:
    """The page that asks names the person; their session at the desk ends at once."""
    key, number = holder(container)
    theirs = Browser.of(container).sign_in(container, VISITOR, "Fatou")
    assert theirs.get("/cases").status_code == 200
    asked = browser.get(f"/people/roles/{number}").text
    assert "Fatou" in asked
    sent = browser.send(f"/people/roles/{number}", f"/people/roles/{number}/revoke")
    assert sent.headers["location"] == "/people?done=revoked&at=roles#done"
    assert container.access_control.roles.of(key) == "stranger"
    assert theirs.get("/cases").status_code == 403
    assert browser.get(f"/people/roles/{number}").status_code == 404
    assert browser.send("/people", f"/people/roles/{number}/revoke").status_code == 409


def test_the_audit_trail_names_who_did_what(container: Container, browser: Browser) -> None:
    """The latest first; a person without a name by the start of their key, never by an id."""
    holder(container)
    browser.send("/people", "/people/invitations", {"role": "staff", "days": "3", "note": "Ben"})
    shown = browser.get("/people/audit").text
    assert shown.index("used an invitation") > shown.index("invited")
    assert "Fatou" in shown
    assert str(VISITOR) not in shown
