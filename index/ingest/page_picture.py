"""The picture of the page that a passage comes from, drawn from the file that was added."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from index.document import Document, document_id
from index.errors import UnreadableFile
from index.ingest.reader import format_of
from index.ingest.sandbox import Sandbox, SandboxLimits

# Someone waits for it: what takes longer is not drawn.
LIMITS = SandboxLimits(memory=1_000_000_000, cpu=8, wall=10.0)

_one_at_a_time = Lock()  # of the child processes, on a machine of two cores


def page_picture(document: Document, page: int, passage: str, limits: SandboxLimits = LIMITS) -> bytes | None:
    """Return a page of an added PDF as JPEG (see `marked_page`), the words of `passage` marked.

    None if the file is gone or has changed since it was added, is no PDF, or can't be drawn within the `limits`.
    """
    data = _unchanged(document, limits.size)
    if data is None or not _one_at_a_time.acquire(timeout=limits.wall):
        return None
    try:
        with Sandbox(limits) as sandbox:
            return sandbox.draw(data, page, passage)
    except (UnreadableFile, OSError):
        return None
    finally:
        _one_at_a_time.release()


def _unchanged(document: Document, most: int) -> bytes | None:
    """Return the bytes of the file that a document was read from; None if they are no longer those, or no PDF."""
    path = Path(document.path)
    try:
        if format_of(path) != "pdf" or not path.is_file() or path.stat().st_size > most:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    return data if document_id(data) == document.id else None
