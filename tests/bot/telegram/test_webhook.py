"""Updates that Telegram brings: taken with its secret alone, into the same queue, and answered the same way."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.errors import SettingsError
from bot.settings import read_settings
from bot.storage.database import open_database
from tests.support.botapi import BotApiServer, Person
from tests.support.telegram_application import running

URL = "https://bot.example.org/relais/a.b"
SECRET = "X-Telegram-Bot-Api-Secret-Token"

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(60)]


def free_port() -> int:
    """Return a port at which nothing listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def at(port: int) -> dict[str, Any]:
    """Return the settings of a webhook behind a proxy of this machine."""
    return {"telegram_webhook_url": URL, "telegram_webhook_listen": f"127.0.0.1:{port}"}


async def bring(botapi: BotApiServer, port: int, secret: str | None, path: str = "/relais/a.b") -> list[int]:
    """Bring what waits, as Telegram does through the proxy; return the answers' status codes."""
    headers = {} if secret is None else {SECRET: secret}
    patient = httpx.AsyncHTTPTransport(retries=5)  # the port is opened once Telegram knows of it
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", transport=patient) as client:
        return [(await client.post(path, json=one, headers=headers)).status_code for one in botapi.inbox.pending]


async def test_what_telegram_brings_is_answered_and_what_others_bring_is_refused(
    botapi: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """Without the secret, with a wrong one, at another address: nothing is even written down."""
    port = free_port()
    async with running(botapi, tmp_path, **at(port)):
        await botapi.wait_calls("setWebhook", 1)
        await person.say("qui décide ?")
        for secret in (None, "", "A" * 43):
            assert await bring(botapi, port, secret) == [403]
        assert await bring(botapi, port, botapi.webhook_secret, "/relais/aXb") == [404]
        with open_database(tmp_path / "relais.db").write() as db:
            assert db.select("updates") == []
        for _ in range(2):  # Telegram brings again what it thinks was not taken
            assert await bring(botapi, port, botapi.webhook_secret) == [200]
        assert (await person.wait_reply()).text.endswith("réponse à qui décide ?")
        await person.expect_silence()
        assert botapi.calls["getUpdates"] == 0


async def test_the_secret_stays_the_same_for_an_installation(botapi: BotApiServer, tmp_path: Path) -> None:
    """It follows from its key, and is not the token."""
    secrets: list[str] = []
    for _ in range(2):
        async with running(botapi, tmp_path, **at(free_port())):
            await botapi.wait_calls("setWebhook", len(secrets) + 1)
            secrets.append(botapi.webhook_secret)
    assert (len(secrets[0]), len(set(secrets)), botapi.token in secrets) == (43, 1, False)


async def test_polling_takes_over_from_a_webhook(botapi: BotApiServer, person: Person, tmp_path: Path) -> None:
    """Telegram is told to bring nothing any more, and nothing is lost."""
    async with running(botapi, tmp_path, **at(free_port())):
        await botapi.wait_calls("setWebhook", 1)
        await person.say("entre deux")
    async with running(botapi, tmp_path):
        assert (await person.wait_reply()).text.endswith("réponse à entre deux")


async def test_a_port_that_is_taken_is_an_error_with_a_remedy(botapi: BotApiServer, tmp_path: Path) -> None:
    """Before anybody waits in vain."""

    async def serve(port: int) -> None:
        async with running(botapi, tmp_path, **at(port)):
            await botapi.wait_calls("setWebhook", 1)

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match=r"can listen at '127\.0\.0\.1:.*Name a free port"):
            await serve(taken.getsockname()[1])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("RELAIS_TELEGRAM_WEBHOOK_URL", "http://bot.example.org"),
        ("RELAIS_TELEGRAM_WEBHOOK_LISTEN", "8443"),
        ("RELAIS_TELEGRAM_WEBHOOK_LISTEN", "127.0.0.1:port"),
    ],
)
async def test_addresses_are_checked(key: str, value: str) -> None:
    """Telegram takes https alone, and a port is a number."""
    with pytest.raises(SettingsError, match=key):
        read_settings({key: value}, Path("/nowhere"))
