"""A PostgreSQL server on a free port of loopback, run by an ordinary user and thrown away afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

_DEBIAN = Path("/usr/lib/postgresql")  # its programs are not on the PATH
_USER = "postgres"  # of Debian's package: the server refuses to be run by root
_QUICK = "-c fsync=off -c unix_socket_directories='' -c listen_addresses=127.0.0.1"
_SMALL = "-c max_wal_size=64MB -c min_wal_size=32MB"


def program(name: str) -> str | None:
    """Return the path of one of PostgreSQL's programs, of the newest version; None if it isn't installed."""
    found = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(name)


@dataclass(frozen=True)
class PostgresServer:
    """A server with its folder and port; whoever connects from this machine is trusted unless `secured`."""

    folder: Path
    port: int

    def url(self, schema: str = "public", user: str = _USER, password: str = "", database: str = "postgres") -> str:
        """Return the URL of a database, in which a schema of that name comes first."""
        word = f":{quote(password, safe='')}" if password else ""
        return f"postgresql://{user}{word}@127.0.0.1:{self.port}/{database}?options=-csearch_path%3D{schema}"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = f"{_QUICK} {_SMALL} -c port={self.port}"
        self._control("start", "-w", "-o", options, "-l", str(self.folder / "log"))

    def stop(self) -> None:
        """Stop the server at once: whoever is connected loses the connection."""
        self._control("stop", "-w", "-m", "immediate")

    def is_running(self) -> bool:
        """Tell whether the server runs."""
        return (self.folder / "data" / "postmaster.pid").exists()

    def run(self, sql: str) -> str:
        """Run statements as the superuser, and return what psql prints."""
        command = [program("psql") or "", self.url(), "-XAtq", "-c", sql]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def execute(self, statement: str) -> None:
        """Run a statement as the superuser, without a process for it."""
        import psycopg

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)

    def wait_until(self, condition: str, seconds: float = 20.0) -> None:
        """Wait until a query returns true."""
        for _ in range(round(seconds / 0.05)):
            if self.run(condition) == "t":
                return
            time.sleep(0.05)
        raise TimeoutError(condition)

    def require_password(self) -> None:
        """Ask every user but the superuser for a password."""
        rules = f"host all {_USER} 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (self.folder / "data" / "pg_hba.conf").write_text(rules)
        self._control("reload")

    def _control(self, *arguments: str) -> None:
        _run([program("pg_ctl") or "", "-D", str(self.folder / "data"), *arguments], self.folder)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Run a new server until the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="relais-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _USER, _USER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = PostgresServer(folder, port)
    initialize = [program("initdb") or "", "-A", "trust", "-U", _USER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    try:
        _run([*initialize, "-D", str(folder / "data")], folder)
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], folder: Path) -> None:
    """Run a program of the server in its folder, as an ordinary user."""
    other: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam(_USER)
        other = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **other)
