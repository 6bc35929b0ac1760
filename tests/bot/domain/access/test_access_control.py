"""Access control: roles, invitations, requests, the audit trail, and the limit of tries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.container import Container
from bot.domain.access.access_control import TRIES, TRIES_IN_ALL, TRIES_PERIOD, AccessControl, Audit, Visitor
from bot.domain.access.invitations import CODE, Invitations
from bot.domain.access.requests import LONGEST_MESSAGE, MOST_MESSAGES, AccessRequest, AccessRequests, QueuedMessage
from bot.domain.access.roles import ConfiguredRole, Roles
from bot.examination.doctor import examine_access, examine_staff
from bot.settings import Settings, read_settings
from bot.storage.database import Database
from bot.storage.keys import ChatKeys
from bot.storage.personal_data import DataSubject, PersonalData
from tests.support.engines import open_database

ADMIN, AWA, BEN = "admin-key", "awa-key", "ben-key"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a new database."""
    opened = open_database(tmp_path / "relais.db")
    yield opened
    opened.close()


def new_access(database: Database, clock: list[datetime] | None = None, **changed: object) -> AccessControl:
    """Return an access control with one fixed admin."""
    now = clock or [NOW]
    keys = ChatKeys(b"0" * 32)
    roles = Roles(database, {ADMIN: ConfiguredRole("admin", "1")}, **changed)  # type: ignore[arg-type]  # the default role
    invitations = Invitations(database, lambda code: keys.tag("invitation", code), lambda: now[0])
    return AccessControl(database, roles, invitations, AccessRequests(database, lambda: now[0]), Audit(database))


def request(person: str = AWA) -> AccessRequest:
    """Return a request."""
    return AccessRequest("", person, person, "77", "fr")


def asked_of(access: AccessControl) -> AccessRequest:
    """Return the request as it is stored."""
    found = access.requests.of(AWA)
    assert found is not None
    return found


def acts(access: AccessControl) -> list[tuple[str, str, str]]:
    """Return actor, action and subject of each audit entry."""
    return [(entry.actor, entry.action, entry.subject) for entry in access.audit.entries()]


def test_a_code_lets_one_person_in_once(database: Database) -> None:
    """The second person is refused; each act is in the audit trail."""
    access = new_access(database)
    code = access.invite(ADMIN, "staff", 7, "Bobo")
    assert access.redeem(Visitor(AWA, "77"), code.upper()) == "staff"
    assert access.redeem(Visitor(BEN, "78"), code) is None
    assert (access.roles.of(AWA), access.roles.of(BEN)) == ("staff", "everyone")
    assert acts(access) == [(ADMIN, "invited", ""), (AWA, "redeemed", AWA), (BEN, "failed", BEN)]


def test_a_code_ends_with_its_last_day(database: Database) -> None:
    """It is not listed after that day either."""
    clock = [NOW]
    access = new_access(database, clock)
    code = access.invite(ADMIN, "staff", 7)
    clock[0] += timedelta(days=7, seconds=1)
    assert (access.redeem(Visitor(AWA), code), access.invitations.open()) == (None, [])


def test_a_code_is_not_stored(database: Database, tmp_path: Path) -> None:
    """Nobody who reads the database file can use it."""
    code = new_access(database).invite(ADMIN, "admin", 7)
    database.checkpoint()
    assert CODE.fullmatch(code)
    assert code.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_code_for_a_lower_role_is_not_used_up(database: Database) -> None:
    """An admin who tries the link keeps the role, and the link works."""
    access = new_access(database)
    code = access.invite(ADMIN, "staff", 7)
    assert access.redeem(Visitor(ADMIN, "1"), code) == "admin"
    assert access.redeem(Visitor(AWA, "77"), code) == "staff"


def test_a_revoked_role_waits_until_it_is_displayed_nowhere(database: Database) -> None:
    """It gives no rights at once; its address is kept until the menu there is removed."""
    access = new_access(database)
    access.redeem(Visitor(AWA, "77"), access.invite(ADMIN, "staff", 7))
    (holder,) = access.roles.holders()
    assert access.roles.displayed() == {"1": "admin", "77": "staff"}
    assert access.revoke(ADMIN, holder.id) == holder
    assert access.revoke(ADMIN, holder.id) is None
    assert (access.roles.of(AWA), access.roles.displayed(), access.roles.revoked_addresses()) == (
        "everyone",
        {"1": "admin"},
        ["77"],
    )
    access.roles.forget_address("77")
    assert access.roles.revoked_addresses() == []
    assert acts(access)[-1] == (ADMIN, "revoked", AWA)


