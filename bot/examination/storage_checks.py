"""Examine the disk, the database and the clock: what keeps the bot from keeping anything."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import now
from bot.container_reports import ReportServices
from bot.errors import SettingsError

_SCARCE = 200_000_000  # bytes: a build of the index and a month of log fit into more
_AHEAD = timedelta(minutes=5)  # clocks of two machines may differ by seconds
_LAST = (
    "SELECT max(last) FROM"
    " (SELECT max(received) AS last FROM updates UNION SELECT max(at) FROM consultations) AS records"
)


def disk(home: Path) -> str:
    """Return the room on the disk of `home`. Raise OSError if nothing can be written there."""
    with tempfile.TemporaryFile(dir=home) as file:
        file.write(b"\0" * 4096)
        file.flush()
    free = shutil.disk_usage(home).free
    if free < _SCARCE:
        raise SettingsError(
            f"{free // 1_000_000} MB are free. Free room: on a full disk no message is taken, and nothing is recorded."
        )
    return f"{free / 1e9:.1f} GB free"


def database(container: ReportServices) -> str:
    """Return the place of the database, and the limits of erasing there.

    Raise StorageError if it is damaged or locked, or can't be written.
    """
    container.database.examine()
    with container.database.read() as db:
        count = db.count("consultations", "1 = 1")
    with container.database.write():
        where = container.database.description()
    return f"{where}; whole, {count} exchanges; {_remains(container)}"


def _remains(container: ReportServices) -> str:
    """Return the places where erased data may be left."""
    if not container.settings.database_url.get_secret_value():
        return "what is erased is overwritten, but not in backups and snapshots of the disk"
    return (
        "what is erased is deleted there, but stays in the server's write-ahead log, replicas and backups for as long"
        " as its operator keeps them (docs/privacy.md)"
    )


def chroma(container: ReportServices) -> str:
    """Return the place of the vectors, and how many it holds; of a server its version too.

    Raise UnreachableStore if it does not answer, CorruptIndex if what is below the home is damaged, SettingsError if
    there is not what the index says.
    """
    told = container.library.store_state()
    if told is None:
        return "in this process, below the home folder"
    server, expected = told
    if not server.url:
        return _local_chroma(server.entries, expected)
    if server.entries != expected:
        held = "no such collection" if server.entries is None else f"{server.entries} vectors"
        raise SettingsError(
            f"The server at {server.url} holds {held}, not the {expected} of the index, which is searched without it:"
            " see that RELAIS_CHROMA_URL, RELAIS_CHROMA_TENANT and RELAIS_CHROMA_DATABASE are right. If its data is"
            " lost: `relais index build --anew`."
        )
    shared = "; the index is shared with other machines" if container.shared_storage else ""
    return f"{server.url}, version {server.version}, {expected} vectors as the index says{shared}"


def _local_chroma(entries: int | None, expected: int) -> str:
    if entries != expected:
        raise SettingsError(
            f"Below the home folder are {entries or 'no'} vectors, not the {expected} of the index, which is searched"
            " without them: `relais index build --anew`."
        )
    return f"in this process, below the home folder, {expected} vectors as the index says"


def clock(container: ReportServices) -> str:
    """Return the present time. Raise SettingsError if something was recorded after it: the clock was put back."""
    present = now()
    with container.database.read() as db:
        last = db.fetch_value(_LAST)
    ahead = datetime.fromisoformat(last) - present if last else timedelta()
    if ahead > _AHEAD:
        raise SettingsError(
            f"The last record is {ahead // timedelta(minutes=1)} minutes in the future: see that the clock is right"
            " (`timedatectl`)."
        )
    return f"{present:%Y-%m-%d %H:%M} UTC"
