"""What a role lets people do in groups, and what is said there to those who lack it."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from bot.domain.access.access_decisions import told_of_revoked
from bot.replies.texts import say
from bot.storage.keys import ChatKeys, load_secret
from bot.telegram.callback_data import CallbackSigner
from corpus.language import Language
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


async def test_only_colleagues_with_the_role_act_on_cases_in_the_staff_group(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """A member without it takes nothing, answers nobody and cannot edit what they wrote while they had it."""
    boss, ben = botapi.person(ADMIN), botapi.person(5001, first_name="Ben")
    victor, awa = botapi.person(6001, first_name="Victor"), botapi.person(700100200)
    group = botapi.group(members=(boss, ben, victor))
    async with serving(botapi, library, tmp_path, admins=str(ADMIN), staff_chat=str(group.id), undo_seconds=2):
        code = (await asked(boss, "/inviter équipe 7 Ben")).partition("?start=")[2].split()[0]
        await asked(ben, f"/start {code}")
        await asked(awa, "/personne Qui paie le solde ?")
        await awa.press(say("fr", "cases.yes"))
        await awa.wait_reply(10)
        card = await group.wait_reply(10)
        for label in ("button_take", "button_close", "button_answer", "button_faq"):
            press = await group.press(victor, say("fr", f"staff.{label}"))
            assert (await press.answered())["text"] == say("fr", "notice.for_staff")
        await group.say(victor, "Le directeur signe.", reply_to=card)
        number = card.text.split()[0]
        assert (await group.wait_reply(10)).text == say("fr", "staff.no_colleague", number=number)
        await group.press(ben, say("fr", "staff.button_take"))
        assert "Ben" in (await group.wait_edit(10)).text
        written = await group.say(ben, "L’agence paie.", reply_to=card)
        await group.wait_reply(10)
        assert "L’agence paie." in (await awa.wait_reply(10)).text
        await asked(boss, "/retirer")
        await boss.press(f"{say('fr', 'revoke.button_role', number=1)} · Ben")
        assert (await ben.wait_reply(10)).text == told_of_revoked("staff", may_ask=True, language="fr").plain
        await group.edit(ben, written, "Personne ne paie.")
        await group.wait_until(lambda shown: shown.text == say("fr", "staff.no_colleague", number=number), 10)
        press = await group.press(ben, say("fr", "staff.button_close"))
        assert (await press.answered())["text"] == say("fr", "notice.for_staff")
        await awa.expect_silence(0.5)


async def test_callback_data_made_by_hand_does_nothing_whoever_sends_it(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """Unsigned, or signed for another chat; well signed it needs the role all the same."""
    ben, victor = botapi.person(5001, first_name="Ben"), botapi.person(6001, first_name="Victor")
    group, awa = botapi.group(members=(ben, victor)), botapi.person(700100200)
    async with serving(botapi, library, tmp_path, staff="5001", staff_chat=str(group.id)):
        await asked(awa, "/personne Qui paie le solde ?")
        await awa.press(say("fr", "cases.yes"))
        await awa.wait_reply(10)
        card = await group.wait_reply(10)
        number, keys = card.text.split()[0], ChatKeys(load_secret(tmp_path))
        here, elsewhere = (partial(CallbackSigner(keys).sign, keys.key(chat.id)) for chat in (group, awa))
        gone, staff_only = say("fr", "notice.gone"), say("fr", "notice.for_staff")
        for verb in ("take", "over", "release", "close", "reopen", "answer", "faq", "burn"):
            data = f"case:{verb}:{number}"
            for person, refused in ((ben, gone), (victor, gone)):
                assert [await pressed(botapi, group, person, made) for made in (data, elsewhere(data))] == [refused] * 2
            assert await pressed(botapi, group, victor, here(data)) == (gone if verb == "burn" else staff_only)
            assert await pressed(botapi, awa, awa, elsewhere(data)) == gone
        for data in ("revoke:role:1", "admit:list", "invite:admin", "forget:yes"):
            assert await pressed(botapi, group, ben, here(data)) == gone
        await group.expect_silence(0.2)
        assert await pressed(botapi, group, ben, here(f"case:take:{number}")) == say(
            "fr", "staff.done_take", number=number
        )


async def pressed(botapi: BotApiServer, where: Person | Group, by: Person, data: str) -> str:
    """Send a press with this data, which no keyboard need have, and return what is shown over the chat."""
    query = botapi.chats.ask(where.id)
    message = where.chat.messages[where.replies[-1].message_id]
    botapi.deliver(
        "callback_query", {"id": query.id, "from": by.user, "chat_instance": "1", "message": message, "data": data}
    )
    answer = await botapi.changed.wait_for(lambda: query.answer, 30)
    assert answer is not None
    return str(answer.get("text", ""))


async def test_in_a_group_the_commands_of_others_are_silence(
    botapi: BotApiServer, library: Library, tmp_path: Path
) -> None:
    """As a command of another bot is, unless it names this one; for an admin they exist."""
    boss, awa = botapi.person(ADMIN), botapi.person(700100200)
    group = botapi.group(members=(boss, awa))
    async with serving(botapi, library, tmp_path, admins=str(ADMIN)):
        for command in ("/nimporte", "/inviter", "/retirer", "/lier", "/bind 5"):
            await group.say(awa, command)
        await group.expect_silence(0.5)
        for command in ("/nimporte@relais_bot", "/lier@relais_bot"):
            await group.say(awa, command)
            assert (await group.wait_reply(30)).text == say("fr", "help.unknown_in_group")
        await group.say(boss, "/inviter")
        assert (await group.wait_reply(30)).text == say("fr", "invite.in_private")


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_in_a_group_nothing_is_offered_that_is_refused_there(
    botapi: BotApiServer, library: Library, tmp_path: Path, language: Language
) -> None:
    """Neither by the notice of the first answer, nor by the help, the menu or the privacy statement."""
    awa, boss = botapi.person(700100200, language_code=language), botapi.person(ADMIN, language_code=language)
    group = botapi.group(members=(awa, boss))
    question = {"fr": QUESTION, "en": "Who follows up the corrective measures?"}[language]
    private = ("/oublier", "/forget", "/mesdonnees", "/mydata", "/inviter", "/invite", "/retirer", "/revoke")
    async with serving(botapi, library, tmp_path, admins=str(ADMIN)):
        said = []
        for person, text in (
            (awa, f"@relais_bot {question}"),
            (boss, "/help"),
            (awa, "/privacy"),
            (awa, "/start@relais_bot"),
        ):
            await group.say(person, text)
            said.append((await group.wait_reply(30)).text)
        assert [word for word in private for text in said if word in text] == []
        assert say(language, "privacy.notice_in_group") in said[0]
        assert (say(language, "help.group") in said[1], say(language, "commands.bind") in said[1]) == (True, True)
        assert say(language, "privacy.group") in said[2]
        assert say(language, "start.try_in_group") in said[3]
        await group.say(awa, "/forget")
        assert (await group.wait_reply(30)).text == say(language, "privacy.group")
        scope = json.dumps({"type": "all_group_chats"}, sort_keys=True)
        listed = botapi.profile.commands[scope, language]
        assert {f"/{one['command']}" for one in listed} & set(private) == set()
