"""New SQLite files for tests: copies of one whose schema was made once, instead of some hundred statements each."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from bot.storage.sqlite_database import SqliteDatabase, open_sqlite

open_as_product = open_sqlite  # for tests of how a file is made, which have the mark `made_anew`


def open_new(path: Path) -> SqliteDatabase:
    """Open the file as `open_sqlite` does, to which this leaves whatever is in the way."""
    if not path.exists():
        draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        try:
            with suppress(OSError):
                with open(draft, "xb", opener=_for_its_owner) as file:
                    file.write(_template())
                os.link(draft, path)  # appears whole, or not at all where another one was faster
        finally:
            with suppress(OSError):  # a disk that is read-only refuses it even where there is no such file
                draft.unlink(missing_ok=True)
    return open_as_product(path)


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@cache
def _template() -> bytes:
    """Return the bytes of a file that was made by the product and closed."""
    folder = Path(tempfile.mkdtemp(prefix="relais-template-"))
    try:
        open_as_product(folder / "relais.db").close()
        return (folder / "relais.db").read_bytes()
    finally:
        shutil.rmtree(folder)
