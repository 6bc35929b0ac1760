"""Serve the Telegram application on the loopback server, with the scripted or the real conversation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.container import Container
from bot.retry import RetryPolicy
from bot.settings import Settings
from bot.telegram.application import TelegramApplication, serve_until
from index.library import Library
from tests.support.botapi import BotApiServer
from tests.support.scripted_conversation import conversation

QUICK = RetryPolicy(first=0.05, longest=0.2, total=3.0)


def settings_for(server: BotApiServer, home: Path, **chosen: Any) -> Settings:
    """Return settings for a bot that talks to `server`."""
    address = {"telegram_token": server.token, "telegram_base_url": f"http://127.0.0.1:{server.port}"}
    return Settings.model_validate({"home": home, **address, **chosen})


@asynccontextmanager
async def served(container: Container) -> AsyncIterator[TelegramApplication]:
    """Serve a container's Telegram application until the block ends."""
    stopping = asyncio.Event()
    with container:
        task = asyncio.create_task(serve_until(container.telegram, stopping))
        try:
            yield container.telegram
        finally:
            stopping.set()
            await asyncio.wait_for(task, 30)


@asynccontextmanager
async def running(
    server: BotApiServer, home: Path, retry_policy: RetryPolicy = QUICK, **chosen: str
) -> AsyncIterator[TelegramApplication]:
    """Run the application with the scripted conversation until the block ends; `chosen` are further settings."""
    settings = settings_for(server, home, **chosen)
    container = Container(settings, conversation=conversation(), delivery_retry=retry_policy)
    async with served(container) as application:
        yield application


@asynccontextmanager
async def serving(
    server: BotApiServer, library: Library, home: Path, **chosen: Any
) -> AsyncIterator[TelegramApplication]:
    """Run the application with the real conversation, as in production, until the block ends."""
    container = Container(settings_for(server, home, **chosen), library=library, delivery_retry=QUICK)
    await asyncio.to_thread(container.conversation.warm_up)
    async with served(container) as application:
        yield application
