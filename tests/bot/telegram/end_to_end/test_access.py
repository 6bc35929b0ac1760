"""Letting people in and out, on Telegram's protocol, with several people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.domain.access.access_decisions import told_of_revoked
from bot.domain.access.invitations import CODE
from bot.replies.texts import say
from corpus.language import Language
from index.library import Library
from tests.support.botapi import BotApiServer, Person
from tests.support.telegram_application import serving

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

ADMIN, QUESTION = 700000001, "Qui assure le suivi des mesures correctives ?"


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """See soon what another process changed."""
    monkeypatch.setattr("bot.telegram.bot_profile.POLL_SECONDS", 0.05)
    monkeypatch.setattr("bot.telegram.bot_profile.RETRY_SECONDS", 0.2)
    monkeypatch.setattr("bot.telegram.outbox_sender.POLL_SECONDS", 0.05)
    monkeypatch.setattr("bot.telegram.application.SCHEDULE_SECONDS", 0.2)


async def asked(person: Person, text: str) -> str:
    """Say something and return what the bot answers."""
    await person.say(text)
    return (await person.wait_reply(60)).text


def menu(botapi: BotApiServer, person: Person, language: str = "") -> set[str] | None:
    """Return the commands in the person's own menu; None if there is none."""
    scope = json.dumps({"chat_id": person.id, "type": "chat"}, sort_keys=True)
    found = botapi.profile.commands.get((scope, language))
    return None if found is None else {command["command"] for command in found}


async def menu_is(botapi: BotApiServer, person: Person, has: str, *, shown: bool) -> None:
    """Wait until a command stands in the person's own menu, or no menu of theirs is left."""

    def look() -> bool | None:
        own = menu(botapi, person, "en")
        return (own is not None and has in own if shown else own is None) or None

    assert await botapi.changed.wait_for(look, 60), menu(botapi, person, "en")


