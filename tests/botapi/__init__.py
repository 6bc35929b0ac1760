"""A Telegram Bot API server on loopback, strict as the real one, and the people who talk to the bot."""

from .conversation import Press
from .entities import utf16_length
from .person import Group, Person
from .server import TOKEN, BotApiServer
from .shown import Button, Shown
from .transcript import Entry

__all__ = ["TOKEN", "BotApiServer", "Button", "Entry", "Group", "Person", "Press", "Shown", "utf16_length"]
