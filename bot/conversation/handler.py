"""What a part of the conversation offers: commands, buttons, messages that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.conversation.message import Message
from bot.domain.access.roles import Role
from bot.domain.chat import Chat
from bot.replies.reply import Pressed, Reply
from corpus.language import LANGUAGES, Language


class IsSensitive(Protocol):
    """Detects what must not be kept."""

    def __call__(self, text: str) -> bool:
        """Tell whether `text` tells of danger or lists people: then nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command by its name in each language; each name works in both. `key` finds its description in the texts.

    It does not exist for those below `role`, and stands in the client's menu only if `listed`.
    """

    key: str
    names: Mapping[Language, str]
    role: Role = "everyone"
    listed: bool = True

    @classmethod
    def of(cls, french: str, english: str, role: Role = "everyone", listed: bool = True) -> Command:
        """Return the command with these two names, described under the English one.

        >>> Command.of("aide", "help").names["fr"]
        'aide'
        """
        return cls(english, {"fr": french, "en": english}, role, listed)

    @property
    def words(self) -> set[str]:
        """Its names."""
        return {self.names[language] for language in LANGUAGES}


class ChatHandler:
    """One part of the conversation; the others need not know it. Every method is safe to call from several threads.

    `commands` are those that it answers; `actions` what the actions of its buttons begin with, before the colon.
    Its buttons do nothing for those below `role`.
    """

    commands: tuple[Command, ...] = ()
    actions: frozenset[str] = frozenset()
    role: Role = "everyone"

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Answer the command of that key."""
        raise NotImplementedError(key)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Act on a button "action:argument", which may be forged or long out of date."""
        raise NotImplementedError(action)

    def preempt(self, chat: Chat, message: Message) -> Reply | None:
        """Answer, before any handler takes it, what must not wait, also where it is the argument of a command."""
        return None

    def observe(self, chat: Chat, text: str) -> None:
        """Take note, without a word, of what came along with a safe word, before what came before it is set aside."""

    def fallback(self, chat: Chat, message: Message) -> Reply | None:
        """Answer, without anything that can fail, what must not go without an answer when all else has failed."""
        return None

    def reset(self, chat: Chat) -> None:
        """Let what came before give no sense to what comes next, and wait for nothing any more."""

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a message that belongs to this handler; None leaves it to the next handler."""
        return None

    def handle_start(self, chat: Chat, argument: str) -> Reply | None:
        """Answer a start with an argument that belongs to this handler, such as a code; None leaves it to the next."""
        return None

    def tick(self) -> None:
        """Do what has come due; called about once a minute where messages of our own can be sent."""

    def decorate(self, chat: Chat, reply: Reply) -> Reply:
        """Return a greeting, or an answer that was logged, with what this handler has to add."""
        return reply
