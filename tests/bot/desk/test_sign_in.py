"""Signing in at the desk: links, sessions, forms of other sites, roles, limits, and what every answer carries."""

from __future__ import annotations

import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.container import Container
from bot.desk.security import SIGN_INS, WRITES
from bot.desk.sessions import IDLE, LINK_LIFE, LONGEST
from bot.domain.access.access_control import Visitor
from bot.domain.chat import Chat
from bot.errors import SettingsError
from bot.settings import read_settings
from tests.support.desk import ADDRESS, AWA, VISITOR, Browser, desk_container, open_case

COOKIE = "relais_desk"


def link_for(container: Container, person: int = AWA) -> str:
    """Return the path of a link for somebody."""
    key = container.keys.key(person)
    link = container.desk_link(Chat(key, person=key, name="Awa"))
    return link[link.index("/sign-in") :]


def later(container: Container, time: timedelta) -> None:
    """Have time pass."""
    clock: Any = container.clock
    clock.now += time


def test_a_link_signs_in_once(container: Container) -> None:
    """Opening it shows a button, as often as messengers like; the button works once."""
    path = link_for(container)
    first, second = Browser.of(container), Browser.of(container)
    assert [first.get(path).status_code for _ in range(3)] == [200] * 3
    assert first.client.post(path).status_code == 303
    assert second.client.post(path).status_code == 403
    assert (first.get("/cases").status_code, second.get("/cases").status_code) == (200, 401)


def test_an_invented_link_signs_nobody_in(container: Container) -> None:
    """Whatever it is made of."""
    assert Browser.of(container).client.post("/sign-in/" + "x" * 43).status_code == 403


@pytest.mark.parametrize(("after", "status"), [(LINK_LIFE, 303), (LINK_LIFE + timedelta(seconds=1), 403)])
def test_a_link_expires(container: Container, after: timedelta, status: int) -> None:
    """After ten minutes."""
    path = link_for(container)
    later(container, after)
    assert Browser.of(container).client.post(path).status_code == status


def test_a_new_link_ends_the_one_before(container: Container) -> None:
    """Of the same person."""
    earlier, latest = link_for(container), link_for(container)
    assert [Browser.of(container).client.post(path).status_code for path in (earlier, latest)] == [403, 303]


def test_no_token_is_stored(container: Container, browser: Browser) -> None:
    """Whoever reads the database can't sign in with what is there."""
    link = link_for(container)
    token, cookie = link.rpartition("/")[2], browser.client.cookies[COOKIE]
    stored = b"".join(path.read_bytes() for path in container.home.glob("relais.db*"))
    assert [secret.encode() in stored for secret in (token, cookie, cookie.partition(".")[0])] == [False] * 3


def test_a_session_ends_when_it_is_idle(container: Container, browser: Browser) -> None:
    """A request in between keeps it awake."""
    for _ in range(3):
        later(container, IDLE - timedelta(seconds=61))
        assert browser.get("/cases").status_code == 200
    later(container, IDLE)
    assert browser.get("/cases").status_code == 401


def test_a_session_ends_after_its_longest_time(container: Container, browser: Browser) -> None:
    """However busy it is."""
    half = timedelta(minutes=30)
    for _ in range(int(LONGEST / half)):
        assert browser.get("/cases").status_code == 200
        later(container, half)
    later(container, timedelta(seconds=1))
    assert browser.get("/cases").status_code == 401


def test_what_was_written_is_given_back_when_the_session_has_ended(container: Container, browser: Browser) -> None:
    """So that nobody writes an answer twice."""
    page = f"/cases/{open_case(container)}"
    fields = browser.fields(page)
    later(container, IDLE)
    refused = browser.client.post(f"{page}/answer", data=fields | {"text": "Longue réponse"})
    assert (refused.status_code, "Longue réponse" in refused.text) == (401, True)


