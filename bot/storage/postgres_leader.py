"""One process among several that does what only one may do, such as asking Telegram for updates."""

from __future__ import annotations

from contextlib import suppress

import psycopg

from bot.storage.postgres_database import Connection
from bot.storage.postgres_session import postgres_errors

_CLASS = 1818583410  # of the advisory lock; the writers' lock has another one
_TRY = "SELECT pg_try_advisory_lock(%s, hashtext(current_schema()))"
_HOLD = "SELECT count(*) = 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND pid = pg_backend_pid()"
# The server notices within half a minute that the leader's machine is gone; of a process that dies it learns at once.
_WATCH = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}


class PostgresLeader:
    """A claim to lead, held by an advisory lock for as long as one connection lives. Not for several threads.

    A process that has lost its connection leads no longer, and learns it when it asks: it must ask again before each
    thing that only a leader may do.
    """

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._connection: Connection | None = None

    def is_leader(self) -> bool:
        """Tell whether this process leads; if no other one does, it leads from now on. Raise ServerError."""
        with postgres_errors():
            if self._connection is not None:
                try:
                    return self._ask(self._connection, _HOLD)
                except psycopg.Error:
                    self.resign()
            return self._stand()

    def resign(self) -> None:
        """Let another process lead."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _stand(self) -> bool:
        """Connect, and keep the connection if nobody else holds the lock."""
        connection = psycopg.connect(self._conninfo, autocommit=True)
        try:
            for name, value in _WATCH.items():
                connection.execute("SELECT set_config(%s, %s, false)", [name, value])
            if self._ask(connection, _TRY):
                self._connection = connection
        finally:
            if self._connection is not connection:
                connection.close()
        return self._connection is connection

    @staticmethod
    def _ask(connection: Connection, query: str) -> bool:
        row = connection.execute(query, [_CLASS]).fetchone()
        return bool(row and row[0])
