"""What Telegram shows of the bot before anyone has written: its commands and descriptions, per language."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot, BotCommand, BotCommandScope
from telegram.error import TelegramError

from bot.access.role import Role
from bot.chat.conversation import Conversation
from bot.telegram.retrying import Patience
from index.passage import LANGUAGES, Language

FALLBACK: Language = "fr"  # for clients in a language that the bot does not speak
AGAIN = Patience(first=30.0, longest=3600.0)

_log = logging.getLogger(__name__)


async def publish(api: Bot, conversation: Conversation) -> None:
    """Set the profile, tried again for as long as it takes: the bot answers without it meanwhile."""
    for pause in AGAIN.pauses():
        try:
            await set_profile(api, conversation)
            return
        except TelegramError as error:
            _log.warning("The commands and descriptions are not set (%s); again in %.0f s.", error, pause)
        await asyncio.sleep(pause)


async def set_profile(api: Bot, conversation: Conversation) -> None:
    """Set commands and descriptions in each language, and for everybody else, where they differ."""
    await _set(api, conversation, FALLBACK, None)
    for language in LANGUAGES:
        await _set(api, conversation, language, language)


async def _set(api: Bot, conversation: Conversation, language: Language, code: str | None) -> None:
    """Compare first: Telegram lets a bot read its profile freely, and set it a few times an hour."""
    await _set_commands(api, conversation.commands(language), code, None)
    long, short = conversation.description(language)
    if (await api.get_my_description(language_code=code)).description != long:
        await api.set_my_description(long, language_code=code)
    if (await api.get_my_short_description(language_code=code)).short_description != short:
        await api.set_my_short_description(short, language_code=code)


async def set_commands(api: Bot, conversation: Conversation, role: Role | None, scope: BotCommandScope) -> None:
    """Set the commands of `role` in each language for `scope`; with no role, remove what was set for it."""
    for language, code in ((FALLBACK, None), *((language, language) for language in LANGUAGES)):
        if role is None:
            await api.delete_my_commands(scope=scope, language_code=code)
        else:
            await _set_commands(api, conversation.commands(language, role), code, scope)


async def _set_commands(
    api: Bot, listed: list[tuple[str, str]], code: str | None, scope: BotCommandScope | None
) -> None:
    commands = [BotCommand(name, description) for name, description in listed]
    if list(await api.get_my_commands(scope=scope, language_code=code)) != commands:
        await api.set_my_commands(commands, scope=scope, language_code=code)
