"""The child process that reads files: `python -m index.ingest.sandbox_worker IN OUT MEMORY CPU`.

Started by `index.ingest.sandbox`. It reads a request, in JSON, and then a file's bytes from one inherited pipe and
writes one JSON object to the other. A request names the `kind` of a file to convert, or the `page` of a PDF to draw and
the `passage` to mark.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from contextlib import suppress
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any

from index.errors import UnreadableFile
from index.ingest.conversion import convert
from index.ingest.marked_page import marked_page

_LIBRARIES = 400_000_000  # bytes of address space that the readers' own code takes, little of it ever touched


def main(source: int, sink: int, memory: int, cpu: int) -> None:
    """Convert and draw files until the pipe closes, within `memory` bytes and, for each file, `cpu` seconds."""
    _limit(resource.RLIMIT_AS, memory + _LIBRARIES)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    incoming, outgoing = Connection(source, writable=False), Connection(sink, readable=False)
    with suppress(EOFError, BrokenPipeError):
        while True:
            request = json.loads(incoming.recv_bytes())
            data = incoming.recv_bytes()
            used = resource.getrusage(resource.RUSAGE_SELF)
            _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + cpu + 1)
            outgoing.send_bytes(json.dumps(_answer(data, request)).encode())


def _answer(data: bytes, request: dict[str, Any]) -> dict[str, Any]:
    """Return the conversion or picture of one file, or its error, as data for JSON."""
    try:
        if "page" in request:
            picture = marked_page(data, request["page"], request["passage"])
            return {"picture": base64.b64encode(picture).decode()}
        return asdict(convert(data, request["kind"]))
    except Exception as error:  # noqa: BLE001 - whatever error a reader raises, the next file must still be read
        if _ran_out_of_memory(error):
            return {"fault": "memory"}
        if isinstance(error, UnreadableFile):
            return {"fault": error.fault, "reason": asdict(error.reason), "remedy": asdict(error.remedy)}
        return {"fault": "crash", "problem": type(error).__name__}


def _ran_out_of_memory(error: BaseException | None) -> bool:
    """Tell whether `error` follows from too little memory; parsers written in C say so in their own errors."""
    while error is not None:
        if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
            return True
        error = error.__cause__ or error.__context__
    return False


def _limit(what: int, most: int) -> None:
    """Lower a soft limit, where the system has it (macOS has no RLIMIT_AS)."""
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]))
