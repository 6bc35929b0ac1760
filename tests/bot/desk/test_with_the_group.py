"""Desk and staff group work on the same cases: what is done at one is seen at the other, and by the person."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.replies.texts import say
from tests.support.botapi import BotApiServer, Person
from tests.support.desk import AWA, BEN, Browser, desk_container
from tests.support.staff_service import STAFF_CHAT, open_case, press, staff_group
from tests.support.telegram_application import served

pytestmark = pytest.mark.asyncio


async def test_a_case_is_worked_on_at_both(botapi: BotApiServer, person: Person, tmp_path: Path) -> None:
    """Taken at the desk, and its card says so; handed over in the group, and the desk knows; answered at the desk."""
    wire: dict[str, Any] = {"telegram_token": botapi.token, "telegram_base_url": f"http://127.0.0.1:{botapi.port}"}
    ben = botapi.person(BEN, first_name="Ben")
    group = staff_group(botapi, botapi.person(AWA, first_name="Awa"), ben)
    with desk_container(tmp_path, staff_chat=str(STAFF_CHAT), **wire) as container:
        async with served(container):
            page = f"/cases/{await open_case(person, 'Qui paie l’audit ?')}"
            card = await group.wait_reply()
            browser = await asyncio.to_thread(lambda: Browser.of(container).sign_in(container))

            await asyncio.to_thread(browser.send, page, f"{page}/take")
            shown = await group.wait_edit(message_id=card.message_id)
            assert say("fr", "staff.owner", name="Awa") in shown.text

            stale = await asyncio.to_thread(browser.fields, page)
            await press(group, say("fr", "staff.button_over"), by=ben)
            refused = await asyncio.to_thread(browser.client.post, f"{page}/release", data=stale)
            assert "Ben" in await asyncio.to_thread(browser.shown, refused)

            await asyncio.to_thread(browser.send, page, f"{page}/answer", {"text": "L’agence le paie."})
            answer = await person.wait_reply()
            assert answer.text.split("\n\n")[1] == "L’agence le paie."