async def test_an_admin_invites_a_colleague_who_is_one_until_it_is_revoked(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """The link works once; the commands and the menu of an admin exist for admins alone."""
    boss = botapi.person(ADMIN, first_name="Boss")
    awa, ben = botapi.person(700100200, first_name="Awa"), botapi.person(700300400, first_name="Ben")
    async with serving(botapi, library, tmp_path, admins=str(ADMIN), staff="5, 6"):
        assert say("fr", "help.unknown") in await asked(awa, "/invite")
        assert "/inviter" not in await asked(awa, "/aide")
        assert "/inviter" in await asked(boss, "/aide")
        await menu_is(botapi, boss, "invite", shown=True)
        link = (await asked(boss, "/inviter admin 3 point focal Bobo")).split("\n\n")[2]
        address, _, code = link.partition("?start=")
        assert (address, bool(CODE.fullmatch(code))) == ("https://t.me/relais_bot", True)
        assert say("fr", "welcome.admin") in await asked(awa, f"/start {code}")
        assert await asked(ben, f"/start {code}") == say("fr", "welcome.invalid")
        await menu_is(botapi, awa, "invite", shown=True)
        assert menu(botapi, ben) is None
        listed = await asked(awa, "/retirer bobo")
        assert say("fr", "roles.admin") in listed and "« point focal Bobo »" in listed
        await asked(boss, "/retirer")
        press = await boss.press(f"{say('fr', 'revoke.button_role', number=1)} · point focal Bobo")
        assert (await press.answered())["text"] == say("fr", "revoke.done")
        shown = await boss.wait_edit(60)
        values = {"name": "Boss", "role": "administration", "who": "point focal Bobo"}
        ended = say("fr", "revoke.ended_role", **values, could=say("fr", "roles.could_admin"))
        assert (shown.text.startswith(ended), shown.labels) == (True, ())
        assert (say("fr", "revoke.kept_now") in shown.text, say("fr", "revoke.learns_now") in shown.text) == (
            True,
            True,
        )
        told = told_of_revoked("admin", may_ask=True, language="fr").plain
        await awa.wait_until(lambda shown: shown.text == told, 60)
        awa.catch_up()
        await menu_is(botapi, awa, "invite", shown=False)
        stale = await awa.press(f"{say('fr', 'revoke.button_role', number=1)} · point focal Bobo")
        assert (await stale.answered())["text"] == say("fr", "notice.for_admins")
        assert say("fr", "help.unknown") in await asked(awa, "/inviter")


async def test_what_the_command_line_takes_back_is_gone_while_the_bot_runs(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """Role and menu; and a code that it made lets in."""
    awa, environ = botapi.person(700100200), {"RELAIS_HOME": str(tmp_path)}
    async with serving(botapi, library, tmp_path):
        code = CliRunner().invoke(main, ["access", "invite", "--role", "admin"], env=environ).output.split()[0]
        assert say("fr", "welcome.admin") in await asked(awa, f"/start {code[:4].upper()} {code[4:]}")
        await menu_is(botapi, awa, "invite", shown=True)
        assert CliRunner().invoke(main, ["access", "revoke", "1"], env=environ).output == "Done.\n"
        told = told_of_revoked("admin", may_ask=True, language="fr").plain
        assert (await awa.wait_reply(60)).text == told
        await menu_is(botapi, awa, "invite", shown=False)
        assert say("fr", "help.unknown") in await asked(awa, "/inviter")


async def test_nothing_of_an_invitation_is_said_in_a_group(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """Everyone there could use it."""
    boss = botapi.person(ADMIN)
    group = botapi.group(members=(boss,))
    async with serving(botapi, library, tmp_path, admins=str(ADMIN)):
        await group.say(boss, "/inviter@relais_bot")
        assert (await group.wait_reply(30)).text == say("fr", "invite.in_private")


async def test_someone_in_danger_is_answered_whoever_they_are_and_however_much_they_wrote(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """Neither permission nor pace comes before that."""
    awa = botapi.person(700100200)
    async with serving(botapi, library, tmp_path, access="approval", questions_per_10_minutes=1):
        for _ in range(3):
            answer = await asked(awa, "Un collègue a frappé un enfant au centre, que dois-je faire ?")
            assert say("fr", "safeguarding.staff_report") in answer


async def test_who_asks_very_much_is_told_when_to_go_on(botapi: BotApiServer, library: Library, tmp_path: Path) -> None:
    """Kindly and once; buttons and commands go on working, and others are answered."""
    awa, ben = botapi.person(700100200), botapi.person(700300400)
    async with serving(botapi, library, tmp_path, questions_per_10_minutes=2):
        for _ in range(2):
            await asked(awa, QUESTION)
        assert await asked(awa, QUESTION) == say(
            "fr", "rate_limit.slow", when=say("fr", "rate_limit.minutes", minutes=10)
        )
        await awa.say(QUESTION)
        await awa.expect_silence(0.3)
        await awa.press(say("fr", "buttons.sources"))
        assert (await awa.wait_reply(30)).spans("blockquote")
        assert say("fr", "help.title") in await asked(awa, "/aide")
        assert "mesures correctives" in await asked(ben, QUESTION)


async def test_who_tries_many_codes_is_told_kindly_to_wait(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """The words name no reason to doubt them."""
    awa = botapi.person(700100200)
    async with serving(botapi, library, tmp_path):
        for _ in range(5):
            assert await asked(awa, "/start abcd2345efgh6789") == say("fr", "welcome.invalid")
        slow = say("fr", "welcome.slow", when=say("fr", "rate_limit.minutes", minutes=60))
        assert await asked(awa, "/start abcd2345efgh6789") == slow


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_an_invitation_without_a_role_is_asked_about(
    botapi: BotApiServer, library: Library, tmp_path: Path, language: Language
) -> None:
    """By buttons, or with lines to send where days or a note were named; a cut code is called one."""
    boss, awa = botapi.person(ADMIN, language_code=language), botapi.person(700100200, language_code=language)
    async with serving(botapi, library, tmp_path, admins=str(ADMIN)):
        await boss.say("/invite")
        which = await boss.wait_reply(60)
        assert which.text == say(language, "invite.which")
        assert [label.lower() for label in which.labels] == [
            say(language, f"roles.{role}") for role in ("staff", "admin")
        ]
        await boss.press(which.labels[0])
        made = (await boss.wait_reply(60)).text
        assert say(language, "roles.staff") in made
        code = made.partition("?start=")[2].split()[0]
        lines = await asked(boss, "/invite 3 Bobo")
        assert f"{say(language, 'invite.command')} {say(language, 'roles.staff')} 3 Bobo" in lines.splitlines()
        assert await asked(boss, "/invite partner") == say(language, "invite.needless")
        assert await asked(awa, f"/start {code[:-2]}") == say(language, "welcome.invalid")
        assert say(language, "welcome.staff") in await asked(awa, f"/start {code}")
        await asked(boss, "/revoke")
        await boss.press(f"{say(language, 'revoke.button_role', number=1)} · {awa.user['first_name']}")
        told = told_of_revoked("staff", may_ask=True, language=language).plain
        assert (await awa.wait_reply(60)).text == told


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_help_tells_admins_what_only_they_may_do(
    botapi: BotApiServer, library: Library, tmp_path: Path, language: Language
) -> None:
    """With each command's description; how to ask for access is told to strangers alone."""
    boss, ben = botapi.person(ADMIN, language_code=language), botapi.person(5001, language_code=language)
    awa = botapi.person(700100200, language_code=language)
    async with serving(botapi, library, tmp_path, admins=str(ADMIN), staff="5001", access="approval"):
        told = await asked(boss, "/help")
        assert say(language, "help.admin") in told
        for name in ("invite", "revoke", "requests", "bind"):
            assert say(language, f"commands.{name}") in told
            assert say(language, f"commands.{name}") not in await asked(ben, "/help")
        has_access = [say(language, "commands.access") in text for text in (told, await asked(ben, "/help"))]
        assert (has_access, say(language, "commands.access") in await asked(awa, "/help")) == ([False, False], True)