def test_the_settings_cannot_be_overruled(database: Database) -> None:
    """A lower role that is given to an admin of the settings changes nothing."""
    access = new_access(database)
    assert access.roles.grant(ADMIN, "staff", "1") == "admin"
    assert (access.roles.of(ADMIN), access.roles.holders()) == ("admin", [])


def test_an_erased_person_loses_the_role_and_is_removed_from_the_audit_trail(database: Database) -> None:
    """The entries stay, without the person."""
    access = new_access(database)
    access.redeem(Visitor(AWA, "77"), access.invite(AWA, "staff", 7))
    PersonalData(database).erase(DataSubject(AWA, "77"))
    assert (access.roles.of(AWA), access.roles.displayed()) == ("everyone", {"1": "admin"})
    assert acts(access) == [("", "invited", ""), ("", "redeemed", "")]


def test_messages_of_a_stranger_are_queued_until_the_decision(database: Database) -> None:
    """The first few, as last edited; erased on a refusal, or when the request expires."""
    clock = [NOW]
    access = new_access(database, clock, default="stranger")
    access.request(request())
    kept = [access.queue(asked_of(access), QueuedMessage(f"q{number}", number)) for number in range(MOST_MESSAGES + 1)]
    assert kept == ["all", "all", "all", "none"]
    assert access.queue(asked_of(access), QueuedMessage("q" * (LONGEST_MESSAGE + 1), 1)) == "part"
    asked = asked_of(access)
    assert [one.text for one in asked.messages] == ["q0", "q" * LONGEST_MESSAGE, "q2"]
    assert access.decide(ADMIN, asked.number.lower(), "declined") == asked
    refused = access.requests.of(AWA)
    assert refused is not None
    assert (refused.messages, refused.address, access.roles.of(AWA)) == ((), "", "stranger")
    assert access.decide(ADMIN, asked.number, "admitted") is None
    clock[0] += timedelta(days=31)
    assert access.requests.of(AWA) is None
    again = access.request(request())
    clock[0] += timedelta(days=8)
    assert access.decide(ADMIN, again.number, "admitted") is None


def test_an_admitted_person_has_the_common_role_with_the_introduction_as_its_note(database: Database) -> None:
    """So that admins recognise them later; their address is not stored."""
    access = new_access(database, default="stranger")
    asked = access.requests.set_introduction(access.request(request()), "Fatou, ONG Espoir")
    access.decide(ADMIN, asked.number, "admitted")
    (holder,) = access.roles.holders()
    assert (holder.role, holder.note, holder.address) == ("everyone", "Fatou, ONG Espoir", "")
    assert [one.person for one in access.requests.admitted()] == [AWA]


def test_what_a_stranger_asked_is_answered_once_they_use_an_invitation(database: Database) -> None:
    """As if their request had been granted; a request without messages is erased."""
    access = new_access(database, default="stranger")
    access.queue(access.request(request()), QueuedMessage("Qui paie ?", 1))
    access.redeem(Visitor(AWA, "77"), access.invite(ADMIN, "staff", 7))
    (admitted,) = access.requests.admitted()
    assert [one.text for one in admitted.messages] == ["Qui paie ?"]
    access.request(request(BEN))
    access.redeem(Visitor(BEN, "78"), access.invite(ADMIN, "everyone", 7))
    assert access.requests.of(BEN) is None


def relais(home: Path, *words: str) -> Result:
    """Run a command in a home."""
    return CliRunner().invoke(main, words, env={"RELAIS_HOME": str(home), "RELAIS_ACCESS": "approval"})


def test_the_command_line_invites_lists_revokes_and_shows_the_audit_trail(tmp_path: Path) -> None:
    """With the numbers that it lists."""
    code = relais(tmp_path, "access", "invite", "--role", "admin", "--note", "Bobo").output.splitlines()[0]
    assert CODE.fullmatch(code)
    assert "invitation 1: admin" in relais(tmp_path, "access", "list").output
    assert relais(tmp_path, "access", "revoke", "1").exit_code == 1
    assert relais(tmp_path, "access", "revoke", "--invitation", "1").output == "Done.\n"
    assert relais(tmp_path, "access", "list").output.startswith("Nobody")
    lines = relais(tmp_path, "access", "audit").output.splitlines()
    assert [line.split("  ")[1:3] for line in lines] == [["console", "invited"], ["console", "withdrew"]]
    assert code not in relais(tmp_path, "access", "audit", "--json").output


