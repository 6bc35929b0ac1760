"""The processes on one schema of a PostgreSQL server, each known by an advisory lock that it holds while it lives."""

from __future__ import annotations

from contextlib import suppress

import psycopg

from bot.storage.postgres_database import Connection
from bot.storage.postgres_session import postgres_errors
from bot.storage.replicas import Standing, new_worker

_LEADER = 1818583410  # of the advisory lock; the writers' lock has another one
_LEAD = "SELECT pg_try_advisory_lock(%s, hashtext(current_schema()))"
_CLASS = "hashtext('relais workers ' || current_schema())"
# Shared: the server may not know yet that an earlier connection of the same process is lost.
_JOIN = f"SELECT pg_advisory_lock_shared({_CLASS}, %s)"
_WORKERS = (
    "SELECT DISTINCT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2"  # noqa: S608 - a constant
    f" AND classid::bigint = ({_CLASS}::bigint & 4294967295)"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
# The server notices within half a minute that a process's machine is gone; of a process that dies it learns at once.
_WATCH = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}


class PostgresReplicas:
    """The processes on one schema (see the port `Replicas`).

    A process that has lost its connection learns it when it looks. Until then two may believe that they lead: what a
    leader does must do no harm if another one does it at the same time.
    """

    is_single = False

    def __init__(self, conninfo: str, worker: str = "") -> None:
        self._conninfo, self.worker = conninfo, worker or new_worker()
        self._connection: Connection | None = None
        self._leads = False

    def look(self) -> Standing:
        """Join if need be, and return the standing; the first process that looks while nobody leads does."""
        with postgres_errors():
            if self._connection is not None:
                try:
                    return self._standing(self._connection)
                except psycopg.Error:
                    self.leave()
            self._connection = self._join()
            return self._standing(self._connection)

    def leave(self) -> None:
        """Close the connection, and with it give up both locks."""
        connection, self._connection, self._leads = self._connection, None, False
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def _join(self) -> Connection:
        connection = psycopg.connect(self._conninfo, autocommit=True)
        try:
            for name, value in _WATCH.items():
                connection.execute("SELECT set_config(%s, %s, false)", [name, value])
            connection.execute(_JOIN, [int(self.worker)])
        except BaseException:
            connection.close()
            raise
        return connection

    def _standing(self, connection: Connection) -> Standing:
        if not self._leads:
            row = connection.execute(_LEAD, [_LEADER]).fetchone()
            self._leads = bool(row and row[0])
        workers = frozenset(str(number) for (number,) in connection.execute(_WORKERS).fetchall())
        return Standing(workers | {self.worker}, self._leads)
