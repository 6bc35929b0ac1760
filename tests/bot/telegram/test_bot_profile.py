"""The bot's profile: set where it differs, however long that takes, and menus by role."""

from __future__ import annotations

import asyncio
import logging
from types import SimpleNamespace
from unittest.mock import AsyncMock, Mock

import pytest
from telegram import Bot, BotCommand
from telegram.error import BadRequest, NetworkError, TelegramError

from bot.conversation.router import Conversation
from bot.domain.access.roles import Roles
from bot.retry import RetryPolicy
from bot.storage.transactions import StorageError
from bot.telegram import bot_profile
from bot.telegram.bot_profile import CommandMenus, publish, set_profile

COMMANDS = [("help", "Help")]

pytestmark = pytest.mark.asyncio


def conversation() -> Mock:
    """Return a conversation with one command and a description."""
    return Mock(
        spec=Conversation, commands=Mock(return_value=COMMANDS), description=Mock(return_value=("long", "short"))
    )


def api(commands: tuple[BotCommand, ...] = (), long: str = "", short: str = "") -> AsyncMock:
    """Return a client for a bot that has this profile."""
    return AsyncMock(
        spec=Bot,
        get_my_commands=AsyncMock(return_value=commands),
        get_my_description=AsyncMock(return_value=SimpleNamespace(description=long)),
        get_my_short_description=AsyncMock(return_value=SimpleNamespace(short_description=short)),
    )


async def test_a_profile_is_set_for_every_language_and_for_all_others() -> None:
    """Three times, without a language, in French and in English: for private chats and for groups."""
    bot = api()
    await set_profile(bot, conversation())
    codes = [call.kwargs["language_code"] for call in bot.set_my_commands.await_args_list]
    assert codes == [None, "fr", "en"] * 2
    assert (bot.set_my_description.await_count, bot.set_my_short_description.await_count) == (3, 3)


async def test_a_profile_that_is_as_it_should_be_is_not_set() -> None:
    """Telegram lets a bot set it a few times an hour only."""
    bot = api((BotCommand("help", "Help"),), "long", "short")
    await set_profile(bot, conversation())
    assert [bot.set_my_commands.await_count, bot.set_my_description.await_count] == [0, 0]
    assert bot.set_my_short_description.await_count == 0


@pytest.mark.parametrize("error", [NetworkError("502"), BadRequest("description is too long")])
async def test_a_profile_that_cannot_be_set_is_tried_again(
    error: TelegramError, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever Telegram has against it."""
    monkeypatch.setattr(bot_profile, "PUBLISH_RETRY", RetryPolicy(first=0.01, longest=0.01))
    bot = api((BotCommand("help", "Help"),), "long", "short")
    bot.get_my_description.side_effect = [error, *[SimpleNamespace(description="long")] * 3]
    await publish(bot, conversation())
    assert str(error) in caplog.text


async def test_menus_survive_a_database_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The next look may succeed, and then the menu is set and removed."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(bot_profile, "POLL_SECONDS", 0.01)
    removed = asyncio.Event()
    bot, loop = api(), asyncio.get_running_loop()
    roles = Mock(
        spec=Roles,
        displayed=Mock(side_effect=[StorageError("locked"), {"7": "staff"}, *[{}] * 1000]),
        revoked_addresses=Mock(return_value=[]),
        forget_address=Mock(side_effect=lambda address: loop.call_soon_threadsafe(removed.set)),
    )
    menus = asyncio.create_task(CommandMenus(conversation(), roles).run(bot))
    await asyncio.wait_for(removed.wait(), 10)
    menus.cancel()
    assert "locked" in caplog.text
    assert (bot.set_my_commands.await_count, bot.delete_my_commands.await_count) == (3, 3)
    roles.forget_address.assert_called_once_with("7")
