"""Messages of the outbox reach their chats once, whatever the network does; failures are reported."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.replies.reply import Button, Paragraph, Reply, pack
from bot.storage.database import Database, open_database
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import DeliveryReceipt, OutgoingMessage
from bot.telegram.application import TelegramApplication
from tests.bot.telegram.end_to_end.test_kill import launch
from tests.support.botapi import BotApiServer, Person
from tests.support.scripted_conversation import FILE, LONG, PICTURE
from tests.support.telegram_application import running

pytestmark = pytest.mark.asyncio


def message(
    person: Person, words: str = "Votre réponse", buttons: tuple[tuple[Button, ...], ...] = (), **details: Any
) -> OutgoingMessage:
    """Return a message to a person."""
    reply = Reply("fr", (Paragraph(words),), buttons)
    return OutgoingMessage(str(person.id), "fr", pack(reply), "case:R-2026-0001", **details)


async def ended(outbox: Outbox, identity: int) -> DeliveryReceipt:
    """Return the receipt of a message once it is sent or has failed."""

    async def look() -> DeliveryReceipt:
        while True:
            receipt = await asyncio.to_thread(outbox.receipt, identity)
            if receipt and receipt.state in ("sent", "failed"):
                return receipt
            await asyncio.sleep(0.01)

    return await asyncio.wait_for(look(), 10)


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find soon what another process wrote."""
    monkeypatch.setattr("bot.telegram.outbox_sender.POLL_SECONDS", 0.05)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    """Return the outbox by a connection of its own, as the command line's."""
    return Outbox(database)


async def known(person: Person) -> Person:
    """Have the person write, so that the bot may write to them."""
    await person.say("bonjour")
    await person.wait_reply()
    return person


async def test_a_message_that_another_process_added_is_sent_soon_with_its_buttons(
    telegram: TelegramApplication, person: Person, outbox: Outbox
) -> None:
    """The command line answers, the running bot delivers."""
    await known(person)
    identity = outbox.add(message(person, buttons=((Button("Merci", "good:1"),),)))
    shown = await person.wait_reply()
    assert (shown.text, shown.labels) == ("Votre réponse", ("Merci",))
    assert await ended(outbox, identity) == DeliveryReceipt(
        identity, "case:R-2026-0001", "sent", None, (shown.message_id,)
    )


