"""The composition root: wires settings, corpus, index, log and conversation together, in visible order."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.advice.advisor import Advisor
from bot.chat.conversation import Conversation
from bot.chat.questions import Questions
from bot.chat.reference import Reference
from bot.chat.tongue import Tongue
from bot.model.endpoint import Endpoint
from bot.records.consultation import ChatLanguages, ConsultationLog
from bot.records.database import Database, open_database
from bot.records.outbox import Outbox
from bot.settings import Settings, prepare_home
from corpus.collection import read_corpus
from index.library import Library

if TYPE_CHECKING:
    from bot.model.client import ModelClient


def open_library(settings: Settings) -> Library:
    """Return the library for `settings`. Raise CorpusError or SettingsError."""
    home = prepare_home(settings.home)
    return Library(read_corpus(settings.corpus), home, settings.chroma_url, settings.embedding_model)


def open_log(settings: Settings) -> Database:
    """Return the database for `settings`, below its home."""
    return open_database(prepare_home(settings.home) / "relais.db")


def open_model(setting: str, settings: Settings) -> ModelClient | None:
    """Return the language model that `setting` names as provider:model; None for nothing.

    Raise SettingsError if it can't be had.
    """
    if not setting:
        return None
    from bot.model.client import ModelClient

    return ModelClient(Endpoint.of(setting, settings.model_base_url), settings.model_key.get_secret_value())


def open_conversation(settings: Settings, library: Library, database: Database) -> Conversation:
    """Return the conversation that terminal and Telegram share: its rooms, in the order in which they are asked."""
    advisor = Advisor(library)
    tongue = Tongue(ChatLanguages(database))
    memory = timedelta(minutes=settings.context_minutes)
    rooms = (
        Reference(library, tongue),
        tongue,
        Questions(advisor, library, ConsultationLog(database), tongue, memory),
    )
    return Conversation(rooms, tongue, advisor.warm_up)


def serve(settings: Settings, conversation: Conversation, database: Database) -> None:
    """Serve Telegram by long polling until the process is told to stop. Raise SettingsError for a refused token."""
    from bot.records.keys import ChatKeys, load_secret
    from bot.telegram import application

    application.serve(settings, conversation, database, ChatKeys(load_secret(settings.home)), Outbox(database))
