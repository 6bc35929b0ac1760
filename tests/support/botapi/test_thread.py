"""The server in a thread of its own, for tests that have no event loop."""

from __future__ import annotations

import httpx

from tests.support.botapi import BotApiServer


def test_a_test_without_a_loop_acts_through_the_thread() -> None:
    """The server runs beside; the bot could be a process that is killed."""
    with BotApiServer().in_thread() as server:
        person = server.person()
        server.do(person.say("/start"))
        url = f"{server.base_url}{server.token}/sendMessage"
        httpx.post(url, json={"chat_id": person.id, "text": "Bonjour"})
        assert server.do(person.wait_reply()).text == "Bonjour"
