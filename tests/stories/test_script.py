"""The script of a story reads as people saw it."""

from __future__ import annotations

import httpx

from tests.stories.script import script, too_long
from tests.stories.story_run import STAFF
from tests.support.botapi import BotApiServer, Person
from tests.support.botapi.fixtures import botapi, person

__all__ = ["botapi", "person"]


async def test_a_script_says_who_writes_presses_and_gets_a_document(botapi: BotApiServer, person: Person) -> None:
    """From the transcript alone; what nobody sees is left out, and long texts are marked."""

    async def call(method: str, **values: object) -> None:
        async with httpx.AsyncClient() as client:
            await client.post(f"{botapi.base_url}{botapi.token}/{method}", **values)  # type: ignore[arg-type]

    keyboard = {"inline_keyboard": [[{"text": "Oui", "callback_data": "y"}]]}
    await person.say("Bonjour")
    await call("sendChatAction", json={"chat_id": person.id, "action": "typing"})
    await call(
        "sendMessage",
        json={"chat_id": person.id, "text": "<b>Prêt ?</b>", "parse_mode": "HTML", "reply_markup": keyboard},
    )
    pressed = await person.press("Oui")
    await call("answerCallbackQuery", json={"callback_query_id": pressed.query.id, "text": "Noté"})
    await call("sendDocument", data={"chat_id": person.id}, files={"document": ("plan.pdf", b"%PDF-")})
    botapi.note("note", "", "note", "The bot is killed.")
    await botapi.group(STAFF).say(person, "Merci")
    await call("sendMessage", json={"chat_id": person.id, "text": "long " * 130})
    said = script(botapi.transcript, {str(person.id): "Awa", str(STAFF): "Équipe"}).split("\n\n")
    assert said[:-1] == [
        "Awa\n    Bonjour",
        "Relais to Awa\n    Prêt ?\n    [Oui]",
        "Awa, presses [Oui]",
        "Relais to Awa, over the chat\n    Noté",
        "Relais to Awa\n    <plan.pdf>",
        "-- The bot is killed.",
        "Awa, in Équipe\n    Merci",
    ]
    assert said[-1].startswith("Relais to Awa (650 characters)\n")
    assert len(too_long(botapi.transcript)) == 1
