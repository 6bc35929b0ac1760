"""The bot's own page: its commands for each audience and language, its name and descriptions."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from tests.support.botapi.api_error import Json, bad_request
from tests.support.botapi.params import Params

MAX_COMMANDS = 100
SCOPES = {
    "default", "all_private_chats", "all_group_chats", "all_chat_administrators",
    "chat", "chat_administrators", "chat_member",
}  # fmt: skip  # the scopes of BotCommandScope, from wide to narrow
# field -> longest value (Bot API, setMyName, setMyDescription, setMyShortDescription)
LIMITS = {"name": 64, "description": 512, "short_description": 120}


@dataclass(slots=True)
class Profile:
    """The bot's name, descriptions and commands in each language; an unknown language shows the default."""

    username: str
    first_name: str
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)

    def set_my_commands(self, params: Params) -> bool:
        """setMyCommands."""
        key = self._audience(params)
        commands = params.decoded("commands", "commands")
        if not isinstance(commands, list):
            raise bad_request("expected an Array of BotCommand")
        if len(commands) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self.commands[key] = [_checked(command) for command in commands]
        return True

    def get_my_commands(self, params: Params) -> list[Json]:
        """getMyCommands: those of exactly this scope and language, empty when none were set."""
        return self.commands.get(self._audience(params), [])

    def delete_my_commands(self, params: Params) -> bool:
        """deleteMyCommands."""
        self.commands.pop(self._audience(params), None)
        return True

    def set_text(self, name: str, params: Params) -> bool:
        """Set a text of the page in a language; an empty one removes it."""
        text = params.text(name).strip()
        if len(text) > LIMITS[name]:
            raise bad_request(f"{name.upper()}_TOO_LONG")
        self.texts[name, _language(params)] = text
        return True

    def get_text(self, name: str, params: Params) -> Json:
        """Return a text of the page in a language, else in the default one."""
        fallback = self.first_name if name == "name" else ""
        default = self.texts.get((name, ""), "") or fallback
        return {name: self.texts.get((name, _language(params)), "") or default}

    def _audience(self, params: Params) -> tuple[str, str]:
        scope = params.decoded("scope", "BotCommandScope") or {"type": "default"}
        if not isinstance(scope, dict):
            raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
        if scope.get("type") not in SCOPES:
            raise bad_request("can't parse BotCommandScope: Unsupported type specified")
        return json.dumps(scope, sort_keys=True), _language(params)


def _language(params: Params) -> str:
    code = params.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _checked(command: Json) -> Json:
    if not isinstance(command, dict):
        raise bad_request("expected an Array of BotCommand")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not name:
        raise bad_request("command must be non-empty")
    if not description:
        raise bad_request("command description must be non-empty")
    if not re.fullmatch("[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if len(description) > 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