def test_the_command_line_decides_requests(tmp_path: Path) -> None:
    """A refusal is written to the person by the running bot."""
    database = open_database(tmp_path / "relais.db")
    control = new_access(database, [datetime.now(UTC)])  # the command line has the real clock
    asked = [control.request(request(person)) for person in (AWA, BEN)]
    assert f"request {asked[0].number}" in relais(tmp_path, "access", "list").output
    assert relais(tmp_path, "access", "approve", asked[0].number).output == "Done.\n"
    assert relais(tmp_path, "access", "decline", asked[1].number).output == "Done.\n"
    assert relais(tmp_path, "access", "decline", asked[1].number).exit_code == 1
    with database.write() as db:
        assert [row["address"] for row in db.select("outbox")] == ["77"]
    assert new_access(database, default="stranger").roles.of(AWA) == "everyone"
    database.close()


def test_a_new_key_revokes_everything_granted_under_the_old_one(tmp_path: Path) -> None:
    """Addresses of roles are kept until their menus are removed; codes and requests are erased."""
    code = relais(tmp_path, "access", "invite", "--role", "admin").output.split()[0]
    database = open_database(tmp_path / "relais.db")
    access = new_access(database)
    access.request(request(BEN))
    access.roles.grant(AWA, "staff", "77")
    assert relais(tmp_path, "key", "rotate", "--yes", "--erase").exit_code == 0
    assert (access.roles.of(AWA), access.roles.revoked_addresses(), access.requests.pending()) == (
        "everyone",
        ["77"],
        [],
    )
    assert access.redeem(Visitor(BEN), code) is None
    database.close()


def test_the_doctor_counts_the_admins(tmp_path: Path) -> None:
    """And reports that there is none where access needs approval."""
    found = [
        examine_access(Container(Settings.model_validate({"home": tmp_path, **chosen})))
        for chosen in ({"admins": "1,2"}, {"access": "approval", "staff": "1"}, {"access": "approval", "admins": "1"})
    ]
    assert [one.is_fault for one in found] == [False, True, False]
    assert found[0].text == "open to everyone, 2 admins"
    assert "RELAIS_ADMINS" in found[1].text


def test_the_doctor_warns_if_nobody_may_answer_the_cases_of_a_group(tmp_path: Path) -> None:
    """Or if there is no group of the staff at all, whoever is told of dangers."""
    found = [
        examine_staff(Container(Settings.model_validate({"home": tmp_path / str(n), **chosen})))
        for n, chosen in enumerate(
            (
                {"staff_chat": "-100"},
                {"safeguarding_chat": "-100"},
                {},
                {"safeguarding_chat": "77"},
                {"staff_chat": "-100", "staff": "1,2", "admins": "2"},
            )
        )
    ]
    assert [one.is_warning for one in found] == [True, True, True, True, False]
    assert "RELAIS_STAFF" in found[0].text
    assert found[-1].text.endswith(": 2")


@pytest.mark.parametrize("value", ["12a", "12,-5", "12;13", "@awa"])
def test_ids_in_the_settings_are_checked_and_not_shown(value: str) -> None:
    """Not even in the error."""
    with pytest.raises(Exception, match=r"RELAIS_ADMINS is \(hidden\): .*numbers with commas") as caught:
        read_settings({"RELAIS_ADMINS": value}, Path("/nowhere"))
    assert value not in str(caught.value)
    assert "4242" not in repr(read_settings({"RELAIS_ADMINS": "4242, 17"}, Path("/nowhere")))


def test_codes_cannot_be_tried_without_end(database: Database) -> None:
    """After five invalid ones even a valid one waits; other people may try until all together tried too many."""
    access = new_access(database)
    code = access.invite(ADMIN, "staff", 7)
    wrong = "a" * len(code)
    assert [access.redeem(Visitor(AWA), wrong) for _ in range(TRIES)] == [None] * TRIES
    assert (access.redeem(Visitor(AWA), code), 0 < access.retry_after(Visitor(AWA)) <= TRIES_PERIOD) == (None, True)
    assert acts(access).count((AWA, "failed", AWA)) == TRIES
    assert (access.retry_after(Visitor(BEN)), access.redeem(Visitor(BEN), code)) == (0, "staff")
    for number in range(TRIES_IN_ALL):
        access.redeem(Visitor(f"somebody-{number}"), wrong)
    assert access.retry_after(Visitor(BEN)) > 0
