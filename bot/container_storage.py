"""The database and what is kept in it, for the settings: the part of the composition root that all others stand on."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from bot.home import prepare_home

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from bot.clock import Clock
    from bot.monitoring.counters import Counters
    from bot.settings import Settings
    from bot.storage.consultations import ChatLanguages, ConsultationLog
    from bot.storage.database import Database
    from bot.storage.key_fingerprint import KeyFingerprint
    from bot.storage.keys import ChatKeys
    from bot.storage.outbox import Outbox
    from bot.storage.replicas import Replicas
    from bot.storage.sent_messages import SentExchanges
    from index.shared_index import SharedStorage


class StorageServices:
    """The parts that keep what is stored, for `settings`; as a context manager it closes its database at the end.

    Each of `parts` replaces the part of that name, so that a test swaps one and gets the others as production has them.
    Raise TypeError for a name that no part has.
    """

    def __init__(self, settings: Settings, **parts: Any) -> None:
        if unknown := [name for name in parts if not hasattr(type(self), name)]:
            raise TypeError(f"{type(self).__name__} has no part {', '.join(unknown)}")
        self.settings = settings
        self.__dict__.update(parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database if it was opened."""
        if "database" in self.__dict__:
            self.database.close()

    @cached_property
    def clock(self) -> Clock:
        """The clock by which cases fall due and personal data expires."""
        from bot.clock import now

        return now

    @cached_property
    def counters(self) -> Counters:
        """What this process counts of its answers and of Telegram's limits."""
        from bot.monitoring.counters import Counters

        return Counters()

    # --- storage ------------------------------------------------------------------------------------------

    @cached_property
    def home(self) -> Path:
        """The state folder, created if needed. Raise SettingsError if it can't be written."""
        return prepare_home(self.settings.home)

    @cached_property
    def database(self) -> Database:
        """The database: an SQLite file in the state folder, or on the PostgreSQL server of the settings."""
        from bot.storage.database import open_database

        return open_database(self.settings.database_url.get_secret_value() or self.home / "relais.db")

    @cached_property
    def shared_storage(self) -> SharedStorage | None:
        """What machines with one Chroma server and one PostgreSQL database share of the index; None without these."""
        if not (self.settings.chroma_url and self.settings.database_url.get_secret_value()):
            return None
        from bot.storage.document_rows import DocumentRows, QuestionTextRow
        from bot.storage.index_records import DatabaseIndexRecords
        from index.shared_index import SharedStorage

        documents = DocumentRows(self.database, self.home / "index" / "originals")
        return SharedStorage(
            DatabaseIndexRecords(self.database, self.clock), documents, partial(QuestionTextRow, self.database)
        )

    @cached_property
    def replicas(self) -> Replicas:
        """The processes that serve the database: several on a server, one on a file."""
        if url := self.settings.database_url.get_secret_value():
            from bot.storage.postgres_connection import replicas_at

            return replicas_at(url)
        from bot.storage.replicas import SingleProcess

        return SingleProcess()

    @cached_property
    def keys(self) -> ChatKeys:
        """The keyed hashes that stand for chats and people; the secret is read once."""
        from bot.storage.keys import ChatKeys, load_secret, read_secret

        given = self.settings.secret_key_file
        return ChatKeys(read_secret(given) if given else load_secret(self.home))

    @cached_property
    def key_fingerprint(self) -> KeyFingerprint:
        """The secret key that the database was written with, beside the one here."""
        from bot.storage.key_fingerprint import KeyFingerprint

        return KeyFingerprint(self.database, self.keys, self.clock)

    @cached_property
    def outbox(self) -> Outbox:
        """The queue of messages that the running bot sends on its own."""
        from bot.storage.outbox import Outbox

        return Outbox(self.database, worker=self.replicas.worker)

    @cached_property
    def chat_languages(self) -> ChatLanguages:
        """The language of each chat."""
        from bot.storage.consultations import ChatLanguages

        return ChatLanguages(self.database)

    @cached_property
    def consultations(self) -> ConsultationLog:
        """The log of questions and answers."""
        from bot.storage.consultations import ConsultationLog

        return ConsultationLog(self.database, self.counters.count)

    @cached_property
    def sent_exchanges(self) -> SentExchanges:
        """The exchange that each message in a chat belongs to."""
        from bot.storage.sent_messages import SentExchanges

        return SentExchanges(self.database)
