"""What the bot knows, to look up: its sources and its glossary."""

from __future__ import annotations

from bot.chat.chat import Chat
from bot.chat.glossing import explain
from bot.chat.replies import Paragraph, Reply
from bot.chat.room import Command, Room
from bot.chat.tongue import Tongue
from bot.chat.wording import say
from corpus.language import Language
from index.library import Library


class Reference(Room):
    """Answers /sources, and /glossaire or /glossary."""

    commands = (Command.of("sources", "sources"), Command.of("glossaire", "glossary"))

    def __init__(self, library: Library, tongue: Tongue) -> None:
        self._library, self._tongue = library, tongue

    def command(self, chat: Chat, key: str, argument: str) -> Reply:
        """List the sources, or explain the word that is asked for."""
        language = self._tongue.of(chat)
        if key == "glossary":
            return explain(self._library.corpus.glossary, argument, language)
        body = "\n".join(f"• {line}" for line in self._lines(language)) or say(language, "sources.none")
        return Reply(language, (Paragraph(say(language, "sources.title"), "title"), Paragraph(body)))

    def _lines(self, language: Language) -> list[str]:
        undated, added = say(language, "answer.undated"), say(language, "answer.added")
        return [
            say(language, "sources.line", owner=s.owner, title=s.title[language], date=s.date or undated)
            for s in self._library.corpus.sources.values()
        ] + [
            say(language, "sources.document", owner=d.owner or added, title=d.title)
            for d in self._library.shelf.documents()
        ]