def test_nothing_long_is_read_of_strangers(container: Container) -> None:
    """Nor of pieces whose number nobody says."""
    page, words = f"/cases/{open_case(container)}", b"text=" + b"x" * 100_000
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    stranger = Browser.of(container).client
    for content in (words, iter([words])):
        refused = stranger.post(f"{page}/answer", content=content, headers=headers)
        assert (refused.status_code, "xxx" in refused.text) == (401, False)
    assert stranger.post(link_for(container), content=iter([b"a=b"]), headers=headers).status_code == 403


def test_signing_out_ends_the_session(container: Container, browser: Browser) -> None:
    """Also for whoever has kept the cookie."""
    cookie = browser.client.cookies[COOKIE]
    assert browser.send("/cases", "/sign-out").status_code == 303
    other = Browser.of(container)
    other.client.cookies.set(COOKIE, cookie)
    assert other.get("/cases").status_code == 401


@pytest.mark.parametrize(
    "forge", [lambda cookie: cookie[:-1] + "A", lambda cookie: cookie.partition(".")[0], lambda _: ""]
)
def test_a_forged_cookie_is_nobodys(container: Container, browser: Browser, forge: Any) -> None:
    """Changed, unsigned or empty."""
    forged = forge(browser.client.cookies[COOKIE])
    other = Browser.of(container)
    other.client.cookies.set(COOKIE, forged if forged != browser.client.cookies[COOKIE] else forged[:-1] + "B")
    assert other.get("/cases").status_code == 401


