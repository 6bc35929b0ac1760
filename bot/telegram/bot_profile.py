"""The bot's profile: its descriptions, and the menus of commands for everyone and for each role."""

from __future__ import annotations

import asyncio
import logging
import math
import time

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.conversation.router import Conversation
from bot.domain.access.roles import Role, Roles
from bot.retry import RetryPolicy, retry
from bot.storage.transactions import StorageError
from bot.telegram.api_calls import requested_wait
from corpus.language import LANGUAGES, Language

DEFAULT_LANGUAGE: Language = "fr"  # for clients in a language that the bot does not speak
PUBLISH_RETRY = RetryPolicy(first=30.0, longest=3600.0, total=math.inf)
POLL_SECONDS = 2.0  # the command line, another process, changes roles too
RETRY_SECONDS = 60.0  # a chat that the person has not opened yet can have no menu

_log = logging.getLogger(__name__)


async def publish(api: Bot, conversation: Conversation) -> None:
    """Set the profile, retried for as long as it takes; meanwhile the bot answers without it."""

    def on_pause(error: Exception, pause: float) -> None:
        _log.warning("The commands and descriptions could not be set (%s); again in %.0f s.", error, pause)

    await retry(
        lambda: set_profile(api, conversation),
        PUBLISH_RETRY,
        requested_wait=lambda error: requested_wait(error, final=()),
        on_pause=on_pause,
    )


async def set_profile(api: Bot, conversation: Conversation) -> None:
    """Set commands and descriptions in each language and for everybody else, where they differ, and those of groups."""
    await _set_texts(api, conversation, DEFAULT_LANGUAGE, None)
    for language in LANGUAGES:
        await _set_texts(api, conversation, language, language)
    for language, code in ((DEFAULT_LANGUAGE, None), *((language, language) for language in LANGUAGES)):
        in_groups = conversation.commands(language, place="group")
        await _set_commands(api, in_groups, code, BotCommandScopeAllGroupChats())


async def _set_texts(api: Bot, conversation: Conversation, language: Language, code: str | None) -> None:
    """Set what differs: Telegram lets a bot read its profile freely, but set it only a few times an hour."""
    await _set_commands(api, conversation.commands(language), code, None)
    long, short = conversation.description(language)
    if (await api.get_my_description(language_code=code)).description != long:
        await api.set_my_description(long, language_code=code)
    if (await api.get_my_short_description(language_code=code)).short_description != short:
        await api.set_my_short_description(short, language_code=code)


async def set_commands(api: Bot, conversation: Conversation, role: Role | None, scope: BotCommandScope) -> None:
    """Set the commands of `role` in each language for `scope`; with no role, remove what was set for it."""
    for language, code in ((DEFAULT_LANGUAGE, None), *((language, language) for language in LANGUAGES)):
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


class CommandMenus:
    """Set the menu of each person with a role, and remove it with the role."""

    def __init__(self, conversation: Conversation, roles: Roles) -> None:
        self._conversation, self._roles = conversation, roles
        self._set: dict[str, Role] = {}
        self._not_before: dict[str, float] = {}

    async def run(self, api: Bot) -> None:
        """Keep the menus up to date until cancelled."""
        while True:
            try:
                await self._update_all(api)
            except StorageError as error:
                _log.warning("The roles can't be read: %s", error)
            await asyncio.sleep(POLL_SECONDS)

    async def _update_all(self, api: Bot) -> None:
        wanted, gone = await asyncio.to_thread(self._read)
        for address, role in wanted.items():
            if self._set.get(address) != role and await self._change(api, address, role):
                self._set[address] = role
        for address in {*self._set, *gone} - set(wanted):
            if await self._change(api, address, None):
                self._set.pop(address, None)
                await asyncio.to_thread(self._roles.forget_address, address)

    def _read(self) -> tuple[dict[str, Role], list[str]]:
        return self._roles.displayed(), self._roles.revoked_addresses()

    async def _change(self, api: Bot, address: str, role: Role | None) -> bool:
        """Set the menu of a chat, or remove it if `role` is None; return False to try again later."""
        if time.monotonic() < self._not_before.get(address, 0.0):
            return False
        try:
            await set_commands(api, self._conversation, role, BotCommandScopeChat(int(address)))
        except TelegramError as error:
            _log.info("A command menu could not be set (%s).", type(error).__name__)
            self._not_before[address] = time.monotonic() + RETRY_SECONDS
            return False
        self._not_before.pop(address, None)
        return True
