"""A Telegram Bot API server on loopback, strict as the real one, and the people who talk to the bot."""

from tests.support.botapi.conversation import Press
from tests.support.botapi.entities import utf16_length
from tests.support.botapi.person import Group, Person
from tests.support.botapi.server import TOKEN, BotApiServer
from tests.support.botapi.shown import Button, Shown
from tests.support.botapi.transcript import Entry

__all__ = ["TOKEN", "BotApiServer", "Button", "Entry", "Group", "Person", "Press", "Shown", "utf16_length"]
