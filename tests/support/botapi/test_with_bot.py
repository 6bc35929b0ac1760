"""python-telegram-bot's own ``Bot`` and ``Application`` take the server for the real one."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from telegram import (
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from tests.support.botapi import BotApiServer, Person

pytestmark = pytest.mark.asyncio

App = Application[Any, Any, Any, Any, Any, Any]


async def _echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.effective_message is not None
    said = update.effective_message.text or update.effective_message.effective_attachment.__class__.__name__
    again = InlineKeyboardMarkup([[InlineKeyboardButton("Encore", callback_data="again")]])
    kind = "corrigé" if update.edited_message else "dit"
    await update.effective_message.reply_text(f"Vous avez {kind} : {said}", reply_markup=again)


async def _again(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query is not None
    await update.callback_query.answer("Voilà")
    await update.callback_query.edit_message_text("<b>Encore</b>", parse_mode="HTML")


def _build(server: BotApiServer) -> App:
    builder = ApplicationBuilder().token(server.token).base_url(server.base_url)
    application = builder.get_updates_read_timeout(5).build()
    application.add_handler(MessageHandler(filters.ALL, _echo))
    application.add_handler(CallbackQueryHandler(_again))
    return application


@pytest_asyncio.fixture
async def application(botapi: BotApiServer) -> AsyncIterator[App]:
    """Run a real polling application that repeats each message."""
    application = _build(botapi)
    async with application:
        await application.start()
        assert application.updater is not None
        await application.updater.start_polling(poll_interval=0, timeout=2, bootstrap_retries=3)
        yield application
        await application.updater.stop()
        await application.stop()


async def test_an_application_converses(application: App, person: Person) -> None:
    """Texts, corrections, presses and edits go all the way round."""
    said = await person.say("Bonjour")
    assert (await person.wait_reply()).text == "Vous avez dit : Bonjour"
    await person.edit(said, "Bonsoir")
    assert (await person.wait_reply()).text == "Vous avez corrigé : Bonsoir"
    press = await person.press("Encore")
    assert (await press.answered())["text"] == "Voilà"
    assert (await person.wait_edit()).spans("bold") == ["Encore"]
    await person.expect_silence(0.1)


async def test_every_kind_of_media_is_understood(application: App, person: Person) -> None:
    """The library reads each as its own class."""
    repeated = []
    for send in (
        person.send_photo, person.send_voice, person.send_sticker,
        person.send_contact, person.send_location, person.send_document,
    ):  # fmt: skip  # two lines for six kinds
        await send()
        repeated.append((await person.wait_reply()).text.removeprefix("Vous avez dit : "))
    assert repeated == ["tuple", "Voice", "Sticker", "Contact", "Location", "Document"]


async def test_a_poller_survives_a_restart_of_the_server(
    botapi: BotApiServer, application: App, person: Person
) -> None:
    """Same port, same state: what was said in between is read after."""
    await person.say("avant")
    assert (await person.wait_reply()).text == "Vous avez dit : avant"
    await botapi.stop()
    await person.say("pendant")
    await asyncio.sleep(0.3)
    await botapi.start()
    assert (await person.wait_reply(15)).text == "Vous avez dit : pendant"


async def test_a_lost_answer_to_a_poll_loses_no_update(botapi: BotApiServer, application: App, person: Person) -> None:
    """An update is read again when the connection broke under it, and then but once."""
    botapi.fail("getUpdates", kind="reset_after")
    await person.say("Bonjour")
    assert (await person.wait_reply(15)).text == "Vous avez dit : Bonjour"
    await person.expect_silence(0.5)


async def test_errors_reach_the_library_as_its_own(botapi: BotApiServer, person: Person) -> None:
    """Each refusal becomes the exception the library documents for it."""
    async with _build(botapi).bot as bot:
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(person.id, "?")
        await person.say("/start")
        botapi.fail("sendMessage", kind="429", retry_after=7)
        with pytest.raises(RetryAfter, match="7"):
            await bot.send_message(person.id, "?")
        with pytest.raises(BadRequest, match="Message to be replied not found"):
            await bot.send_message(person.id, "?", reply_parameters=ReplyParameters(999))
        await person.block()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(person.id, "?")
    stranger = ApplicationBuilder().token("1:no").base_url(botapi.base_url).build().bot
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


@pytest.mark.parametrize("kind", ["500", "502", "reset", "garbage"])
async def test_a_failing_wire_is_a_network_error_and_does_nothing(
    botapi: BotApiServer, person: Person, kind: Any
) -> None:
    """The call fails as often as scripted, nothing is sent, then all is well."""
    await person.say("/start")
    async with _build(botapi).bot as bot:
        botapi.fail("sendMessage", times=2, kind=kind)
        for _ in range(2):
            with pytest.raises(Exception, match=r".") as caught:
                await bot.send_message(person.id, "?")
            assert isinstance(caught.value, NetworkError) or kind == "garbage"
        assert person.replies == []
        await bot.send_message(person.id, "enfin")
    assert [shown.text for shown in person.replies] == ["enfin"]
    assert botapi.calls["sendMessage"] == 3


async def test_a_reset_after_the_action_is_the_classic_lost_reply(botapi: BotApiServer, person: Person) -> None:
    """The sender sees an error, the person sees the message."""
    await person.say("/start")
    botapi.fail("sendMessage", kind="reset_after", skip=1)
    async with _build(botapi).bot as bot:
        await bot.send_message(person.id, "un")
        with pytest.raises(NetworkError):
            await bot.send_message(person.id, "deux")
    assert [shown.text for shown in person.replies] == ["un", "deux"]
    assert "!! reset_after" in botapi.story()


async def test_a_stall_delays_the_answer_and_keeps_the_action(botapi: BotApiServer, person: Person) -> None:
    """What times out on one side still happens on the other."""
    await person.say("/start")
    botapi.fail("sendMessage", kind="stall", seconds=0.5)
    async with httpx.AsyncClient() as client:
        url = f"{botapi.base_url}{botapi.token}/sendMessage"
        with pytest.raises(httpx.ReadTimeout):
            await client.post(url, json={"chat_id": person.id, "text": "tard"}, timeout=0.1)
    assert (await person.wait_reply(2)).text == "tard"


async def test_the_library_sets_profile_and_sends_files(botapi: BotApiServer, person: Person) -> None:
    """Multipart uploads and JSON within forms arrive whole."""
    await person.say("/start")
    async with _build(botapi).bot as bot:
        await bot.set_my_commands([BotCommand("aide", "Aide")], language_code="fr")
        assert [c.command for c in await bot.get_my_commands(language_code="fr")] == ["aide"]
        await bot.set_my_short_description("Bref")
        assert (await bot.get_my_short_description()).short_description == "Bref"
        file = InputFile(b"a,b\n1,2\n", filename="liste.csv")
        sent = await bot.send_document(person.id, file, caption="<i>Liste</i>", parse_mode="HTML")
        assert (await bot.get_chat(person.id)).first_name == "Awa"
        await bot.send_chat_action(person.id, "typing")
    assert sent.document is not None
    stored = botapi.messages.files[sent.document.file_id]
    assert (stored.name, stored.content) == ("liste.csv", b"a,b\n1,2\n")
    assert (await person.wait_reply()).spans("italic") == ["Liste"]
    assert person.actions == ["typing"]


async def test_a_bot_killed_between_reading_and_confirming_reads_again(botapi: BotApiServer, person: Person) -> None:
    """An update that a process took and died with is there for the next one."""
    script = (
        "import sys, os, urllib.request;"
        "urllib.request.urlopen(sys.argv[1] + '/getUpdates?timeout=5').read(); os.kill(os.getpid(), 9)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, f"{botapi.base_url}{botapi.token}"])
    await person.say("Bonjour")
    assert await asyncio.to_thread(process.wait, 10) == -9
    async with _build(botapi).bot as bot:
        assert [update.message.text for update in await bot.get_updates() if update.message] == ["Bonjour"]


async def test_a_person_by_hand_is_served_by_the_command_line() -> None:
    """``python -m tests.support.botapi`` prints where it listens and ends with its input."""
    command = [sys.executable, "-m", "tests.support.botapi", "--port", "0", "--token", "5:hand"]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdin is not None
    base = (await asyncio.wait_for(process.stdout.readline(), 20)).decode().split()[1]
    process.stdin.write(b"Bonjour\n")
    await process.stdin.drain()
    async with httpx.AsyncClient() as client:
        polled = await client.get(f"{base}5:hand/getUpdates?timeout=10", timeout=15)
        chat_id = polled.json()["result"][0]["message"]["chat"]["id"]
        await client.post(f"{base}5:hand/sendMessage", json={"chat_id": chat_id, "text": "Salut"})
    printed, _ = await asyncio.wait_for(process.communicate(b"/quit\n"), 10)
    assert "Salut" in printed.decode()
