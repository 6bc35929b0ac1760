"""The whole application against a Bot API server: what people see, whatever the network does."""

from __future__ import annotations

import asyncio
import json
import math
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.container import Container
from bot.errors import SettingsError
from bot.home import bot_username
from bot.retry import RetryPolicy
from bot.storage.keys import ChatKeys, load_secret
from bot.telegram import application, per_chat_processor
from bot.telegram.application import TelegramApplication
from bot.telegram.callback_data import CallbackSigner
from tests.support.botapi import BotApiServer, Group, Person
from tests.support.botapi.message_entities import utf16_length
from tests.support.scripted_conversation import APOLOGY, FILE, LATE, PICTURE, conversation
from tests.support.telegram_application import running, settings_for

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(60)]


async def test_a_conversation(telegram: TelegramApplication, person: Person) -> None:
    """Start, a question, its sources, an opinion on it: each has its answer."""
    await person.say("/start")
    assert (await person.wait_reply()).text == "Bonjour !"
    await person.say("Qui décide ?")
    answer = await person.wait_reply()
    assert (answer.text, answer.reply_to) == ("Titre <&>\n\nréponse à Qui décide ?", None)
    assert (answer.spans("bold"), answer.labels) == (["Titre <&>"], ("Sources", "👍"))
    press = await person.press("Sources")
    sources = await person.wait_reply()
    assert (sources.spans("blockquote"), sources.spans("italic")) == (["Citation"], ["UNICEF"])
    assert (await press.answered())["text"] == ""
    press = await person.press("👍")
    assert (await press.answered())["text"] == "Merci"
    assert (await person.wait_edit()).labels == ()


async def test_the_username_is_noted_once_telegram_is_reached(
    telegram: TelegramApplication, person: Person, tmp_path: Path
) -> None:
    """The desk tells it to whoever is invited; a home whose bot was never connected knows none."""
    await person.say("/start")
    await person.wait_reply()
    assert (bot_username(tmp_path), bot_username(tmp_path / "other")) == (telegram.application.bot.username, "")
    assert bot_username(tmp_path)


async def test_a_token_that_the_server_does_not_know_is_named(botapi: BotApiServer, tmp_path: Path) -> None:
    """The setting and what to do about it, where the bot starts; nothing is tried again."""
    settings = settings_for(botapi, tmp_path, telegram_token="1:unknown")
    container = Container(settings, conversation=conversation())
    with pytest.raises(SettingsError, match="@BotFather") as told:
        await application.serve_until(container.telegram, asyncio.Event())
    assert ("unknown" in str(told.value), told.value.setting) == (False, "telegram_token")


async def test_commands_in_both_languages(telegram: TelegramApplication, person: Person) -> None:
    """French and English names work, an argument is passed on, the language stays."""
    said = {
        "/aide": "commande aide  fr",
        "/glossaire OSC": "commande glossaire OSC fr",
        "/language en": "commande language en en",
        "/Help@relais_bot": "commande help  en",
        "/inconnue": "commande inconnue  en",
    }
    for text, answer in said.items():
        await person.say(text)
        assert " ".join((await person.wait_reply()).text.split()) == " ".join(answer.split())


async def test_what_cannot_be_read_gets_a_kind_sentence(telegram: TelegramApplication, person: Person) -> None:
    """Photos, voices, stickers, contacts, places, files."""
    for kind in ("photo", "voice", "sticker", "contact", "location", "document"):
        await getattr(person, f"send_{kind}")()
        assert (await person.wait_reply()).text == f"je ne lis pas : {kind}"


async def test_an_edited_question_has_its_answer_edited(telegram: TelegramApplication, person: Person) -> None:
    """Parts are edited, added and removed; nothing is said twice."""
    question = await person.say("avant")
    first = await person.wait_reply()
    await person.edit(question, "après")
    edited = await person.wait_edit()
    assert (edited.message_id, edited.text) == (first.message_id, "Titre <&>\n\nréponse à après")
    await person.edit(question, "long")
    await person.wait_until(lambda shown: bool(shown.buttons) and shown.message_id != first.message_id)
    assert len(person.replies) == 3
    assert [bool(reply.buttons) for reply in person.replies] == [False, False, True]
    await person.edit(question, "court")
    await person.wait_until(lambda shown: shown.text.endswith("court"))
    await asyncio.sleep(0.2)
    assert [reply.message_id for reply in person.replies] == [first.message_id]
    person.catch_up()
    await person.edit(question, "court")
    await person.expect_silence()


