"""The language of a chat: detected, or chosen by command or button, and stored."""

from __future__ import annotations

import re

from bot.conversation.handler import ChatHandler, Command, inactive_button
from bot.domain.access.roles import may
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence
from bot.storage.consultations import ChatLanguages
from bot.storage.transactions import StorageError
from corpus.language import LANGUAGES, Language
from corpus.word_list import word_lists

_LISTS = word_lists("languages")
_NAMES: dict[Language, re.Pattern[str]] = {
    "fr": re.compile(_LISTS["french"].alternation()),
    "en": re.compile(_LISTS["english"].alternation()),
}


class LanguagePreference:
    """The language of each chat: chosen by the person, or that of the last message."""

    def __init__(self, languages: ChatLanguages) -> None:
        self._languages = languages

    def of(self, chat: Chat) -> Language:
        """Return the chat's language: pinned or last used, else the client's, else French.

        A database that can't be read is as good as none: an apology for it has to have a language too.
        """
        try:
            return self._languages.get(chat.key)[0] or chat.hint or "fr"
        except StorageError:
            return chat.hint or "fr"

    def is_pinned(self, chat: Chat) -> bool:
        """Tell whether the person chose the language, so that it stays whatever language they write in."""
        return self._languages.get(chat.key)[1]

    def remember(self, chat: Chat, language: Language) -> None:
        """Keep the language that was used last in a chat, unless the person chose one."""
        known, pinned = self._languages.get(chat.key)
        if not pinned and language != known:
            self._languages.set(chat.key, language, pinned=False)

    def note_client(self, chat: Chat) -> None:
        """Keep the client's language of a colleague of whom no other is known: the bot writes to them unasked."""
        if chat.hint and chat.is_private and may(chat.role, "staff") and self._languages.get(chat.key)[0] is None:
            self._languages.set(chat.key, chat.hint, pinned=False)

    def pin(self, chat: Chat, language: Language) -> None:
        """Keep the language that the person chose."""
        self._languages.set(chat.key, language, pinned=True)


class LanguageHandler(ChatHandler):
    """Answers /langue and /language."""

    commands = (Command.of("langue", "language"),)
    actions = frozenset({"language"})

    def __init__(self, preference: LanguagePreference) -> None:
        self._preference = preference

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Set the language that is named, or ask for one."""
        chosen = _named(argument)
        if chosen is None:
            language = self._preference.of(chat)
            return Reply(language, (Paragraph(say(language, "language.ask")),), language_buttons())
        return self._set(chat, chosen)

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Set the language of the button."""
        for language in LANGUAGES:
            if argument == language:
                return Pressed(replies=(self._set(chat, language),))
        return inactive_button(self._preference.of(chat))

    def _set(self, chat: Chat, language: Language) -> Reply:
        self._preference.pin(chat, language)
        return sentence(language, "language.set")


def language_buttons() -> tuple[tuple[Button, ...], ...]:
    """Return one button a language, each in its own."""
    return (tuple(Button(say(language, f"language.{language}"), f"language:{language}") for language in LANGUAGES),)


def _named(text: str) -> Language | None:
    """Return the language that `text` names in either language, whole or by its first letters; else None.

    >>> _named("anglais"), _named("Fr"), _named("deutsch")
    ('en', 'fr', None)
    """
    wanted = text.strip().lower()
    return next((language for language, names in _NAMES.items() if names.match(wanted)), None)
