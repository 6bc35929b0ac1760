"""The room with real checks, and nothing else, as a process of its own: for tests that kill it."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import SecretStr

from bot import logs
from bot.conversation.handler import ChatHandler
from bot.conversation.handlers.checks.check_handler import CheckHandler
from bot.conversation.handlers.language_handler import LanguageHandler
from bot.conversation.language_preference import LanguagePreference
from bot.conversation.message import Message
from bot.conversation.router import Conversation
from bot.domain.chat import Chat
from bot.domain.checks.check import CheckLog
from bot.replies.reply import Paragraph, Reply
from bot.safety.contacts import Contacts
from bot.storage.consultations import ChatLanguages, ConsultationLog
from bot.storage.database import Database, open_database
from bot.storage.keys import ChatKeys, load_secret
from bot.telegram.application import serve, wire
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from tests.support.bot_process import Settings

DANGER = "au secours"


class Others(ChatHandler):
    """Stands for every other room."""

    def handle(self, chat: Chat, message: Message) -> Reply:
        """Say that it has the message."""
        return Reply("fr", (Paragraph("autre salle"),))


def guided(database: Database) -> Conversation:
    """Return a conversation of checks; a cry for help raises the alarm."""
    preference = LanguagePreference(ChatLanguages(database))
    log = ConsultationLog(database)
    handler = CheckHandler(
        read_corpus(BUNDLED_CORPUS), CheckLog(database), log, preference, lambda text: DANGER in text, Contacts()
    )
    return Conversation((LanguageHandler(preference), handler, Others()), preference, lambda: None)


def main(token: str, url: str, home: Path) -> None:
    """Serve until told to stop, or killed."""
    logs.configure("INFO")
    database = open_database(home / "relais.sqlite")
    settings = Settings(SecretStr(token), url, home)
    serve(wire(settings, guided(database), database, ChatKeys(load_secret(home))))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
