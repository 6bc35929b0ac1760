"""Requests for access: noted, shown to admins wherever they can be reached, decided once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.replies.texts import say
from corpus.language import LANGUAGES, Language
from index.library import Library
from tests.support.botapi import BotApiServer, Group, Person
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


def both(key: str) -> str:
    """Return the label of a button for somebody whose language is not known."""
    return f"{say('fr', key)} · {say('en', key)}"


async def shown_as(person: Person | Group, message: int, words: str) -> None:
    """Wait until a message says something and has no buttons."""

    def look() -> bool | None:
        found = [shown for shown in person.replies if shown.message_id == message]
        return (bool(found) and words in found[0].text and not found[0].labels) or None

    assert await person.server.changed.wait_for(look, 10), [shown.text for shown in person.replies]


async def test_a_stranger_asks_and_is_answered_once_an_admin_agrees(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """The question waits and is not asked again; another stranger is declined and their words are erased."""
    boss, awa, ben = botapi.person(ADMIN, first_name="Boss"), botapi.person(700100200), botapi.person(700300400)
    boss.chat.known = True
    async with serving(botapi, library, tmp_path, admins=str(ADMIN), access="approval"):
        assert say("fr", "admission.greeting") in await asked(awa, "/start")
        assert say("fr", "help.unknown") in await asked(awa, "/sources")
        question = await awa.say(QUESTION)
        told = (await awa.wait_reply(30)).text
        card = await boss.wait_reply(10)
        number = card.text.split()[2]
        assert (number in told, card.spans("blockquote")) == (True, [QUESTION] * 2)
        for language in LANGUAGES:  # the admin never wrote: nobody knows which is theirs
            assert say(language, "admission.card", number=number) in card.text
        assert card.labels == (both("admission.yes"), both("admission.no"))
        assert await asked(awa, "/acces Awa, ONG Espoir") == say("fr", "admission.introduced", number=number)
        assert "« Awa, ONG Espoir »" in (await boss.wait_edit(10)).text
        await ben.say("secret-de-ben ?")
        await ben.wait_reply(30)
        other = await boss.wait_reply(10)
        await boss.press(both("admission.yes"), message_id=card.message_id)
        assert (await awa.wait_reply(10)).text == say("fr", "admission.welcome")
        answer = await awa.wait_reply(30)
        assert (answer.reply_to, "mesures correctives" in answer.text) == (question, True)
        await awa.press(say("fr", "buttons.sources"), message_id=answer.message_id)
        assert (await awa.wait_reply(30)).spans("blockquote")
        assert "mesures correctives" in await asked(awa, QUESTION)
        await boss.press(both("admission.no"), message_id=other.message_id)
        assert (await ben.wait_reply(10)).text == say("fr", "admission.refused")
        for message, decision in ((card, "acceptée par Boss"), (other, "refusée par Boss")):
            await shown_as(boss, message.message_id, decision)
        assert await asked(ben, QUESTION) == say("fr", "admission.declined")
        await boss.expect_silence(0.2)
    assert b"secret-de-ben" not in b"".join(path.read_bytes() for path in tmp_path.glob("relais.db*"))


async def test_what_a_stranger_asked_is_answered_once_they_use_an_invitation(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """And the admin reads that nothing is left to decide."""
    boss, awa = botapi.person(ADMIN, first_name="Boss"), botapi.person(700100200)
    boss.chat.known = True
    async with serving(botapi, library, tmp_path, admins=str(ADMIN), access="approval"):
        question = await awa.say(QUESTION)
        await awa.wait_reply(30)
        card = await boss.wait_reply(10)
        environ = {"RELAIS_HOME": str(tmp_path), "RELAIS_ACCESS": "approval"}
        invited = CliRunner().invoke(main, ["access", "invite", "--role", "staff"], env=environ)
        code = re.findall(r"\b[a-z2-9-]{16,19}\b", invited.output)[0]
        assert say("fr", "welcome.staff") in await asked(awa, f"/start {code}")
        await shown_as(boss, card.message_id, "la personne a utilisé une invitation")
        answer = await awa.wait_reply(60)  # welcomed once, by the invitation
        assert (answer.reply_to, "mesures correctives" in answer.text) == (question, True)


async def test_of_two_admins_the_first_decides_and_the_command_line_may_too(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """What it grants the running bot answers."""
    first, second, awa = botapi.person(ADMIN), botapi.person(ADMIN + 1), botapi.person(700100200)
    first.chat.known = second.chat.known = True
    environ = {"RELAIS_HOME": str(tmp_path), "RELAIS_ACCESS": "approval"}
    async with serving(botapi, library, tmp_path, admins=f"{ADMIN},{ADMIN + 1}", access="approval"):
        await asked(awa, QUESTION)
        number = (await first.wait_reply(10)).text.split()[2]
        await second.wait_reply(10)
        assert CliRunner().invoke(main, ["access", "approve", number], env=environ).output == "Done.\n"
        assert (await awa.wait_reply(10)).text == say("fr", "admission.welcome")
        assert "mesures correctives" in (await awa.wait_reply(30)).text
        for admin in (first, second):
            await shown_as(admin, admin.replies[-1].message_id, say("fr", "admission.console"))


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_requests_reach_admins_who_never_wrote_to_the_bot(
    botapi: BotApiServer, library: Library, tmp_path: Path, language: Language
) -> None:
    """Through the staff group, where only an admin's press counts; the card is closed with who decided."""
    boss = botapi.person(ADMIN, first_name="Boss", language_code=language)
    ben, awa = botapi.person(5001, first_name="Ben"), botapi.person(700100200, language_code=language)
    group = botapi.group(members=(boss, ben))
    async with serving(
        botapi, library, tmp_path, admins=str(ADMIN), staff="5001", access="approval", staff_chat=str(group.id)
    ):
        await group.say(ben, f"/language@relais_bot {language}")
        await group.wait_reply(10)
        await asked(awa, "/access Je m’appelle Awa Traoré, ONG Espoir, tél. 76 12 34 56")
        card = await group.wait_reply(10)
        number = card.text.split()[2] if language == "fr" else card.text.split()[3]
        assert say(language, "admission.card_shared") in card.text
        assert ("ONG Espoir" in card.text, "Traoré" in card.text, "76 12" in card.text) == (True, False, False)
        press = await group.press(ben, say(language, "admission.yes"))
        assert (await press.answered())["text"] == say(language, "notice.for_admins")
        await group.press(boss, say(language, "admission.yes"))
        assert (await awa.wait_reply(10)).text == say(language, "admission.welcome")
        await shown_as(group, card.message_id, "Boss")
        assert number.startswith("A-")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_who_can_reach_no_admin_reads_so_and_the_admin_sees_it_at_the_first_start(
    botapi: BotApiServer, library: Library, tmp_path: Path, language: Language
) -> None:
    """The list decides; who is decided on is answered."""
    boss = botapi.person(ADMIN, first_name="Boss", language_code=language)
    awa, ben = (botapi.person(number, language_code=language) for number in (700100200, 700300400))
    question = {"fr": QUESTION, "en": "Who follows up the corrective measures?"}[language]
    async with serving(botapi, library, tmp_path, admins=str(ADMIN), access="approval"):
        noted = await asked(awa, question)
        assert say(language, "admission.restricted") in noted
        assert (await awa.wait_reply(10)).text == say(language, "admission.unreached")
        await asked(ben, "/access Ben")
        await ben.wait_reply(10)
        greeting = await asked(boss, "/start")
        assert say(language, "admission.pending", count=2) in greeting
        await boss.press(say(language, "admission.show", count=2))
        listed = await boss.wait_reply(10)
        first, second = (line.split()[1] for line in listed.text.splitlines() if line.startswith("•"))
        assert listed.labels == tuple(
            f"{say(language, f'admission.{verb}')} {number}" for number in (first, second) for verb in ("yes", "no")
        )
        mine = first if first in noted else second
        await boss.press(f"{say(language, 'admission.yes')} {mine}")
        assert (await awa.wait_reply(10)).text == say(language, "admission.welcome")
        shown = await boss.wait_edit(10)
        assert shown.text.startswith(say(language, "admission.decided_yes", number=mine))
        assert mine not in "".join(shown.labels)
        await boss.press(f"{say(language, 'admission.no')} {first if mine == second else second}")
        assert (await ben.wait_reply(10)).text == say(language, "admission.refused")
        assert say(language, "admission.none") in (await boss.wait_edit(10)).text
        assert say(language, "admission.none") in await asked(boss, "/requests")


async def test_a_partner_whose_access_was_revoked_reads_so(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """With the next message, which asks anew: no address of theirs is kept."""
    boss, awa = botapi.person(ADMIN), botapi.person(700100200)
    async with serving(botapi, library, tmp_path, admins=str(ADMIN), access="approval"):
        code = (await asked(boss, "/inviter partenaire 7 Awa")).partition("?start=")[2].split()[0]
        await asked(awa, f"/start {code}")
        await asked(boss, "/retirer")
        await boss.press(f"{say('fr', 'revoke.button_role', number=1)} · Awa")
        assert say("fr", "revoke.learns_later") in (await boss.wait_edit(10)).text
        assert (await asked(awa, QUESTION)).startswith(say("fr", "admission.ended"))
