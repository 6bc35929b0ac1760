"""People at the desk: requests for access, roles, invitations and the audit trail."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_text
from bot.domain.access.access_control import Visitor
from bot.domain.access.requests import AccessRequest
from bot.home import note_username
from bot.replies.texts import say
from corpus.language import LANGUAGES, Language
from tests.support.desk import CHIEF, VISITOR, Browser, desk_container, led


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
    assert led(sent) == ("/people#done", f"done={state}&at=requests")
    assert container.access_control.roles.of(container.keys.key(VISITOR)) == role
    assert browser.send("/people", f"/people/requests/{number}/{choice}").status_code == 409


def invite(browser: Browser, note: str = "  Awa   Bobo ", **headers: str) -> Any:
    """Send the form of an invitation, and return the answer to it."""
    return browser.send("/people", "/people/invitations", {"role": "staff", "days": "3", "note": note}, **headers)


def code_in(html: str) -> str:
    """Return the code that a page shows, empty if it shows none."""
    found = re.search(r"/start (\w+)", html)
    return found[1] if found else ""


def test_an_invitation_is_shown_once_and_works(container: Container, browser: Browser) -> None:
    """Its code gives the role; it is listed by its name, without the code."""
    code = code_in(browser.get(invite(browser).headers["location"]).text)
    assert code
    assert "Awa Bobo" in browser.get("/people").text
    assert code not in browser.get("/people").text
    assert container.access_control.redeem(Visitor(container.keys.key(VISITOR)), code) == "staff"


def test_reloading_the_page_of_an_invitation_makes_none(container: Container, browser: Browser) -> None:
    """The form leads to a page whose address has no secret; loaded again it says that the code was shown."""
    sent = invite(browser)
    (made,) = container.access_control.open_invitations()
    page = f"/people/invitations/{made.id}"
    assert (sent.status_code, sent.headers["location"], sent.text) == (303, page, "")
    cookie = sent.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "Max-Age=60", f"Path={page}", "SameSite=strict"))
    code = code_in(browser.get(page).text)
    assert code and code in cookie and code not in repr(made)
    again = browser.get(page)
    assert (again.status_code, code_in(again.text), "Awa Bobo" in again.text) == (200, "", True)
    assert container.access_control.open_invitations() == [made]


def test_a_code_is_shown_on_the_page_of_its_own_invitation_alone(container: Container, browser: Browser) -> None:
    """A cookie that somebody planted shows nothing; an invitation that is used or taken back has no page."""
    invite(browser)
    other = container.access_control.invite("x", "admin", 7, "Ali")
    page = f"/people/invitations/{container.access_control.invitations.find(other).id}"  # type: ignore[union-attr]  # it is open
    shown = browser.get_told(page, f"secret={'a' * 16}")
    assert (shown.status_code, code_in(shown.text)) == (200, "")
    browser.send(page, f"{page}/withdraw")
    assert browser.get(page).status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_an_invitation_says_what_to_tell_the_person(container: Container, language: Language) -> None:
    """For whom it is, the role, what that lets them do, until when, a link with the bot's name, and the command."""
    browser = Browser.of(container).sign_in(container, CHIEF, "Chief", language)
    nameless = browser.get(invite(browser).headers["location"]).text
    assert "t.me" not in nameless and code_in(nameless)
    note_username(container.settings.home, "relais_demo_bot")
    shown = browser.get(invite(browser).headers["location"]).text
    code = code_in(shown)
    role, could = (html.escape(say(language, f"roles.{name}"), quote=False) for name in ("staff", "could_staff"))
    for said in (
        "Awa Bobo",
        role,
        could,
        f"https://t.me/relais_demo_bot?start={code}",
        f"/start {code}",
        "@relais_demo_bot",
    ):
        assert said in shown, said
    assert {f'id="message-{one}" lang="{one}"' in shown for one in LANGUAGES} == {True}
    assert shown.index(f"message-{language}") == min(shown.index(f"message-{one}") for one in LANGUAGES)


