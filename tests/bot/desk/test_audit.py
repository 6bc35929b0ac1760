"""The audit trail at the desk: who did what, in plain words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bot.container import Container
from bot.desk.desk_texts import desk_text, desk_texts
from bot.domain.access.access_control import AuditAction, Visitor
from bot.domain.access.roles import ROLES
from bot.replies.texts import say
from corpus.language import LANGUAGES, Language
from tests.bot.desk.test_desk_texts import written_actions
from tests.support.desk import BEN, CHIEF, VISITOR, Browser, desk_container, open_case

AUDIT = "/people/audit"


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Return the services of an installation where access is by permission."""
    with desk_container(tmp_path, access="approval") as container:
        yield container


def shown(container: Container, language: Language = "en") -> str:
    """Return the words of the trail that an admin reads."""
    page = Browser.of(container).sign_in(container, CHIEF, "Chief", language).get(AUDIT).text
    return html.unescape(re.sub(r"<[^>]+>", "", page[page.index("<main") :]))


def test_it_names_who_did_what(container: Container) -> None:
    """The latest first; colleagues by their name, others by the start of their key, nobody by an id."""
    key = container.keys.key(VISITOR)
    container.access_control.audit.note(key, "redeemed", key, "staff")
    chief = Browser.of(container).sign_in(container, CHIEF, "Chief", "en")
    chief.send("/people", "/people/invitations", {"role": "admin", "days": "3", "note": "Ben"})
    said = shown(container)
    made = f"Chief {desk_text('en', 'audit.invited')} (role: administration)"
    assert said.count(made) == said.count("(role: administration)") == 1
    assert said.index(made) < said.index(f"A person without a name ({key[:6]}) used an invitation (role: ")
    assert str(VISITOR) not in said and key[:7] not in said


