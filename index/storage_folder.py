"""The folders that the index is written to: their permissions and their room."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

_LEAST = 2_000_000  # bytes: less is a full disk, on which a small file may still go


def restrict(path: Path) -> None:
    """Take the rights of everybody but the owner from a file or folder. What is someone else's is left as it is."""
    with suppress(OSError):
        mode = path.stat().st_mode & 0o777
        if mode & 0o077 and not path.is_symlink():
            path.chmod(mode & 0o700)


def make_private(folder: Path) -> None:
    """Restrict `folder` and all in it; links aren't followed."""
    if folder.is_symlink():
        return
    restrict(folder)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            restrict(Path(parent, name))


def is_full(folder: Path) -> bool:
    """Tell whether the disk of `folder`, or of the nearest folder above that exists, has no room left."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free < _LEAST


def disk_fault(error: Exception, folder: Path) -> str:
    """Return the part of the disk of `folder` in `error`, in a sentence; empty if nothing.

    Chroma hides the reason in a text, and may have freed again what it had written.

    >>> disk_fault(RuntimeError("Query error: database or disk is full"), Path("/"))
    'The disk is full: the index was not changed.'
    >>> disk_fault(RuntimeError("attempt to write a readonly database"), Path("/"))
    "The index can't be written (Read-only file system)."
    >>> disk_fault(RuntimeError("no such table"), Path("/"))
    ''
    """
    said = str(error).lower()
    if is_full(folder) or "disk is full" in said or "no space left" in said:
        return "The disk is full: the index was not changed."
    if isinstance(error, OSError):
        return f"The index can't be written ({error.strerror or error})."
    return "The index can't be written (Read-only file system)." if "readonly" in said or "read-only" in said else ""
