"""Convert and draw untrusted files in a child process, so that none of them can harm this one.

A zip bomb meets a memory limit, an endless parse a timeout, and a crash of native code ends the reading of one file
alone. The child is started at the first file, reads each in a fork of itself, and is replaced once it was stopped.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from index.errors import UnreadableFile
from index.ingest.conversion import CHARACTERS, FileKind
from index.ingest.converted_text import Conversion
from index.ingest.ocr import SECONDS as OCR_SECONDS
from index.statement import state, statement_of

_LARGEST_ANSWER = 8 * CHARACTERS  # bytes
_END = 30.0  # seconds at most from the close of a child's pipes to its end, on a busy machine


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """The limits for one file: its bytes, its reader's bytes of memory, and its seconds of processor and wall time.

    The memory is what the reader takes for this file, beside its libraries. A busy machine may give it a quarter of a
    core.
    """

    size: int = 25_000_000
    memory: int = 1_500_000_000
    cpu: int = 60
    wall: float = 240.0


class Sandbox:
    """A child process that reads files. Use as a context manager; not for several threads at once."""

    def __init__(self, limits: SandboxLimits | None = None) -> None:
        self.limits = limits or SandboxLimits()
        self._child: subprocess.Popen[bytes] | None = None
        self._pipes: tuple[Connection, Connection] | None = None  # from the child, to the child

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is none."""
        return self._child.pid if self._child else None

    def convert(self, data: bytes, kind: FileKind) -> Conversion:
        """Convert the bytes of a file in the child. Raise `UnreadableFile` if that fails or exceeds the limits."""
        patience = OCR_SECONDS if kind == "pdf" and shutil.which("tesseract") else 0
        answer = self._ask({"kind": kind}, data, self.limits.wall + patience)
        return Conversion(**answer | {"warnings": tuple(map(statement_of, answer["warnings"]))})

    def draw(self, data: bytes, page: int, passage: str) -> bytes:
        """Draw a page of a PDF in the child, `passage` marked, as `marked_page` does.

        Raise `UnreadableFile` if that fails or exceeds the limits.
        """
        answer = self._ask({"page": page, "passage": passage}, data, self.limits.wall)
        return base64.b64decode(answer["picture"])

    def _ask(self, request: dict[str, Any], data: bytes, wall: float) -> dict[str, Any]:
        """Return the child's answer to a request about the bytes of a file, within `wall` seconds."""
        if self._child and self._child.poll() is not None:
            self.close()  # it ended between two files
        answers, requests = self._pipes or self._start()
        try:
            requests.send_bytes(json.dumps(request).encode())
            requests.send_bytes(data)
            if not answers.poll(wall):
                self.close()
                raise UnreadableFile("too_slow", state("refused.too_slow", seconds=wall), state("mend.simpler"))
            answer: dict[str, Any] = json.loads(answers.recv_bytes(_LARGEST_ANSWER))
        except (EOFError, OSError, ValueError) as error:
            raise self._crash() from error
        if "fault" in answer:
            raise self._error(answer)
        return answer

    def close(self) -> None:
        """Stop the child, if there is one."""
        for end in self._pipes or ():
            end.close()
        if self._child and self._child.poll() is None:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
        self._child = self._pipes = None

    def _start(self) -> tuple[Connection, Connection]:
        """Start a child that inherits neither the environment nor the open files of this process."""
        self.close()
        answers, sink = Pipe(duplex=False)
        source, requests = Pipe(duplex=False)
        inherited = (source.fileno(), sink.fileno())
        root = Path(__file__).resolve().parents[2]
        kept = {
            key: os.environ[key] for key in ("PATH", "LANG", "LD_LIBRARY_PATH", "TESSDATA_PREFIX") if key in os.environ
        }
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [
                *(sys.executable, "-P", "-m", "index.ingest.sandbox_worker"),
                *map(str, (*inherited, self.limits.memory, self.limits.cpu)),
            ],
            env=kept | {"PYTHONPATH": str(root), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"},
            pass_fds=inherited,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that its forks and their programs end with it
        )
        source.close()
        sink.close()
        self._pipes = (answers, requests)
        return self._pipes

    def _crash(self) -> UnreadableFile:
        """Return the error for a child that ended, by its exit code, and forget the child."""
        code: int | None = None
        if self._child:
            with suppress(subprocess.TimeoutExpired):
                code = self._child.wait(_END)
        self.close()
        return self._error({"fault": "all_memory" if code == -signal.SIGKILL else "native_crash"})

    def _error(self, answer: dict[str, Any]) -> UnreadableFile:
        """Return the error that the child reports of a file."""
        limits = self.limits
        match answer["fault"]:
            case "memory":
                reason = state("refused.memory", megabytes=limits.memory // 1_000_000)
                return UnreadableFile("too_large", reason, state("mend.simpler"))
            case "all_memory":
                return UnreadableFile("too_large", state("refused.all_memory"), state("mend.simpler"))
            case "processor":
                reason = state("refused.processor", seconds=limits.cpu)
                return UnreadableFile("too_slow", reason, state("mend.simpler"))
            case "native_crash":
                return UnreadableFile("corrupt", state("refused.crash"), state("mend.export"))
            case "crash":
                reason = state("refused.unread", error=answer["problem"])
                return UnreadableFile("corrupt", reason, state("mend.save_again"))
            case fault:
                return UnreadableFile(fault, statement_of(answer["reason"]), statement_of(answer["remedy"]))