@pytest.mark.parametrize(("language", "channel"), [("fr", "lien du serveur"), ("en", "server link")])
def test_it_names_who_signed_in_by_the_command_line(container: Container, language: Language, channel: str) -> None:
    """Each by the name of their own link, as such, also once others have signed in so; without one as the console."""
    number = open_case(container)
    for name, step in (("Aminata", "take"), ("Ben: <B>", "take_over"), ("console", "release")):
        link, browser = container.desk_console_link(name), Browser.of(container)
        browser.client.post(link[link.index("/sign-in") :])
        assert browser.send(f"/cases/{number}", f"/cases/{number}/{step}").status_code == 303
    nameless = desk_text(language, "people.console")
    lines = [" ".join(one.split()) for one in shown(container, language).splitlines() if number in one]
    actions = [desk_texts(language)["desk_action"][f"case_{step}"] for step in ("release", "take_over", "take")]
    whose = (nameless, f"Ben: <B> ({channel})", f"Aminata ({channel})")
    assert lines == [f"{who} {action} · {number}" for who, action in zip(whose, actions, strict=True)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_that_code_can_write_shows_a_code(container: Container, language: Language) -> None:
    """Each action of access and of the desk is in words, with any role."""
    audit, chief = container.access_control.audit, container.keys.key(CHIEF)
    for action in get_args(AuditAction):
        audit.note(chief, action, "b0" * 12, detail="staff" if action != "desk" else "")
    for action in written_actions():
        audit.note(chief, "desk", detail=action)
    for role in ROLES[1:]:
        audit.note(chief, "invited", detail=role)
    pages = [Browser.of(container).sign_in(container, CHIEF, "Chief", language).get(AUDIT).text]
    while following := re.search(r'rel="next" href="([^"]+)"', pages[-1]):
        pages.append(
            Browser.of(container).sign_in(container, CHIEF, "Chief", language).get(html.unescape(following[1])).text
        )
    said = html.unescape(re.sub(r"<[^>]+>", "", "".join(pages)))
    assert not re.search(r"[a-z]:[a-z_]|everyone", said)
    for text in (*desk_texts(language)["audit"].values(), *desk_texts(language)["desk_action"].values()):
        assert text in said, text
    assert all(say(language, f"roles.{role}") in said for role in ROLES[1:])


def test_an_entry_leads_to_what_it_was_about(container: Container) -> None:
    """A case by its number; no digest of a file that is gone, and no code of an action of another version."""
    number, audit, chief = open_case(container), container.access_control.audit, container.keys.key(CHIEF)
    audit.note(chief, "desk", detail=f"case:take {number}")
    audit.note(chief, "desk", detail=f"text:upload {'a' * 16},{'b' * 16}")
    audit.note(chief, "desk", detail="case:burn R-1")
    audit.note(chief, "desk", detail=f"text:discard {'c' * 16}:notes%2C%20%3Cmai%3E.pdf")
    Browser.of(container).sign_in(container, BEN, "Ben")
    audit.note(chief, "desk", container.keys.key(BEN), f"case:hand_over {number}")
    page = Browser.of(container).sign_in(container, CHIEF, "Chief", "fr").get(AUDIT).text
    assert "· notes, &lt;mai&gt;.pdf" in page and "cccc" not in page
    assert f"{number}</a> · à Ben</li>" in " ".join(page.split())
    assert f'<a href="/cases/{number}">{number}</a>' in page
    assert page.count("un fichier qui n’est plus là") == 2 and "aaaa" not in page and "burn" not in page


def test_an_invitation_says_for_whom(container: Container) -> None:
    """By its note while it is open, then by the name of who used it; of one that was taken back nothing is known."""
    control, chief = container.access_control, container.keys.key(CHIEF)
    codes = [control.invite(chief, "staff", 7, name) for name in ("Mariam", "Omar", "Ali")]
    control.redeem(Visitor(container.keys.key(VISITOR)), codes[1])
    control.withdraw(chief, control.open_invitations()[0].id)
    said = " ".join(shown(container, "fr").split())
    invited = f"{desk_text('fr', 'audit.invited')} (rôle : équipe)"
    assert said.count(invited) == 3
    for name in ("Mariam", "Omar"):
        assert f"{invited} · {desk_text('fr', 'people.invited', name=name)}" in said
    assert "Ali" not in said


def test_a_case_says_until_when_and_that_an_answer_took_it(container: Container) -> None:
    """An answer is said to be given: whether it has gone is on the page of the case."""
    number, other, awa = open_case(container), open_case(container, "Et l’audit ?"), Browser.of(container)
    awa.sign_in(container)
    awa.send(f"/cases/{number}", f"/cases/{number}/later", {"shortcut": "2026-03-09", "day": "2026-03-03"})
    for case in (other, other):
        awa.send(f"/cases/{case}", f"/cases/{case}/answer", {"text": f"Oui, {awa.fields(f'/cases/{case}')['seen']}."})
    said = " ".join(shown(container, "fr").split())
    assert f"{number} · {desk_text('fr', 'people.put_off', day='lundi 9 mars')}" in said
    gave, took = desk_text("fr", "desk_action.case_answer"), desk_text("fr", "people.has_taken")
    assert (said.count(gave), said.count(f"{gave} {took} · {other}")) == (2, 1)


def test_it_is_filtered_by_person_and_day(container: Container) -> None:
    """Each alone or both; a day is one of the team's calendar."""
    audit, chief, ben = container.access_control.audit, container.keys.key(CHIEF), container.keys.key(BEN)
    number, other = open_case(container), open_case(container, "Et l’audit ?")
    audit.note(chief, "desk", detail=f"case:take {number}")
    audit.note(ben, "desk", detail=f"case:take {other}")
    browser = Browser.of(container).sign_in(container, CHIEF, "Chief", "fr")
    for query, found in (("", {number, other}), (f"who={ben}", {other}), ("day=2026-03-02", {number, other})):
        assert set(re.findall(r'href="/cases/(R-[^"]+)"', browser.get(f"{AUDIT}?{query}").text)) == found
    page = browser.get(f"{AUDIT}?who={ben}&day=2026-03-01").text
    assert "/cases/R-" not in page and desk_text("fr", "people.none_found") in page
