"""The process that reads files: `python -m index.ingest.sandbox_worker IN OUT MEMORY CPU`.

Started by `index.ingest.sandbox`. It reads a request, in JSON, and then a file's bytes from one inherited pipe and
writes one JSON object to the other. A request names the `kind` of a file to convert, or the `page` of a PDF to draw and
the `passage` to mark.

Each file is read by a fork of this process that ends with it. So a file finds the libraries loaded and all of its
memory free, and however the fork ends, its status and the memory that it took tell why.
"""

from __future__ import annotations

import base64
import json
import os
import re
import resource
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType
from typing import Any

from index.errors import UnreadableFile
from index.ingest.conversion import convert
from index.ingest.marked_page import marked_page

_HTML = ("lxml.html", "markitdown.converters")
_PICTURE = "picture"  # the request for a page, among the kinds
LIBRARIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "markdown": _HTML,
        "html": (*_HTML, "trafilatura"),
        "pdf": ("pypdfium2",),
        "docx": (*_HTML, "mammoth"),
        "xlsx": ("openpyxl", "openpyxl.cell.rich_text"),
        "pptx": ("pptx",),
        "odt": _HTML,
        "epub": _HTML,
        "eml": (*_HTML, "trafilatura"),
        _PICTURE: ("pypdfium2", "PIL.ImageChops", "PIL.ImageDraw", "PIL.JpegImagePlugin"),
    }
)  # loaded before the limit of memory is set, which counts a file's own: an import that it stops fails in many ways

_SPARE = 64_000_000  # bytes that are left when a file passes its limit: a refusal of fewer is never met before it


def main(source: int, sink: int, memory: int, cpu: int) -> None:
    """Convert and draw files until the pipe closes, each within `memory` bytes and `cpu` seconds."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    incoming, outgoing = Connection(source, writable=False), Connection(sink, readable=False)
    with suppress(EOFError, BrokenPipeError):
        while True:
            request = json.loads(incoming.recv_bytes())
            data = incoming.recv_bytes()
            for library in LIBRARIES.get(request.get("kind", _PICTURE), ()):
                import_module(library)
            outgoing.send_bytes(read_in_fork(data, request, memory, cpu, (source, sink)))


def read_in_fork(data: bytes, request: dict[str, Any], memory: int, cpu: int, inherited: Sequence[int] = ()) -> bytes:
    """Return the answer of a fork of this process, or the fault for which it ended without one, in JSON.

    The fork closes the `inherited` files, so that whoever waits at their other end learns of the end of this process.
    """
    answers, sink = Pipe(duplex=False)
    fork = os.fork()  # markitdown imports onnxruntime, whose one thread sleeps here and isn't there in the fork
    if not fork:
        with suppress(BaseException):
            for file in inherited:
                os.close(file)
            answers.close()
            sink.send_bytes(b"%d" % _memory("VmRSS"))
            sink.send_bytes(_answer(data, request, memory, cpu))
        os._exit(0)
    sink.close()
    begun, answer = 0, b""
    with answers, suppress(EOFError, OSError):
        begun = int(answers.recv_bytes())
        answer = answers.recv_bytes()
    _, status, usage = os.wait4(fork, 0)
    taken = usage.ru_maxrss * 1024 - begun if begun else 0
    return answer or json.dumps({"fault": _fault_of_end(os.waitstatus_to_exitcode(status), taken, memory)}).encode()


def _fault_of_end(code: int, taken: int, memory: int) -> str:
    """Return the fault of a file whose reader ended with an exit code, having touched the bytes `taken`.

    Where no memory is left, the system kills the process that has the most.

    >>> [_fault_of_end(code, 7, memory=1000) for code in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGSEGV)]
    ['processor', 'all_memory', 'native_crash']
    >>> _fault_of_end(-signal.SIGABRT, 1001, memory=1000)
    'memory'
    """
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "processor" if code == -signal.SIGXCPU else "all_memory"
    return "memory" if taken > memory else "native_crash"


def _answer(data: bytes, request: dict[str, Any], memory: int, cpu: int) -> bytes:
    """Return the conversion or picture of one file, or its fault, in JSON; sets the limits of this process.

    What comes of a file that passed its memory isn't trusted: a parser that is refused more may raise any error, or
    leave out the rest of the text.
    """
    before = _memory("VmSize")
    _limit(resource.RLIMIT_CPU, cpu + 1)
    _limit(resource.RLIMIT_AS, before + memory + _SPARE)
    answer = _conversion(data, request)
    _limit(resource.RLIMIT_AS, None)
    if _memory("VmPeak") - before > memory:
        return json.dumps({"fault": "memory"}).encode()
    return answer


def _conversion(data: bytes, request: dict[str, Any]) -> bytes:
    """Return the conversion or picture of one file, or its error, in JSON."""
    try:
        if "page" in request:
            picture = marked_page(data, request["page"], request["passage"])
            return json.dumps({"picture": base64.b64encode(picture).decode()}).encode()
        return json.dumps(asdict(convert(data, request["kind"]))).encode()
    except Exception as error:  # noqa: BLE001 - whatever error a reader raises, it must be told
        _limit(resource.RLIMIT_AS, None)  # or the fault couldn't be written down
        return json.dumps(_fault(error)).encode()


def _fault(error: Exception) -> dict[str, Any]:
    """Return the error of a reader as data for JSON."""
    if _ran_out_of_memory(error):
        return {"fault": "memory"}
    if isinstance(error, UnreadableFile):
        return {"fault": error.fault, "reason": asdict(error.reason), "remedy": asdict(error.remedy)}
    return {"fault": "crash", "problem": type(error).__name__}


def _ran_out_of_memory(error: BaseException | None) -> bool:
    """Tell whether `error` says that memory was refused, in one piece that is larger than what is spare.

    Parsers written in C say so in errors of their own.
    """
    while error is not None:
        if isinstance(error, MemoryError) or re.search(r"out of memory|memory alloc|allocate memory", str(error), re.I):
            return True
        error = error.__cause__ or error.__context__
    return False


def _memory(figure: str) -> int:
    """Return the bytes of this process by the name of a line of proc(5)'s status; 0 where there is none (macOS)."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(f"{figure}:"):
                return int(line.split()[1]) * 1024
    return 0


def _limit(what: int, most: int | None) -> None:
    """Set a soft limit, or lift it (None), where the system has it (macOS has no RLIMIT_AS)."""
    hard = resource.getrlimit(what)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (hard if most is None else most, hard))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]))