async def test_an_answer_that_is_gone_is_sent_anew(
    telegram: TelegramApplication, person: Person, botapi: BotApiServer
) -> None:
    """What cannot be edited is said again, as a reply to the question."""
    question = await person.say("avant")
    await person.wait_reply()
    botapi.fail("editMessageText", kind="error", error=(400, "Bad Request: message can't be edited"))
    await person.edit(question, "après")
    answer = await person.wait_reply()
    assert (answer.reply_to, answer.text) == (question, "Titre <&>\n\nréponse à après")


async def test_a_long_answer_comes_in_order(telegram: TelegramApplication, person: Person) -> None:
    """Parts within the limit, cut between paragraphs, buttons under the last."""
    await person.say("long 12")
    parts = [await person.wait_reply() for _ in range(3)]
    assert all(utf16_length(part.text) <= 4096 for part in parts)
    assert [part.text.split(".")[0].isdigit() for part in parts] == [True] * 3
    assert [bool(part.buttons) for part in parts] == [False, False, True]


async def test_a_file_comes_after_its_message_and_again_after_an_edit(
    telegram: TelegramApplication, person: Person
) -> None:
    """Whole, under its name, the buttons under the text; of an edited question the old file is taken away."""
    question = await person.say("fichier")
    said, sent = await person.wait_reply(), await person.wait_reply()
    assert (said.text, bool(said.buttons), bool(sent.buttons)) == ("Voici.", True, False)
    file = person.download(sent)
    assert (file.name, file.content, file.mime) == (FILE.name, FILE.data, FILE.media_type)
    await person.edit(question, "fichier encore")
    await person.wait_until(lambda shown: shown.message_id > sent.message_id)
    first, _ = person.replies
    assert first.message_id == said.message_id


async def test_a_picture_is_shown_under_its_message(telegram: TelegramApplication, person: Person) -> None:
    """With its caption as it was written, and whole."""
    await person.say("image")
    said, shown = await person.wait_reply(), await person.wait_reply()
    assert (said.text, "photo" in shown.raw, shown.text) == ("Voici.", True, PICTURE.caption)
    file = person.download(shown)
    assert (file.content, file.mime) == (PICTURE.data, PICTURE.media_type)


async def test_in_a_group_only_when_addressed(
    telegram: TelegramApplication, person: Person, botapi: BotApiServer
) -> None:
    """A mention, a reply to the bot or a command; the mention is not part of the question."""
    group = botapi.group(members=(person,), privacy=False)
    await group.say(person, "on mange quoi ?")
    await group.say(person, "/inconnue")
    await group.say(person, "/help@autre_bot")
    await group.say(person, "écris à @relais_bot_2")
    asked = await group.say(person, "@Relais_Bot, qui décide ?")
    answer = await group.wait_reply()
    assert (answer.text, answer.reply_to) == ("Titre <&>\n\nréponse à qui décide ?", asked)
    await group.say(person, "et après ?", reply_to=answer)
    assert (await group.wait_reply()).text.endswith("réponse à et après ?")
    await group.say(person, "/aide")
    assert (await group.wait_reply()).text.startswith("commande aide")
    await group.expect_silence()


async def test_being_added_and_blocked_is_taken_quietly(
    telegram: TelegramApplication, person: Person, botapi: BotApiServer
) -> None:
    """Nobody is greeted, nothing breaks, and a person who comes back is answered."""
    group: Group = botapi.group(members=(person,))
    await group.add_bot(person)
    await group.expect_silence()
    await person.say("lent 0.3")
    await person.block()
    await botapi.wait_calls("sendMessage", 1)
    await person.unblock()
    await person.say("de retour")
    assert (await person.wait_reply()).text.endswith("de retour")


