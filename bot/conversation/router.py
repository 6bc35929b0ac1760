"""The conversation, the same in every channel: each message, command and button goes to its handler.

A message passes the safe words, then each handler's `preempt`, then `handle`, in the order of `HANDLER_ORDER` in
`bot/container_conversation.py`. `/start`, `/help` and `/stop` are answered here.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from bot.answering.inquiry import SILENT, AnswerStream
from bot.answering.scope import Scope
from bot.conversation.answer_reply import examples
from bot.conversation.handler import ChatHandler, Command, Message, inactive_button
from bot.conversation.handlers.language_handler import LanguagePreference, language_buttons
from bot.conversation.help_reply import help_reply, offered, unknown_command
from bot.conversation.scope_reply import say_of
from bot.conversation.small_intents import LastStops, SafeWords
from bot.domain.access.permissions import Permissions, Place, Refusal, exists_for, row_of
from bot.domain.access.roles import Role
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence, texts
from bot.storage.transactions import StorageError
from corpus.language import Language
from index.errors import IndexFailure

_START, _HELP, _STOP = Command.of("start", "start"), Command.of("aide", "help"), Command.of("stop", "stop")
_NO_SAFE_WORDS, _NO_TEAMS = SafeWords(), Permissions()

_log = logging.getLogger(__name__)


def _shipped(chat: Chat) -> None:
    """Return no scope: the texts are the shipped cards."""


class Conversation:
    """Answers chats; safe to call from several threads at once for different chats.

    A message goes to the first of `handlers` that takes it; the last one must take every message. `warm_up` loads what
    the first answer needs. A message that is one of `safe_words` does what /stop does, before any handler sees it.
    Each message and button is answered inside a block of `caching`, which reads each row from the database once.
    `scope` returns what the texts are about that a chat may read, None for the shipped cards. `permissions` decide on
    every command and button.
    """

    def __init__(
        self,
        handlers: Sequence[ChatHandler],
        preference: LanguagePreference,
        warm_up: Callable[[], None],
        safe_words: SafeWords = _NO_SAFE_WORDS,
        caching: Callable[[], AbstractContextManager[None]] = nullcontext,
        scope: Callable[[Chat], Scope | None] = _shipped,
        permissions: Permissions = _NO_TEAMS,
        answer_unlogged: Callable[[Chat, str], Reply] | None = None,
    ) -> None:
        self._answer_unlogged = answer_unlogged
        self._handlers, self.preference, self.warm_up, self._safe_words = handlers, preference, warm_up, safe_words
        self._stops, self._caching, self._scope, self._permissions = LastStops(), caching, scope, permissions
        handled = [(handler, command) for handler in handlers for command in handler.commands]
        self._offered = [_START, _HELP, _STOP, *(command for _, command in handled)]
        self._commands = {word: (handler, command) for handler, command in handled for word in command.words}
        self._actions = {action: handler for handler in handlers for action in handler.actions}

    def start(self, chat: Chat, argument: str = "") -> Reply:
        """Return the greeting with examples and language buttons, or the answer to an argument such as a code."""
        self.preference.note_client(chat)
        if argument:
            for handler in self._handlers:
                if (reply := handler.handle_start(chat, argument)) is not None:
                    return reply
            if (reply := self._preempted(chat, Message(argument))) is not None:
                return reply
        language = self.language_of(chat)
        paragraphs = [Paragraph(say(language, "start.title"), "title")]
        scope = self._scope(chat)
        paragraphs += [Paragraph(say_of(scope, language, f"start.{name}")) for name in ("body", "limits")]
        paragraphs.append(
            Paragraph(say_of(scope, language, "start.try") if chat.is_private else say(language, "start.try_in_group"))
        )
        return self._decorated(chat, Reply(language, (*paragraphs, *examples(language, scope)), language_buttons()))

    def command(self, chat: Chat, name: str, argument: str = "") -> Reply:
        """Answer a command by its French or English name; an unknown one gets the help, in a group one line.

        An argument is first checked for danger, like any message.
        """
        if name in _STOP.words:
            return self.stop(chat, argument)
        if argument:
            return self.answer(chat, Message(argument, command=name))
        with self._caching():
            return self._run_command(chat, name, argument)

    def stop(self, chat: Chat, text: str = "", answers: int | None = None) -> Reply:
        """Reset every handler for the chat; a `text` that came with the stop is checked for danger, but not answered.

        `answers` is the id of the bot's message that the stop replies to, if any: what it announces is stopped first.
        The reply to a stop that is repeated within seconds has no paragraphs.
        """
        if text:
            for handler in self._handlers:
                handler.observe(chat, text)
        halted = [reply for handler in self._handlers if (reply := handler.halt(chat, answers)) is not None]
        for handler in self._handlers:
            handler.reset(chat)
        if halted:
            return replace(halted[0], clears=True)
        language = self.language_of(chat)
        paragraphs = () if self._stops.is_repeated(chat.member_key) else (Paragraph(say(language, "stop.done")),)
        return Reply(language, paragraphs, clears=True)

    def fallback(self, chat: Chat, text: str) -> Reply | None:
        """Answer a message that tells of danger after answering has failed; None for all others."""
        found = (handler.fallback(chat, Message(text)) for handler in self._handlers)
        return next((reply for reply in found if reply is not None), None) if text else None

    def is_stop(self, name: str, text: str) -> bool:
        """Tell whether the command `name`, or without one the message `text`, asks to stop."""
        return name in _STOP.words if name else self._safe_words.match(text)

    def ask(
        self,
        chat: Chat,
        text: str,
        answers: int | None = None,
        identity: int | None = None,
        stream: AnswerStream[Reply] = SILENT,
        *,
        media: str = "",
        is_forwarded: bool = False,
    ) -> Reply:
        """Answer the message `identity`; `answers` is the id of the bot's message that it replies to, if any.

        `stream` is shown the answer while it is written, where that takes time. `media` is the type of what the text is
        the caption of, if it is one.
        """
        if self._safe_words.match(text):
            return self.stop(chat, answers=answers)
        message = Message(text, answers, identity, stream, media=media, is_forwarded=is_forwarded)
        return self.answer(chat, message)

    def answer(self, chat: Chat, message: Message) -> Reply:
        """Answer a message, or a command by its name and what came with it.

        If the database fails, a question is answered from the texts all the same, without a log. A failure that passes
        is raised, unless someone is in danger: the channel has the message again.
        """
        try:
            with self._caching():
                return self._answer(chat, message)
        except StorageError as error:
            if (reply := self.fallback(chat, message.text)) is None:
                if error.is_temporary:
                    raise
                reply = self.answer_unlogged(chat, message)
            _log.error("A message was answered without the database: %s", error)
            return reply

    def press(self, chat: Chat, action: str) -> Pressed:
        """Act on a button; for one that no handler has, or that the role may not use, return a notice.

        A notice also tells that the database failed; a failure that passes is raised.
        """
        name, _, argument = action.partition(":")
        handler, refusal = self._actions.get(name), self._permissions.refusal(chat, action)
        if handler is None or refusal:
            return self._refused(chat, action, refusal)
        try:
            with self._caching():
                return handler.press(chat, name, argument)
        except StorageError as error:
            if error.is_temporary:
                raise
            _log.error("A button can't be acted on: %s", error)
            return Pressed(notice=say(self.language_of(chat), "error.storage"))

    def unsupported(self, chat: Chat, kind: str, answers: int | None = None, identity: int | None = None) -> Reply:
        """Return the notice that only text is understood and nothing was kept; `answers` and `identity` as in `ask`."""
        if (reply := self._refused_media(chat, Message("", answers, identity, media=kind))) is not None:
            return reply
        language = self.language_of(chat)
        known = texts(language)["unsupported"]
        return Reply(language, (Paragraph(known.get(kind, known["other"])),))

    def apology(self, chat: Chat, error: Exception | None = None) -> Reply:
        """Return the apology for a failure, with nothing technical in it."""
        kind = (
            "storage" if isinstance(error, StorageError) else "texts" if isinstance(error, IndexFailure) else "apology"
        )
        return sentence(self.language_of(chat), f"error.{kind}")

    def refusal(self, chat: Chat, text: str) -> Reply:
        """Return the notice that a message can't be taken now; one that tells of danger is answered all the same."""
        return self.fallback(chat, text) or sentence(self.language_of(chat), "error.refused")

    def late_notice(self, chat: Chat) -> str:
        """Return the first paragraph of a late answer."""
        return say(self.language_of(chat), "error.late")

    def writing_notice(self, language: Language) -> Reply:
        """Return the notice that an answer in `language` is being written, with the button that stops it."""
        stop = Button(say(language, "buttons.stop"), "stop:")
        return Reply(language, (Paragraph(say(language, "answer.writing")),), ((stop,),))

    def command_names(self, role: Role = "admin") -> frozenset[str]:
        """Return every name of a command that exists for `role`, listed or not, in both languages."""
        return frozenset(
            word for command in self._offered if exists_for(role, command.action) for word in command.words
        )

    def counts_members(self, name: str) -> bool:
        """Tell whether the command `name` needs to know how many members a group has."""
        return name in self._commands and self._commands[name][1].counts_members

    def commands(self, language: Language, role: Role = "everyone", place: Place = "private") -> list[tuple[str, str]]:
        """Return the names and descriptions of the commands for the client's menu, as those of `role` see it."""
        return [
            (command.names[language], texts(language)["commands"][command.key])
            for command in offered(self._offered, role, [place])
            if command.listed
        ]

    def tick(self) -> None:
        """Call `tick` of every handler; raise the first failure once all were called."""
        failed: list[Exception] = []
        for handler in self._handlers:
            try:
                handler.tick()
            except Exception as error:  # noqa: BLE001 - raised below, once all were called
                failed.append(error)
        if failed:
            raise failed[0]

    def description(self, language: Language) -> tuple[str, str]:
        """Return the bot's long (at most 512 characters) and short (at most 120) description."""
        scope = self._scope(Chat(""))
        return say_of(scope, language, "description.long"), say_of(scope, language, "description.short")

    def language_of(self, chat: Chat) -> Language:
        """Return the chat's language: pinned or last used, else the client's, else French."""
        return self.preference.of(chat)

    def answer_unlogged(self, chat: Chat, message: Message) -> Reply:
        """Answer a question from the texts alone; commands and people without access are told that it failed."""
        if self._answer_unlogged is None or message.command or not message.text or chat.role == "stranger":
            return sentence(self.language_of(chat), "error.storage")
        reply = self._answer_unlogged(chat, message.text)
        return reply.extended(Paragraph(say(reply.language, "error.unkept")))

    def _answer(self, chat: Chat, message: Message) -> Reply:
        self._stops.clear(chat.member_key)
        if (reply := self._preempted(chat, message)) is not None:
            return reply
        if message.command:
            return self._accompanied(chat, self._run_command(chat, message.command, message.text))
        if message.media and (reply := self._refused_media(chat, message)) is not None:
            return reply
        reply = next(reply for handler in self._handlers if (reply := handler.handle(chat, message)))
        reply = _told_apart(message, reply)
        return self._accompanied(chat, self._decorated(chat, reply) if reply.consultation else reply)

    def _run_command(self, chat: Chat, name: str, argument: str) -> Reply:
        self._stops.clear(chat.member_key)
        handler, command = self._commands.get(name, (None, None))
        language, refusal = self.language_of(chat), self._permissions.refusal(chat, command.action if command else "")
        if handler and command and refusal is None:
            return handler.command(chat, command.key, argument)
        if command and refusal == "place" and (row := row_of(command.action)):
            return sentence(language, row.elsewhere)
        answer = help_reply if name in _HELP.words else unknown_command
        return answer(chat, language, self._offered, self._permissions)

    def _refused(self, chat: Chat, action: str, refusal: Refusal | None) -> Pressed:
        """Return the notice for a button that does nothing for the person; one of colleagues says whose it is."""
        language, row = self.language_of(chat), row_of(action)
        if refusal != "role" or row is None or row.allows("everyone"):
            return inactive_button(language)
        return Pressed(notice=say(language, "notice.for_staff" if row.allows("staff") else "notice.for_admins"))

    def _preempted(self, chat: Chat, message: Message) -> Reply | None:
        found = (handler.preempt(chat, message) for handler in self._handlers)
        return next((reply for reply in found if reply is not None), None)

    def _refused_media(self, chat: Chat, message: Message) -> Reply | None:
        found = (handler.refuse(chat, message) for handler in self._handlers)
        return next((reply for reply in found if reply is not None), None)

    def _decorated(self, chat: Chat, reply: Reply) -> Reply:
        for handler in self._handlers:
            reply = handler.decorate(chat, reply)
        return reply

    def _accompanied(self, chat: Chat, reply: Reply) -> Reply:
        for handler in self._handlers:
            reply = handler.accompany(chat, reply)
        return reply


def _told_apart(message: Message, reply: Reply) -> Reply:
    """Return the reply with what it is about: the words of somebody else; the words alone, not what they came with."""
    if reply.is_urgent:
        return reply
    if message.is_forwarded and reply.consultation:
        reply = replace(reply, paragraphs=(Paragraph(say(reply.language, "forwarded.lead")), *reply.paragraphs))
    if not message.media:
        return reply
    known = texts(reply.language)["unread"]
    return reply.extended(Paragraph(known.get(message.media, known["other"])))
