"""Messages, and the interface of the handlers that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.answering.inquiry import SILENT, AnswerStream
from bot.domain.access.roles import Role
from bot.domain.chat import Chat
from bot.replies.reply import Pressed, Reply
from bot.replies.texts import say
from corpus.language import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `answers` is the id of the bot's message that it replies to, None if it replies to none.

    `id` is its own id, the same when it is edited; None where messages have none. `stream` is shown the answer while it
    is written. `command` is the name of the command whose argument the text is, or empty; `declared_safe` means that
    the person said that nobody is in danger, whatever the words look like. `media` is the type of what the text is the
    caption of ("photo", "voice", "document", "video"), empty for a text alone; `is_forwarded` means that the person
    passes on what somebody wrote.
    """

    text: str
    answers: int | None = None
    id: int | None = None
    stream: AnswerStream[Reply] = SILENT
    command: str = ""
    declared_safe: bool = False
    media: str = ""
    is_forwarded: bool = False


class IsSensitive(Protocol):
    """Detects texts that must not be stored."""

    def __call__(self, text: str, declared_safe: bool = False) -> bool:
        """Tell whether `text` tells of danger, unless it was `declared_safe`, or lists people."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command with a name in each language; both names work in both. `key` is that of its description in the texts.

    Who may use it, and where, stands in `bot.domain.access.permissions`. The client's menu shows it only if `listed`,
    and the help to no role above `last`. Its handler learns how many members the group has if it `counts_members`.
    """

    key: str
    names: Mapping[Language, str]
    listed: bool = True
    last: Role = "admin"
    counts_members: bool = False

    @classmethod
    def of(
        cls, french: str, english: str, listed: bool = True, last: Role = "admin", counts_members: bool = False
    ) -> Command:
        """Return the command with these two names, described under the English one.

        >>> Command.of("aide", "help").names["fr"]
        'aide'
        """
        return cls(english, {"fr": french, "en": english}, listed, last, counts_members)

    @property
    def action(self) -> str:
        """The command's name in the table of permissions."""
        return f"/{self.key}"

    @property
    def words(self) -> set[str]:
        """The names in both languages."""
        return {self.names[language] for language in LANGUAGES}


def inactive_button(language: Language) -> Pressed:
    """Return the notice that a button is no longer active."""
    return Pressed(notice=say(language, "notice.gone"))


class ChatHandler:
    """One part of the conversation, independent of the others. Every method is safe to call from several threads.

    `commands` are those that it answers; `actions` are the first parts, before the colon, of its buttons' actions. They
    are called only for who may use them (`bot.domain.access.permissions`).
    """

    commands: tuple[Command, ...] = ()
    actions: frozenset[str] = frozenset()

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Answer the command with this key."""
        raise NotImplementedError(key)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Act on a button "action:argument", which may be forged or long out of date."""
        raise NotImplementedError(action)

    def preempt(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a message, or the argument of a command, before any handler takes it; None leaves it to them."""
        return None

    def halt(self, chat: Chat, answers: int | None) -> Reply | None:
        """Stop what is about to be sent from the chat, for who stops in reply to `answers`; None if nothing is."""
        return None

    def observe(self, chat: Chat, text: str) -> None:
        """Note what came with a stop, without an answer; called before `reset`."""

    def fallback(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a message that needs an answer even when the database has failed; None for all others."""
        return None

    def reset(self, chat: Chat) -> None:
        """Forget the context of the chat and expect nothing more from it."""

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a message; None leaves it to the next handler."""
        return None

    def refuse(self, chat: Chat, message: Message) -> Reply | None:
        """Answer a photo, a file or a voice message that can't do what it was sent for; None if this is no such one.

        Its caption is the text of `message`, empty if it has none.
        """
        return None

    def handle_start(self, chat: Chat, argument: str) -> Reply | None:
        """Answer /start with an argument, such as a code; None leaves it to the next handler."""
        return None

    def tick(self) -> None:
        """Do what is due; called about once a minute where the bot can send messages of its own accord.

        Of several processes on one database the one that leads is called.
        """

    def decorate(self, chat: Chat, reply: Reply) -> Reply:
        """Return `reply`, a greeting or a logged answer, with what this handler adds to it."""
        return reply

    def accompany(self, chat: Chat, reply: Reply) -> Reply:
        """Return `reply`, which any handler gave to the message last offered to `preempt`, with what this one adds."""
        return reply
