"""Connect to a PostgreSQL server: the URL, the requirements, the pool of connections."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from bot.storage.postgres_database import Connection, PostgresDatabase
from bot.storage.postgres_replicas import PostgresReplicas
from bot.storage.postgres_schema import bring_up_to_date
from bot.storage.postgres_session import described
from bot.storage.transactions import ServerError

OLDEST_VERSION = 15
CONNECTIONS = 10  # of one process; the server's own limit is 100 unless it was raised
WAIT_SECONDS = 10.0  # for a connection: so long a restart of the server may take
LOCK_SECONDS = 30.0  # for the transaction of another process that writes
IDLE_SECONDS = 60.0  # amid a transaction: a process that hangs keeps no other one from writing for longer
# libpq's own parameters; those in the URL go before them. A connection that is dead is noticed within a minute.
_DEFAULTS: dict[str, str | int] = {
    "application_name": "relais",
    "connect_timeout": 5,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


def open_postgres(url: str) -> PostgresDatabase:
    """Connect to the server at `url`, and bring the schema up to date.

    Raise ServerError if the URL is none, the server is not there, refuses or doesn't do; NewerSchemaError if a newer
    version of Relais wrote the database. No text holds the password.
    """
    parameters = _parameters(url)
    _examine(parameters)
    database = PostgresDatabase(_pool(make_conninfo("", **parameters)))
    try:
        with database.write() as db:
            bring_up_to_date(db)
    except BaseException:
        database.close()
        raise
    return database


def replicas_at(url: str, worker: str = "") -> PostgresReplicas:
    """Return the processes on a database, this one being `worker`. Raise ServerError if the URL is none."""
    return PostgresReplicas(make_conninfo("", **_parameters(url)), worker)


def _parameters(url: str) -> dict[str, Any]:
    """Return the connection's parameters. psycopg's own error would quote the URL, password included."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.Error:
        raise ServerError("the address of the database is no PostgreSQL URL", "url") from None
    return {**_DEFAULTS, **given}


def _examine(parameters: dict[str, Any]) -> None:
    """Connect once. Raise ServerError if that fails, or if the server is too old or doesn't store all characters."""
    try:
        with psycopg.connect(make_conninfo("", **parameters)) as connection:
            version, encoding = connection.info.server_version // 10_000, _encoding(connection)
    except psycopg.Error as error:
        raise ServerError(*_refusal(error, parameters)) from None
    if version < OLDEST_VERSION:
        raise ServerError(
            f"the server is PostgreSQL {version}, and {OLDEST_VERSION} is the oldest that does", "version"
        )
    if encoding != "UTF8":
        raise ServerError(f"the database has the encoding {encoding}, and UTF8 is needed", "encoding")


def _encoding(connection: Connection) -> str:
    row = connection.execute("SHOW server_encoding").fetchone()
    return str(row[0]) if row else ""


def _refusal(error: psycopg.Error, parameters: dict[str, Any]) -> tuple[str, Any]:
    """Return the text and the fault of a connection that failed, with libpq's reason but without the password.

    libpq tells no SQLSTATE of a refusal; that the server answered at all is what tells it from one that is not there.
    """
    if error.sqlstate:
        return described(error)
    told = [line for line in str(error).splitlines() if line and not line.startswith("\t")]  # libpq indents its hints
    reason = told[-1].rpartition(" failed: ")[2]
    if password := parameters.get("password"):
        reason = reason.replace(str(password), "(hidden)")
    place = f"{parameters.get('host', 'localhost')}:{parameters.get('port', 5432)}"
    answered = "FATAL" in reason or bool(error.pgconn and error.pgconn.used_password)
    return f"{place}: {reason}", "refused" if answered else "unreachable"


def _pool(conninfo: str) -> ConnectionPool[Connection]:
    """Return a pool that opens connections when they are needed, and hands out none that is dead.

    A connection that can't be made is given up soon, and tried anew by the next one who needs one.
    """
    return ConnectionPool(
        conninfo,
        kwargs={"autocommit": True},
        min_size=0,
        max_size=CONNECTIONS,
        timeout=WAIT_SECONDS,
        reconnect_timeout=WAIT_SECONDS / 5,
        configure=_configure,
        check=ConnectionPool.check_connection,
        name="relais",
        open=True,
    )


def _configure(connection: Connection) -> None:
    for name, seconds in (("lock_timeout", LOCK_SECONDS), ("idle_in_transaction_session_timeout", IDLE_SECONDS)):
        connection.execute("SELECT set_config(%s, %s, false)", [name, str(round(1000 * seconds))])