def test_over_https_the_code_goes_over_nothing_else(tmp_path: Path) -> None:
    """Its cookie is refused elsewhere by browsers, as the one of the session is."""
    url = "https://desk.example.org"
    with desk_container(tmp_path, desk_url=url) as container:
        chief = Browser.of(container, url).sign_in(container, CHIEF, "Chief")
        cookie = invite(chief).headers["set-cookie"]
    assert cookie.startswith("__Secure-relais_once=") and "Secure" in cookie


@pytest.mark.parametrize(
    "form",
    [{"role": "everything"}, {"days": "0"}, {"days": "91"}, {"days": "x"}, {"days": ""}, {"note": f"Ali{'i' * 70}"}],
)
def test_an_invitation_that_can_not_be_is_not_made(
    container: Container, browser: Browser, form: dict[str, str]
) -> None:
    """What was typed is given back, with what is wrong."""
    sent = browser.send("/people", "/people/invitations", {"role": "staff", "days": "7", "note": "Ali"} | form)
    assert sent.status_code == 422
    assert f'value="{form.get("note", "Ali")}"' in sent.text
    assert container.access_control.open_invitations() == []


def test_an_invitation_is_taken_back(container: Container, browser: Browser) -> None:
    """Its code works no longer; a second time nothing is done."""
    code = container.access_control.invite("x", "staff", 7, "Ali")
    path = f"/people/invitations/{container.access_control.open_invitations()[0].id}/withdraw"
    assert led(browser.send("/people", path)) == ("/people#done", "done=withdrawn&at=invitations")
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
    assert led(sent) == ("/people#done", "done=revoked&at=roles")
    assert container.access_control.roles.of(key) == "stranger"
    assert theirs.get("/cases").status_code == 403
    assert browser.get(f"/people/roles/{number}").status_code == 404
    assert browser.send("/people", f"/people/roles/{number}/revoke").status_code == 409


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_role_is_explained_before_an_invitation_is_made(container: Container, language: Language) -> None:
    """What it lets people do, and which one a focal point needs, which is chosen unless another one is."""
    page = Browser.of(container).sign_in(container, CHIEF, "Chief", language).get("/people").text
    form = html.unescape(page[page.index('id="invite"') :].partition("</form>")[0])
    for role in ("staff", "admin"):
        assert say(language, f"roles.could_{role}") in form
        assert desk_text(language, f"people.for_{role}") in form
    assert {"fr": "C’est le rôle d’un point focal.", "en": "This is the role of a focal point."}[language] in form
    assert re.findall(r'value="(\w+)"[^>]* checked', form) == ["staff"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("username", ["", "relais_bot"])
@pytest.mark.parametrize("role", ["staff", "everyone"])
def test_the_message_names_the_bot_and_the_way_to_the_desk(
    container: Container, language: Language, username: str, role: str
) -> None:
    """Where the name is not known there is a place for it; who only asks questions is told of no desk."""
    if username:
        note_username(container.home, username)
    chief = Browser.of(container).sign_in(container, CHIEF, "Chief", language)
    made = chief.send("/people", "/people/invitations", {"role": role, "days": "3", "note": "Ali"})
    page = chief.shown(made)
    messages = re.findall(r'(?s)id="message-(?:fr|en)" lang="(fr|en)">(.*?)</p>', page)
    assert {spoken for spoken, _ in messages} == set(LANGUAGES)
    for spoken, message in messages:
        assert (f"@{username}" if username else "@__________") in message
        assert ({"fr": "/bureau", "en": "/desk"}[spoken] in message) is (role == "staff")


@pytest.mark.parametrize(("token", "is_said"), [("", True), ("1:x", False)])
@pytest.mark.parametrize("access", ["approval", "open"])
def test_it_is_said_before_accepting_that_no_bot_answers(
    tmp_path: Path, token: str, is_said: bool, access: str
) -> None:
    """And after it: the person waits for a welcome."""
    with desk_container(tmp_path, access=access, telegram_token=token) as container:
        number, chief = ask(container), Browser.of(container).sign_in(container, CHIEF, "Chief", "fr")
        before = chief.get("/people").text
        after = chief.shown(chief.send("/people", f"/people/requests/{number}/admit"))
        stalled = desk_text("fr", "page.stalled")
        assert [stalled in html.unescape(page) for page in (before, after)] == [is_said] * 2
