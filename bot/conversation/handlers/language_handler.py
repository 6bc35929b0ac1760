"""The language that a chat is answered in, and how a person chooses it."""

from __future__ import annotations

from bot.conversation.handler import ChatHandler, Command
from bot.domain.chat import Chat
from bot.replies.reply import Button, Paragraph, Pressed, Reply
from bot.replies.texts import say, sentence
from bot.storage.consultations import ChatLanguages
from corpus.language import LANGUAGES, Language


class LanguageHandler(ChatHandler):
    """Knows the language of each chat; answers /langue and /language."""

    commands = (Command.of("langue", "language", role="stranger"),)
    actions = frozenset({"language"})
    role = "stranger"

    def __init__(self, languages: ChatLanguages) -> None:
        self._languages = languages

    def of(self, chat: Chat) -> Language:
        """Return the chat's language: pinned or last heard, else the client's, else French."""
        return self._languages.get(chat.key)[0] or chat.hint or "fr"

    def is_pinned(self, chat: Chat) -> bool:
        """Tell whether the person chose the language, so that it holds whatever they write in."""
        return self._languages.get(chat.key)[1]

    def heard(self, chat: Chat, language: Language) -> None:
        """Remember the language that was last heard in a chat."""
        held, pinned = self._languages.get(chat.key)
        if not pinned and language != held:
            self._languages.set(chat.key, language, pinned=False)

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """Set the language that is named, or ask which."""
        wanted = argument.strip().lower()[:2]
        chosen = {"fr": "fr", "en": "en", "an": "en"}.get(wanted)  # "anglais"
        if chosen is None:
            language = self.of(chat)
            return Reply(language, (Paragraph(say(language, "language.ask")),), language_buttons())
        return self._set(chat, "fr" if chosen == "fr" else "en")

    def press(self, chat: Chat, action: str, argument: str) -> Pressed:
        """Set the language of the button."""
        for language in LANGUAGES:
            if argument == language:
                return Pressed(replies=(self._set(chat, language),))
        return Pressed(notice=say(self.of(chat), "notice.gone"))

    def _set(self, chat: Chat, language: Language) -> Reply:
        self._languages.set(chat.key, language, pinned=True)
        return sentence(language, "language.set")


def language_buttons() -> tuple[tuple[Button, ...], ...]:
    """Return one button a language, each in its own."""
    return (tuple(Button(say(language, f"language.{language}"), f"language:{language}") for language in LANGUAGES),)
