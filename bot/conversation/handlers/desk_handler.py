"""The link to the desk, for the staff: /bureau and /desk."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation.handler import ChatHandler, Command
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.domain.chat import Chat
from bot.replies.reply import Paragraph, Reply
from bot.replies.texts import say


class DeskHandler(ChatHandler):
    """Answers /bureau and /desk with a link that signs in once; `link_for` makes it.

    Without a public address the link opens on the machine of the installation alone, `is_local`.
    """

    commands = (Command.of("bureau", "desk"),)

    def __init__(self, link_for: Callable[[Chat], str], preference: LanguagePreference, is_local: bool) -> None:
        self._link_for, self._preference, self._is_local = link_for, preference, is_local

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Return a new link; an earlier one ends."""
        language = self._preference.of(chat)
        self._preference.remember(chat, language)  # in which the desk opens
        texts = (say(language, "desk.link"), self._link_for(chat), say(language, "desk.once"))
        local = (say(language, "desk.local"),) if self._is_local else ()
        return Reply(language, tuple(map(Paragraph, (*texts, *local))))
