"""The menus of those who may do more than others: set in their chats, and taken away when the role is."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time

from telegram import Bot, BotCommandScopeChat
from telegram.error import TelegramError

from bot.access.role import Role
from bot.access.roles import Roles
from bot.chat.conversation import Conversation
from bot.telegram.profile import set_commands

LOOK_SECONDS = 2.0  # roles are given and taken by the command line too
AGAIN_SECONDS = 60.0  # a chat that the person has not opened yet has no menu

_log = logging.getLogger(__name__)


class Menus:
    """Keeps the menu of each chat as its role has it; what was set before this run is compared, not assumed."""

    def __init__(self, conversation: Conversation, roles: Roles) -> None:
        self._conversation, self._roles = conversation, roles
        self._set: dict[str, Role] = {}
        self._not_before: dict[str, float] = {}

    async def run(self, api: Bot) -> None:
        """Keep the menus until cancelled."""
        while True:
            try:
                await self._bring_up_to_date(api)
            except sqlite3.Error as error:
                _log.warning("The roles cannot be read: %s", error)
            await asyncio.sleep(LOOK_SECONDS)

    async def _bring_up_to_date(self, api: Bot) -> None:
        wanted, gone = await asyncio.to_thread(self._read)
        for address, role in wanted.items():
            if self._set.get(address) != role and await self._change(api, address, role):
                self._set[address] = role
        for address in {*self._set, *gone} - set(wanted):
            if await self._change(api, address, None):
                self._set.pop(address, None)
                await asyncio.to_thread(self._roles.cleared, address)

    def _read(self) -> tuple[dict[str, Role], list[str]]:
        return self._roles.shown(), self._roles.gone()

    async def _change(self, api: Bot, address: str, role: Role | None) -> bool:
        """Set the menu of a chat, or with no role remove it; False if that did not succeed and is not tried now."""
        if time.monotonic() < self._not_before.get(address, 0.0):
            return False
        try:
            await set_commands(api, self._conversation, role, BotCommandScopeChat(int(address)))
        except TelegramError as error:
            _log.info("A menu was not set (%s).", type(error).__name__)
            self._not_before[address] = time.monotonic() + AGAIN_SECONDS
            return False
        self._not_before.pop(address, None)
        return True
