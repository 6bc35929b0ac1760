"""The language that a chat is answered in; every handler asks for it here."""

from __future__ import annotations

from bot.domain.chat import Chat
from bot.storage.consultations import ChatLanguages
from corpus.language import Language


class LanguagePreference:
    """Each chat's language, chosen by the person or taken from what was written last."""

    def __init__(self, languages: ChatLanguages) -> None:
        self._languages = languages

    def of(self, chat: Chat) -> Language:
        """Return the chat's language: pinned or last used, else the client's, else French."""
        return self._languages.get(chat.key)[0] or chat.hint or "fr"

    def is_pinned(self, chat: Chat) -> bool:
        """Tell whether the person chose the language, so that it holds whatever they write in."""
        return self._languages.get(chat.key)[1]

    def remember(self, chat: Chat, language: Language) -> None:
        """Keep the language that was used last in a chat, unless the person chose one."""
        known, pinned = self._languages.get(chat.key)
        if not pinned and language != known:
            self._languages.set(chat.key, language, pinned=False)

    def pin(self, chat: Chat, language: Language) -> None:
        """Keep the language that the person chose."""
        self._languages.set(chat.key, language, pinned=True)
