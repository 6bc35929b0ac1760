"""Making a group the staff's: nothing is shown in it before the admin who asked has confirmed, and it can be undone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.domain.cases.case import Actor, NewCase
from bot.domain.cases.case_service import CaseService
from bot.replies.texts import say
from bot.settings import Settings
from corpus.language import LANGUAGES, Language
from tests.support.botapi import BotApiServer, Group, Person
from tests.support.cases import ManualClock
from tests.support.staff_service import STAFF_CHAT, press, scripted_container, staff_group
from tests.support.telegram_application import served, settings_for

pytestmark = pytest.mark.asyncio

BOSS, OTHER_BOSS, QUESTION = 700000001, 700000002, "Qui paie le solde ?"


def settings(botapi: BotApiServer, home: Path, staff_chat: str) -> Settings:
    """Return the settings of a bot with two admins."""
    return settings_for(botapi, home, staff_chat=staff_chat, admins=f"{BOSS},{OTHER_BOSS}", staff="5001")


def people(botapi: BotApiServer, language: Language) -> tuple[Person, Person, Person]:
    """Return two admins and a partner."""
    boss, other = (botapi.person(one, language_code=language, first_name="Boss") for one in (BOSS, OTHER_BOSS))
    return boss, other, botapi.person(1001, language_code=language)


async def until_shown(cases: CaseService, number: str) -> None:
    """Wait until the message that shows a case is known."""
    while (await asyncio.to_thread(cases.find, number)).summary is None:
        await asyncio.sleep(0.02)


async def bind(group: Group, by: Person, language: Language) -> str:
    """Send the command and return what the bot says to it."""
    await group.say(by, {"fr": "/lier", "en": "/bind"}[language])
    return (await group.wait_reply()).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_partners_group_becomes_the_staffs_only_by_a_tap_of_the_admin_who_asked(
    botapi: BotApiServer, tmp_path: Path, language: Language
) -> None:
    """It is named and counted, partners are warned of; the staff's group learns of the change and can undo it."""
    boss, other, awa = people(botapi, language)
    team = staff_group(botapi, boss, other)
    partners = botapi.group(-1001000000002, title="Partenaires {Nord}", members=(boss, other, awa))
    container = scripted_container(settings(botapi, tmp_path, str(STAFF_CHAT)), ManualClock())
    async with served(container):
        for chat in (team, partners):
            container.chat_languages.set(container.keys.key(chat.id), language, pinned=True)
        number = container.case_service.open(NewCase(language, QUESTION), Actor("c3")).number
        await team.wait_reply()
        await partners.say(awa, f"@{botapi.chats.bot['username']} {QUESTION}")
        await partners.wait_reply()

        said = await bind(partners, boss, language)
        size = say(language, "binding.members", count=4)
        assert said.startswith(say(language, "binding.ask_named", title="Partenaires {Nord}", size=size))
        assert say(language, "binding.read_by_all", count=1) in said
        assert say(language, "binding.of_partners") in said
        assert say(language, "binding.replaces") in said
        assert number not in said
        yes, no = say(language, "binding.yes"), say(language, "binding.no")
        assert await press(partners, yes, by=awa) == say(language, "notice.for_admins")
        assert await press(partners, yes, by=other) == say(language, "binding.of_another")
        await press(partners, no, by=boss)
        assert (await partners.wait_edit()).text == say(language, "binding.unchanged")
        await partners.expect_silence(0.3)
        assert [shown.text for shown in partners.replies if number in shown.text] == []
        assert container.staff_team.address == str(STAFF_CHAT)

        await bind(partners, boss, language)
        await press(partners, yes, by=boss)
        chosen = await partners.wait_edit()
        assert chosen.text.startswith(say(language, "binding.chosen", name="Boss", count=1))
        card = await partners.wait_reply()
        assert card.text.startswith(number)
        assert (await team.wait_edit()).text == say(language, "staff.moved", number=number)
        told = await team.wait_reply()
        assert told.text == say(language, "binding.replaced", name="Boss", title="Partenaires {Nord}")
        assert (await bind(partners, boss, language)) == say(language, "binding.chosen_before")

        await press(team, say(language, "binding.button_back"), by=other)
        assert (await partners.wait_edit()).text == say(language, "staff.moved", number=number)
        assert (await partners.wait_reply()).text == say(language, "binding.undone_elsewhere", name="Boss")
        assert (await team.wait_edit()).text == say(language, "binding.undone_back", name="Boss")
        assert (await team.wait_reply()).text.startswith(number)
        acts = [entry.action for entry in container.access_control.audit.entries(container.keys.key(partners.id))]
        assert acts == ["bound"]
        assert container.access_control.audit.entries()[-1].action == "unbound"


async def test_the_first_group_is_undone_where_it_was_chosen(botapi: BotApiServer, tmp_path: Path) -> None:
    """Then no group receives the cases, and the card there is emptied; bound again, it is shown again."""
    boss, other, _ = people(botapi, "fr")
    group = botapi.group(-1001000000002, title="Équipe", members=(boss, other))
    container = scripted_container(settings(botapi, tmp_path, ""), ManualClock())
    async with served(container):
        number = container.case_service.open(NewCase("fr", QUESTION), Actor("c3")).number
        for _ in range(2):
            said = await bind(group, boss, "fr")
            assert (say("fr", "binding.of_partners") in said, say("fr", "binding.replaces") in said) == (False, False)
            await press(group, say("fr", "binding.yes"), by=boss)
            await group.wait_edit()
            assert (await group.wait_reply()).text.startswith(number)
            await until_shown(container.case_service, number)
            await press(group, say("fr", "binding.button_undo"), by=other)
            edits = {(await group.wait_edit()).text for _ in range(2)}
            assert edits == {
                say("fr", "binding.undone_none", name="Boss"),
                say("fr", "staff.moved", number=number),
            }
            assert container.staff_team.address == ""
