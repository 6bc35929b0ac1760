"""Each file is read in a fork, and however the fork ends, the reason is told."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pptx
import pytest

from index.ingest import sandbox_worker
from index.ingest.conversion import FileKind
from index.ingest.converted_text import Conversion
from index.ingest.sandbox_worker import read_in_fork
from tests.index.ingest.test_reader import pdf, word

MEMORY = 100_000_000
TEXT = Conversion("Le partenaire signe.", "", "")


def filled(size: int) -> bytearray:
    """Take so many bytes, and touch them."""
    return bytearray(b"a") * size


def swallow(error: BaseException) -> Conversion:
    """Fill the memory up to its limit, as many small objects do, and then raise an error that doesn't say so."""
    taken = []
    try:
        while True:
            taken.append(filled(1_000_000))
    except MemoryError:
        taken.clear()
        raise error from None


def cut() -> Conversion:
    """Leave out the rest of a text where memory ends, as libxml2 does of web pages."""
    try:
        swallow(ValueError())
    except ValueError:
        return replace(TEXT, markdown="Le part")
    raise AssertionError


def busy() -> Conversion:
    """Compute for ever."""
    while True:
        pass


def refused_at_once(message: str) -> Conversion:
    """Raise the error of a parser that asks for all at once, and is refused."""
    raise SyntaxError(message)


def crash(size: int, number: int) -> Conversion:
    """Take memory, and then crash in native code."""
    taken = filled(size)
    os.kill(os.getpid(), number)
    raise AssertionError(len(taken))


def ended(read: Callable[[], Conversion], monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the fault of a file that is read so, "" if it has none."""
    monkeypatch.setattr(sandbox_worker, "convert", lambda data, kind: read())
    answer: dict[str, Any] = json.loads(read_in_fork(b"", {"kind": "text"}, MEMORY, cpu=1))
    return str(answer.get("fault", ""))


@pytest.mark.parametrize(
    ("read", "fault"),
    [
        (lambda: TEXT, ""),
        (lambda: refused_at_once("Memory allocation failed"), "memory"),
        (lambda: refused_at_once("out of memory: line 1"), "memory"),
        (lambda: refused_at_once("mismatched tag: line 1"), "crash"),
        (lambda: swallow(SystemError("returned NULL without setting an exception")), "memory"),
        (lambda: swallow(ImportError("failed to map segment from shared object")), "memory"),
        (lambda: swallow(SyntaxError("unknown error")), "memory"),
        (cut, "memory"),
        (lambda: crash(0, signal.SIGSEGV), "native_crash"),
        (lambda: crash(MEMORY + 20_000_000, signal.SIGABRT), "memory"),
        (lambda: crash(0, signal.SIGKILL), "all_memory"),
        (busy, "processor"),
    ],
)
def test_the_end_of_a_reader_tells_its_reason(
    read: Callable[[], Conversion], fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What follows from the limit of memory is told as such; what doesn't is not."""
    assert ended(read, monkeypatch) == fault


def test_a_file_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that passed its memory is no hindrance for the next; the limits are the fork's alone."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    assert ended(cut, monkeypatch) == "memory"
    assert ended(lambda: TEXT, monkeypatch) == ""
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def workbook() -> bytes:
    """Make a workbook of one cell."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"] = "Le partenaire signe."
    book.save(stream)
    return stream.getvalue()


def slides() -> bytes:
    """Make a presentation of one slide."""
    shown, stream = pptx.Presentation(), io.BytesIO()
    shown.slides.add_slide(shown.slide_layouts[1]).placeholders[1].text = "Le partenaire signe."
    shown.save(stream)
    return stream.getvalue()


IMPORTED_BY_READING = """
import importlib, sys
from pathlib import Path
from index.ingest.sandbox_worker import LIBRARIES
from index.ingest.conversion import convert
kind, file = sys.argv[1:]
for library in LIBRARIES.get(kind, ()):
    importlib.import_module(library)
before = {name.partition(".")[0] for name in sys.modules}
convert(Path(file).read_bytes(), kind)
new = {name.partition(".")[0] for name in sys.modules} - before - sys.stdlib_module_names
print(*sorted(name for name in new if not name.startswith("_")))
"""


SAMPLES: dict[FileKind, Callable[[], bytes]] = {
    "markdown": lambda: b"# Guide\n\n<table><tr><td>Le partenaire signe.</td></tr></table>",
    "text": lambda: b"Le partenaire signe.",
    "html": lambda: b"<html><body><p>Le partenaire signe.</p></body></html>",
    "pdf": pdf,
    "docx": word,
    "eml": lambda: b"Subject: Guide\nContent-Type: text/html\n\n<p>Le partenaire signe.</p>",
    "xlsx": workbook,
    "pptx": slides,
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_reading_imports_no_library_that_was_not_loaded_before(kind: FileKind, tmp_path: Path) -> None:
    """An import under the limit of memory could fail, and would be done again for each file."""
    file = tmp_path / "sample"
    file.write_bytes(SAMPLES[kind]())
    command = [sys.executable, "-c", IMPORTED_BY_READING, kind, str(file)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.split() == []