async def test_a_message_of_this_process_does_not_wait_for_the_next_poll(
    botapi: BotApiServer, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outbox wakes the sender; so does the end of another message."""
    monkeypatch.setattr("bot.telegram.outbox_sender.POLL_SECONDS", 600.0)
    async with running(botapi, tmp_path) as telegram:
        await known(person)
        for words in ("une", "deux"):
            await asyncio.to_thread(telegram.outbox.add, message(person, words))
        assert [(await person.wait_reply()).text for _ in range(2)] == ["une", "deux"]


async def test_a_message_is_changed_in_its_place_and_answered_by_quoting(
    telegram: TelegramApplication, person: Person, outbox: Outbox
) -> None:
    """A card that changes with its case; changed into the same, it stays as it is."""
    await known(person)
    (card,) = (await ended(outbox, outbox.add(message(person, "Ouvert")))).messages
    await person.wait_reply()
    for _ in range(2):
        change = outbox.add(message(person, "Pris", edits=card))
        assert (await ended(outbox, change)).messages == (card,)
    assert (await person.wait_edit()).text == "Pris"
    outbox.add(message(person, "Rappel", quotes=card))
    assert (await person.wait_reply()).reply_to == card


async def test_a_message_brings_its_file(
    telegram: TelegramApplication, person: Person, outbox: Outbox, botapi: BotApiServer
) -> None:
    """After its words, whole; a fault between the two repeats neither."""
    await known(person)
    botapi.fail("sendDocument", 1, "502")
    outbox.add(
        OutgoingMessage(str(person.id), "fr", pack(Reply("fr", (Paragraph("Voici."),), attachments=(FILE,))), "x")
    )
    said, sent = await person.wait_reply(), await person.wait_reply()
    assert (said.text, person.download(sent).content) == ("Voici.", FILE.data)
    await person.expect_silence(0.1)


async def test_a_message_brings_its_picture(
    telegram: TelegramApplication, person: Person, outbox: Outbox, botapi: BotApiServer
) -> None:
    """As a photo with its caption, whole; one that is refused is missing, and the message has arrived."""
    await known(person)
    illustrated = pack(Reply("fr", (Paragraph("Voici."),), attachments=(PICTURE,)))
    for refused in (False, True):
        if refused:
            botapi.fail("sendPhoto", kind="error", error=(400, "Bad Request: not enough rights to send photos"))
        receipt = await ended(outbox, outbox.add(OutgoingMessage(str(person.id), "fr", illustrated, "x")))
        assert (receipt.state, len(receipt.messages)) == ("sent", 1 if refused else 2)
        assert (await person.wait_reply()).text == "Voici."
        if not refused:
            shown = await person.wait_reply()
            assert "photo" in shown.raw
            assert (shown.text, person.download(shown).content) == (PICTURE.caption, PICTURE.data)
    await person.expect_silence(0.1)


@pytest.mark.parametrize(
    ("fault", "details"),
    [("502", {}), ("500", {}), ("429", {"retry_after": 1}), ("reset", {}), ("garbage", {})],
)
async def test_faults_of_the_wire_are_waited_out(
    telegram: TelegramApplication,
    person: Person,
    outbox: Outbox,
    botapi: BotApiServer,
    fault: Any,
    details: dict[str, Any],
) -> None:
    """The message arrives when the network works again."""
    await known(person)
    botapi.fail("sendMessage", 2 if fault != "429" else 1, fault, **details)
    receipt = await ended(outbox, outbox.add(message(person)))
    assert (receipt.state, (await person.wait_reply()).text) == ("sent", "Votre réponse")


async def _blocked(person: Person) -> None:
    await person.block()


async def _nothing(person: Person) -> None: ...


@pytest.mark.parametrize(
    ("before", "refusal", "reason"),
    [
        (_blocked, None, "blocked"),
        (_nothing, (403, "Forbidden: user is deactivated"), "gone"),
        (_nothing, (400, "Bad Request: chat not found"), "gone"),
        (_nothing, (400, "Bad Request: message is too long"), "refused"),
    ],
)
async def test_a_refusal_is_final_and_told(
    telegram: TelegramApplication,
    person: Person,
    botapi: BotApiServer,
    before: Callable[[Person], Any],
    refusal: tuple[int, str] | None,
    reason: str,
) -> None:
    """Whoever listens learns why; no second try is made."""
    await known(person)
    await before(person)
    if refusal:
        botapi.fail("sendMessage", kind="error", error=refusal)
    receipts: list[DeliveryReceipt] = []
    telegram.outbox.listen("case:", receipts.append)
    calls = botapi.calls["sendMessage"]
    receipt = await ended(telegram.outbox, await asyncio.to_thread(telegram.outbox.add, message(person)))
    assert (receipt.state, receipt.reason, receipts) == ("failed", reason, [receipt])
    assert botapi.calls["sendMessage"] == calls + 1


async def test_after_a_fault_a_long_message_goes_on_where_it_stopped(
    telegram: TelegramApplication, person: Person, outbox: Outbox, botapi: BotApiServer
) -> None:
    """The parts that arrived are not sent again."""
    await known(person)
    botapi.fail("sendMessage", 1, "502", skip=1)
    long = OutgoingMessage(str(person.id), "fr", pack(Reply("fr", LONG)), "case:R-2026-0001")
    receipt = await ended(outbox, outbox.add(long))
    parts = [(await person.wait_reply()).message_id for _ in range(3)]
    assert receipt.messages == tuple(parts)
    await person.expect_silence(0.1)


async def test_a_group_that_moved_is_followed(
    telegram: TelegramApplication, outbox: Outbox, botapi: BotApiServer
) -> None:
    """Telegram names the new id in its refusal."""
    group = botapi.group(-1001000000007)
    reply = pack(Reply("fr", (Paragraph("Carte"),)))
    botapi.chats.open(-7, {"title": "Ancien", "type": "group"})
    moved = (400, "Bad Request: group chat was upgraded to a supergroup chat")
    botapi.fail("sendMessage", kind="error", error=moved, chat_id=-7, migrate_to=group.id)
    outbox.add(OutgoingMessage("-7", "fr", reply, "case:R-2026-0001"))
    assert (await group.wait_reply()).text == "Carte"


async def test_an_unreadable_message_is_given_up(telegram: TelegramApplication, person: Person, outbox: Outbox) -> None:
    """Nothing behind it waits for it."""
    bad = outbox.add(OutgoingMessage(str(person.id), "fr", "{", "case:R-2026-0001"))
    assert (await ended(outbox, bad)).reason == "refused"


async def test_a_message_survives_a_kill_between_sending_and_noting(
    botapi: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """Sent again by the next run after `kill -9` during the call to Telegram, and the uncertain attempt is counted."""
    person.chat.known = True
    process = await launch(botapi, tmp_path)
    await botapi.wait_calls("getUpdates", 1, 20)
    outbox = Outbox(open_database(tmp_path / "relais.db"))
    botapi.fail("sendMessage", kind="stall", seconds=3)
    identity = outbox.add(message(person))
    await botapi.changed.wait_for(lambda: (not botapi.faults.planned[0].times) or None, 20)
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert outbox.receipt(identity) == DeliveryReceipt(identity, "case:R-2026-0001", "sending")
    process = await launch(botapi, tmp_path)
    receipt = await ended(outbox, identity)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 20) == 0
    assert (receipt.state, receipt.uncertain_sends, (await person.wait_reply()).text) == ("sent", 1, "Votre réponse")