def test_the_cookie_is_kept_from_scripts_and_other_sites(container: Container, tmp_path: Path) -> None:
    """With https it goes over nothing else."""
    path = link_for(container)
    given = Browser.of(container).client.post(path).headers["set-cookie"]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(given.split("; "))
    with desk_container(tmp_path / "https", desk_url="https://desk.example.org") as behind_proxy:
        path = link_for(behind_proxy)
        given = Browser.of(behind_proxy, "https://desk.example.org").client.post(path).headers["set-cookie"]
        assert given.startswith("__Host-relais_desk=")
        assert {"HttpOnly", "SameSite=lax", "Path=/", "Secure"} <= set(given.split("; "))


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        ({"token": ""}, {}),
        ({"token": "x" * 43}, {}),
        ({}, {"Origin": "https://evil.example"}),
        ({}, {"Origin": "null"}),
        ({}, {"Sec-Fetch-Site": "cross-site"}),
        ({}, {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_a_forged_form_changes_nothing(
    container: Container, browser: Browser, form: dict[str, str], headers: dict[str, Any]
) -> None:
    """Without the token of the session, or from another site."""
    number = open_case(container)
    page = f"/cases/{number}"
    assert browser.send(page, f"{page}/take", form, **headers).status_code == 403
    assert container.case_service.find(number).state == "open"


def test_the_token_of_another_session_opens_nothing(container: Container, browser: Browser) -> None:
    """Each session has its own."""
    number = open_case(container)
    other = Browser.of(container).sign_in(container)
    token = other.fields("/cases")["token"]
    assert browser.send(f"/cases/{number}", f"/cases/{number}/take", {"token": token}).status_code == 403


def test_the_own_origin_is_accepted(container: Container, browser: Browser) -> None:
    """As browsers send it."""
    page = f"/cases/{open_case(container)}"
    headers: dict[str, Any] = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}
    assert browser.send(page, f"{page}/take", **headers).status_code == 303


def test_nobody_signs_in_without_a_role(container: Container) -> None:
    """Whoever got hold of a link for themselves."""
    visitor = Browser.of(container)
    assert visitor.client.post(link_for(container, VISITOR)).status_code == 403
    assert visitor.get("/cases").status_code == 401


def test_a_role_that_is_taken_back_ends_all_sessions(container: Container) -> None:
    """At the next request, for good."""
    access, person = container.access_control, container.keys.key(VISITOR)
    access.redeem(Visitor(person), access.invite("console", "staff", 1))
    browsers = [Browser.of(container).sign_in(container, VISITOR, "Ola") for _ in range(2)]
    access.revoke("console", access.holders()[0].id)
    assert browsers[0].get("/cases").status_code == 403
    assert browsers[1].get("/cases").status_code == 401


def test_attempts_to_sign_in_are_limited(container: Container) -> None:
    """Those that fail, from one address, which behind a proxy is everybody's: nobody locks out who has a link."""
    browser, path = Browser.of(container), link_for(container)
    statuses = [browser.client.post("/sign-in/invented").status_code for _ in range(SIGN_INS + 1)]
    assert statuses == [403] * SIGN_INS + [429]
    assert browser.client.post(path).status_code == 303


def test_forms_are_limited(container: Container, browser: Browser) -> None:
    """Of one person; what they wrote is given back."""
    page = f"/cases/{open_case(container)}"
    fields = browser.fields(page) | {"text": "Mes mots"}
    statuses = {browser.client.post(f"{page}/preview", data=fields).status_code for _ in range(WRITES)}
    refused = browser.client.post(f"{page}/preview", data=fields)
    assert (statuses, refused.status_code) == ({303}, 429)
    assert int(refused.headers["retry-after"]) > 0
    assert "Mes mots" in refused.text


@pytest.mark.parametrize("path", ["/sign-in", "/cases", "/nothing", "/static/desk.css", "/cases/R-2026-0009"])
def test_every_answer_carries_the_headers(browser: Browser, path: str) -> None:
    """Pages, refusals and files; nothing inline, nothing from elsewhere, in no frame."""
    headers = browser.get(path).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")
    assert ("immutable" in headers["cache-control"]) is path.startswith("/static")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8440", "127.0.0.1.evil.example", "[::1", ""])
def test_another_host_name_is_refused(browser: Browser, host: str) -> None:
    """A name of another site that leads to this machine would have its scripts read the desk."""
    assert browser.get("/cases", Host=host).status_code == 421


def test_the_audit_has_each_write_and_no_word(container: Container, browser: Browser) -> None:
    """Who, what and on which case."""
    number = open_case(container)
    page = f"/cases/{number}"
    browser.send(page, f"{page}/answer", {"text": "Un secret"})
    browser.send(page, "/language", {"language": "en", "back": page})
    noted = [entry for entry in container.access_control.audit.entries() if entry.action == "desk"]
    assert [entry.detail for entry in noted] == ["desk:in", f"case:answer {number} taken", "desk:language"]
    assert {entry.actor for entry in noted} == {container.keys.key(AWA)}
    assert 'lang="en"' in browser.get(page).text


def test_nothing_of_a_person_who_is_forgotten_stays(container: Container, browser: Browser) -> None:
    """Their sessions end with it."""
    from bot.storage.personal_data import DataSubject

    subject = DataSubject(container.keys.key(AWA), str(AWA))
    assert len(container.personal_data.collect(subject)["desk_sessions"]) == 1
    container.personal_data.erase(subject)
    assert browser.get("/cases").status_code == 401


PROXY: dict[str, Any] = {
    "desk_proxy_header": "X-Forwarded-User",
    "desk_proxies": "10.0.0.0/24",
    "desk_proxy_people": f"awa@example.org={AWA},guest={VISITOR}",
}


@pytest.mark.parametrize(
    ("peer", "names", "status"),
    [
        ("10.0.0.5", ["awa@example.org"], 200),
        ("10.0.0.5", ["guest"], 403),
        ("10.0.0.5", ["nobody@example.org"], 403),
        ("10.0.0.5", ["awa@example.org", "guest"], 403),
        ("10.0.0.5", [], 403),
        ("10.0.1.5", ["awa@example.org"], 403),
        ("127.0.0.1", ["awa@example.org"], 403),
    ],
)
def test_a_proxy_names_who_is_there(tmp_path: Path, peer: str, names: list[str], status: int) -> None:
    """Only a proxy that is listed, once, and a person who is listed and has a role."""
    with desk_container(tmp_path, **PROXY) as container:
        browser = Browser.of(container, peer=peer)
        headers = [("X-Forwarded-User", name) for name in names]
        assert browser.client.get("/cases", headers=headers).status_code == status


def test_a_proxy_that_names_somebody_else_ends_the_session_before(tmp_path: Path) -> None:
    """Whoever shares the browser."""
    with desk_container(tmp_path, **PROXY | {"desk_proxy_people": f"awa={AWA},ben=5002"}) as container:
        browser = Browser.of(container, peer="10.0.0.5")
        assert ">awa<" in browser.get("/cases", **{"X-Forwarded-User": "awa"}).text
        assert ">ben<" in browser.get("/cases", **{"X-Forwarded-User": "ben"}).text


@pytest.mark.parametrize(
    "environ",
    [
        {"RELAIS_DESK_LISTEN": "0.0.0.0:8440"},
        {"RELAIS_DESK_LISTEN": "0.0.0.0:8440", "RELAIS_DESK_URL": "http://desk.example.org"},
        {"RELAIS_DESK_URL": "https://example.org/desk"},
        {"RELAIS_DESK_PROXY_HEADER": "X-User"},
        {"RELAIS_DESK_PROXY_HEADER": "X-User", "RELAIS_DESK_PROXY_PEOPLE": "awa=1"},
        {"RELAIS_DESK_PROXY_PEOPLE": "awa=me"},
        {"RELAIS_DESK_PROXIES": "proxy"},
    ],
)
def test_settings_that_would_open_the_desk_are_refused(environ: dict[str, str]) -> None:
    """In one line."""
    with pytest.raises(SettingsError):
        read_settings(environ, Path("/nonexistent/.env"))


def test_whoever_runs_commands_in_the_home_signs_in_as_an_admin(container: Container) -> None:
    """By a link that works once; the audit says that the command line did it, and under which name."""
    link = container.desk_console_link("Fatou")
    browser, other = Browser.of(container), Browser.of(container)
    path = link[link.index("/sign-in") :]
    assert browser.client.post(path).status_code == 303
    assert other.client.post(path).status_code == 403
    assert ">Fatou<" in browser.get("/people").text
    number = open_case(container)
    assert browser.send(f"/cases/{number}", f"/cases/{number}/take").status_code == 303
    entries = container.access_control.audit.entries()
    assert [(one.actor, one.detail) for one in entries] == [
        ("console:Fatou", "desk:link"),
        ("console:Fatou", "desk:in"),
        ("console:Fatou", f"case:take {number}"),
    ]


def test_no_person_of_a_channel_is_taken_for_the_command_line(container: Container) -> None:
    """Whatever their id or name."""
    for name in ("console", "console:Fatou"):
        assert container.access_control.roles.of(container.keys.key(name)) == "everyone"
    assert container.access_control.roles.of("consoles") == "everyone"


def test_no_link_is_made_where_a_proxy_signs_in(tmp_path: Path) -> None:
    """It would be taken nowhere."""
    with desk_container(tmp_path, **PROXY) as container, pytest.raises(SettingsError):
        container.desk_console_link("Fatou")


def test_a_link_is_printed_once_the_desk_takes_requests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not before, as its ten minutes would run; not at all where nothing can listen."""
    reached: list[bool] = []

    def echo(words: str, err: bool = False) -> None:
        if "/sign-in/" in words:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                reached.append(True)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
        monkeypatch.setenv("RELAIS_DESK_LISTEN", f"127.0.0.1:{port}")
        free.listen()
        taken = CliRunner().invoke(main, ["desk", "--sign-in"])
    assert (taken.exit_code, "/sign-in/" in taken.output) == (1, False)
    monkeypatch.setattr("click.echo", echo)
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: None)
    CliRunner().invoke(main, ["desk", "--sign-in"])
    assert reached == [True]
