"""Examine the disk, the database and the clock: what keeps the bot from keeping anything."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import now
from bot.container_reports import ReportServices
from bot.examination.finding import FaultFound
from index.statement import Statement, state

_SCARCE = 200_000_000  # bytes: a build of the index and a month of log fit into more
_AHEAD = timedelta(minutes=5)  # clocks of two machines may differ by seconds
_LAST = (
    "SELECT max(last) FROM"
    " (SELECT max(received) AS last FROM updates UNION SELECT max(at) FROM consultations) AS records"
)


def disk(home: Path) -> Statement:
    """Return the room on the disk of `home`.

    Raise OSError if nothing can be written there, FaultFound if little is left.
    """
    with tempfile.TemporaryFile(dir=home) as file:
        file.write(b"\0" * 4096)
        file.flush()
    free = shutil.disk_usage(home).free
    if free < _SCARCE:
        raise FaultFound(state("storage.disk_is_full", megabytes=free // 1_000_000))
    return state("storage.disk", gigabytes=free / 1e9)


def database(container: ReportServices) -> Statement:
    """Return the place of the database, and the limits of erasing there.

    Raise StorageError if it is damaged or locked, or can't be written.
    """
    container.database.examine()
    with container.database.read() as db:
        count = db.count("consultations", "1 = 1")
    with container.database.write():
        where = container.database.description()
    is_server = bool(container.settings.database_url.get_secret_value())
    remains = state("storage.remains_on_server" if is_server else "storage.remains_on_disk")
    return state("storage.whole", database=where, count=count, remains=remains)


def chroma(container: ReportServices) -> Statement:
    """Return the place of the vectors, and how many it holds; of a server its version too.

    Raise UnreachableStore if it does not answer, CorruptIndex if what is below the home is damaged, FaultFound if there
    is not what the index says.
    """
    told = container.library.store_state()
    if told is None:
        return state("index.local")
    server, expected = told
    if not server.url:
        return _local_chroma(server.entries, expected)
    if server.entries != expected:
        held = state("index.no_collection") if server.entries is None else state("index.vectors", count=server.entries)
        raise FaultFound(state("index.server_vectors_lost", url=server.url, held=held, expected=expected))
    return state(
        "index.shared_vectors" if container.shared_storage else "index.server_vectors",
        url=server.url,
        version=server.version,
        count=expected,
    )


def _local_chroma(entries: int | None, expected: int) -> Statement:
    if entries != expected:
        raise FaultFound(state("index.local_vectors_lost", held=entries or 0, expected=expected))
    return state("index.local_vectors", count=expected)


def clock(container: ReportServices) -> Statement:
    """Return the present time. Raise FaultFound if something was recorded after it: the clock was put back."""
    present = now()
    with container.database.read() as db:
        last = db.fetch_value(_LAST)
    ahead = datetime.fromisoformat(last) - present if last else timedelta()
    if ahead > _AHEAD:
        raise FaultFound(state("storage.clock_was_put_back", count=ahead // timedelta(minutes=1)))
    return state("storage.clock", moment=f"{present:%Y-%m-%d %H:%M}")