async def test_a_failure_is_told_once(
    telegram: TelegramApplication, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """The person has an apology, which an edit of the question amends; the log has no word of theirs."""
    question = await person.say("panne mot-secret")
    assert (await person.wait_reply()).text == APOLOGY
    await person.expect_silence()
    await person.edit(question, "mieux dit")
    assert (await person.wait_edit()).text.endswith("réponse à mieux dit")
    await person.edit(question, "panne encore")
    assert (await person.wait_edit()).text == APOLOGY
    assert "ValueError" in caplog.text
    assert "mot-secret" not in caplog.text


async def test_a_press_is_answered_whatever_happens(telegram: TelegramApplication, person: Person) -> None:
    """Unknown, expired and twice pressed buttons do not leave a spinner or an apology behind."""
    await person.say("q")
    await person.wait_reply()
    stale = await person.press("👍")
    stale.expire()
    assert (await person.wait_edit()).labels == ()
    await person.expect_silence()


async def test_typing_is_shown_while_an_answer_is_found(telegram: TelegramApplication, person: Person) -> None:
    """Not for the quick ones."""
    await person.say("vite")
    await person.wait_reply()
    assert person.actions == []
    await person.say("lent 1")
    await person.wait_reply()
    assert person.actions == ["typing"]


@pytest.mark.parametrize("kind", ["502", "500", "429", "reset", "garbage", "reset_after"])
async def test_answers_arrive_through_trouble(
    telegram: TelegramApplication, person: Person, botapi: BotApiServer, kind: str
) -> None:
    """Bad gateways, floods, resets and broken bodies are waited out."""
    botapi.fail("sendMessage", 2, kind)  # type: ignore[arg-type]  # the kinds of the server
    await person.say("q")
    assert (await person.wait_reply(10)).text.endswith("réponse à q")


async def test_fetching_survives_trouble(telegram: TelegramApplication, person: Person, botapi: BotApiServer) -> None:
    """A poll that fails in any way is followed by another, and each update is answered once."""
    botapi.fail("getUpdates", 1, "502")
    botapi.fail("getUpdates", 1, "reset_after")
    botapi.fail("getUpdates", 1, "garbage")
    for number in range(3):
        await person.say(str(number))
        assert (await person.wait_reply(20)).text.endswith(f"réponse à {number}")
    await person.expect_silence()


async def test_the_server_restarts(telegram: TelegramApplication, person: Person, botapi: BotApiServer) -> None:
    """An answer that was on its way arrives once Telegram is back."""
    await person.say("lent 0.5")
    await asyncio.sleep(0.2)
    await botapi.stop()
    await asyncio.sleep(1)
    await botapi.start()
    assert (await person.wait_reply(20)).text.endswith("lent 0.5")
    await person.say("encore")
    assert (await person.wait_reply(20)).text.endswith("encore")


async def test_the_start_waits_for_telegram(
    botapi: BotApiServer, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot may be there before its network is."""
    monkeypatch.setattr(application, "START_RETRY", RetryPolicy(first=0.1, longest=0.2))
    await botapi.stop()
    async with running(botapi, tmp_path):
        await asyncio.sleep(0.5)
        await botapi.start()
        await person.say("bonjour")
        assert (await person.wait_reply(20)).text.endswith("bonjour")


async def test_a_start_without_telegram_can_be_stopped(
    botapi: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to kill a bot that waits for its network: its pause is broken off."""
    monkeypatch.setattr(application, "START_RETRY", RetryPolicy(first=3600.0, longest=3600.0, total=math.inf))
    await botapi.stop()
    async with running(botapi, tmp_path):  # which waits for the end of the application, for at most 30 seconds
        await asyncio.sleep(0.3)


async def test_what_could_not_be_delivered_is_answered_after_the_restart(
    botapi: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """Late, with the question quoted and a word of regret."""
    async with running(botapi, tmp_path, RetryPolicy(first=0.05, total=0.2)):
        botapi.fail("sendMessage", 1000, "502")
        question = await person.say("q")
        await botapi.wait_calls("sendMessage", 1)  # a slow machine gives up after the first
        await asyncio.sleep(0.5)
    botapi.heal()
    async with running(botapi, tmp_path):
        answer = await person.wait_reply(10)
    assert (answer.text, answer.reply_to) == (f"{LATE}\n\nTitre <&>\n\nréponse à q", question)


async def test_what_could_not_be_delivered_is_answered_without_a_restart(
    botapi: BotApiServer, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The running bot takes up what waits, too."""
    monkeypatch.setattr(per_chat_processor, "RETRY", timedelta(seconds=0.3))
    botapi.fail("sendMessage", 3, "502")
    async with running(botapi, tmp_path, RetryPolicy(first=0.05, total=0.06)):
        await person.say("q")
        assert (await person.wait_reply(10)).text.startswith(LATE)
        await person.expect_silence(0.8)


async def test_an_answer_under_way_does_not_hold_up_the_stop(
    botapi: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """A stop takes as long as the grace, and what was cut short is answered at the next start."""
    async with running(botapi, tmp_path):
        await person.say("lent 1.5 a")
        await asyncio.sleep(0.3)
        await person.say("b")
        await asyncio.sleep(0.1)
    async with running(botapi, tmp_path):
        texts = [(await person.wait_reply(10)).text for _ in range(2)]
    assert [text.rsplit(" ", 1)[-1] for text in texts] == ["a", "b"]


async def test_a_flood_of_one_chat_arrives_whole_and_in_order(
    telegram: TelegramApplication, person: Person, botapi: BotApiServer
) -> None:
    """Telegram lets through a few messages a second in a chat; the others follow."""
    botapi.limit_flood(4, per=1.0)
    for number in range(12):
        await person.say(str(number))
    texts = [(await person.wait_reply(20)).text for _ in range(12)]
    assert [text.rsplit(" ", 1)[-1] for text in texts] == [str(number) for number in range(12)]


async def test_many_chats_keep_their_order(telegram: TelegramApplication, botapi: BotApiServer) -> None:
    """Twenty people, five questions each, answered in the order of asking."""
    people = [botapi.person(2000 + number) for number in range(20)]
    for number in range(5):
        for one in people:
            await one.say(str(number))
    for one in people:
        texts = [(await one.wait_reply(30)).text for _ in range(5)]
        assert [text.rsplit(" ", 1)[-1] for text in texts] == list("01234")


async def test_the_profile_is_set_in_each_language(botapi: BotApiServer, person: Person, tmp_path: Path) -> None:
    """French for everyone, English for those who read it, a menu for groups; set once, compared at the next start."""
    for _ in range(2):
        async with running(botapi, tmp_path):
            calls = botapi.calls["getMyShortDescription"]
            await botapi.wait_calls("getMyShortDescription", calls + 3)
            await asyncio.sleep(0.1)
    texts = botapi.profile.texts
    assert (texts["description", ""], texts["description", "en"]) == ("Longue fr", "Longue en")
    scopes = {json.loads(scope)["type"] for scope, _ in botapi.profile.commands}
    assert (scopes, len(botapi.profile.commands)) == ({"default", "all_group_chats"}, 2 * 3)
    assert botapi.calls["setMyShortDescription"] == 2


async def test_a_profile_that_cannot_be_set_holds_up_nobody(
    botapi: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """Floods on the profile last for hours."""
    botapi.fail("setMyCommands", 10, "429", retry_after=3600)
    async with running(botapi, tmp_path):
        await botapi.wait_calls("setMyCommands", 1)
        await person.say("q")
        assert (await person.wait_reply()).text.endswith("réponse à q")


async def test_a_button_under_a_message_too_old_to_be_seen(
    telegram: TelegramApplication, person: Person, botapi: BotApiServer, tmp_path: Path
) -> None:
    """Telegram tells no more than its chat: new messages still reach that."""
    await person.say("/start")
    await person.wait_reply()
    query = botapi.chats.ask()
    message = {"chat": person.chat.api_object, "message_id": 1, "date": 0}
    press = {"id": query.id, "from": person.user, "message": message, "chat_instance": "1"}
    keys = ChatKeys(load_secret(tmp_path))
    signed = partial(CallbackSigner(keys).sign, keys.key(person.id))
    botapi.deliver("callback_query", {**press, "data": signed("sources:1")})
    assert (await person.wait_reply()).text == "Citation\n\nUNICEF"
    assert query.answer is not None
    other = botapi.chats.ask()
    botapi.deliver("callback_query", {**press, "id": other.id, "data": signed("panne")})
    assert (await person.wait_reply()).text == APOLOGY
    assert other.answer is not None


async def test_a_question_from_before_the_start_is_late(
    telegram: TelegramApplication, person: Person, botapi: BotApiServer
) -> None:
    """Telegram kept it while the bot was not running."""
    await person.say("/start")
    await person.wait_reply()
    message = {"message_id": 1, "chat": person.chat.api_object, "from": person.user, "text": "hier"}
    botapi.deliver("message", {**message, "date": int(time.time()) - 3600})
    answer = await person.wait_reply()
    assert (answer.text.split("\n")[0], answer.reply_to) == (LATE, 1)
