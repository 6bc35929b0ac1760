"""Read files and folders into documents; a file that can't be read is refused with a remedy."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from corpus.language import Language
from index.document import Document, document_id
from index.document_store import Refusal
from index.errors import UnreadableFile
from index.ingest.conversion import FileKind
from index.ingest.converted_text import Conversion
from index.ingest.file_type import check_file_type
from index.ingest.page_marker import without_page_markers
from index.ingest.sandbox import Sandbox, SandboxLimits
from index.progress import Progress
from index.statement import Statement, state
from index.text.language_detection import OTHER_SCRIPT, detect_document, foreign_language

# A new kind of file also needs a converter in `conversion` and a check of its content in `file_type`.
KINDS: dict[str, FileKind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".pptx": "pptx",
    ".odt": "odt",
    ".epub": "epub",
    ".eml": "eml",
}
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "__macosx", "icon\r", "$recycle.bin"})


def read_files(
    paths: Iterable[Path],
    owner: str = "",
    limits: SandboxLimits | None = None,
    workers: int = 0,
    progress: Progress = lambda done, total: None,
) -> Iterator[Document | Refusal]:
    """Read files and folders (with what is under them, hidden files skipped, sorted) one by one.

    `owner` is the publisher; if empty, the name that a page or a front matter states.
    Files are read by as many child processes as there are `workers` (0: as cores).
    Each file gives one `Document` or one `Refusal`, a file named twice only one. `progress` is told their bytes.
    """
    files = list(_distinct(paths))
    sizes, done = [_size(file) for file in files], 0
    limits = limits or SandboxLimits()
    sandboxes = [Sandbox(limits) for _ in range(workers or _cores())]
    free: SimpleQueue[Sandbox] = SimpleQueue()
    for sandbox in sandboxes:
        free.put(sandbox)

    def read(file: Path) -> Document | Refusal:
        sandbox = free.get()
        try:
            return _read(file, owner, limits, sandbox)
        finally:
            free.put(sandbox)

    with ThreadPoolExecutor(len(sandboxes)) as pool:
        try:
            for size, found in zip(sizes, _in_order(pool, read, files, ahead=2 * len(sandboxes)), strict=True):
                done += size
                progress(done, sum(sizes))
                yield found
        finally:
            for sandbox in sandboxes:
                sandbox.close()


def _in_order(
    pool: ThreadPoolExecutor, read: Callable[[Path], Document | Refusal], files: Iterable[Path], ahead: int
) -> Iterator[Document | Refusal]:
    """Yield what `read` returns for each file, in the order of the files; no more than `ahead` are held at once."""
    waiting: deque[Future[Document | Refusal]] = deque()
    try:
        for file in files:
            waiting.append(pool.submit(read, file))
            if len(waiting) >= ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _distinct(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files of paths, each once."""
    seen: set[Path] = set()
    for path in paths:
        for file in _files(Path(os.path.abspath(path.expanduser()))):  # without "..", so that a file has one path
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _size(file: Path) -> int:
    """Return the bytes of a file; one that can't be opened counts as nothing."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _cores() -> int:
    """Return the number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def format_of(path: Path) -> str:
    """Return the format that a file's name tells, in words; "" if it tells none that is read.

    >>> format_of(Path("guide.PDF")), format_of(Path("guide.exe"))
    ('pdf', '')
    """
    return KINDS.get(path.suffix.lower(), "")


def files_below(folder: Path) -> list[Path]:
    """Return the files that `read_files` would read of a folder, in its order."""
    return list(_files(Path(os.path.abspath(folder.expanduser()))))


def title_from_stem(stem: str) -> str:
    """Return a title made from a file's name without its ending.

    >>> title_from_stem("guide_du-partenaire%20v2"), title_from_stem("FACE")
    ('Guide du partenaire v2', 'FACE')
    """
    words = " ".join(re.sub(r"%20|[_\-+.]+", " ", stem).split())
    return words[:1].upper() + words[1:]


def _files(path: Path, root: Path | None = None) -> Iterator[Path]:
    """Yield a file, or the files of a folder that a person put there; links that lead out of `root` aren't followed."""
    root = root or path.resolve()
    if not path.is_dir():
        yield path
        return
    try:
        entries = sorted(path.iterdir())
    except OSError:
        yield path
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")) or entry.name.lower() in _SYSTEM:
            continue
        if entry.is_dir() and entry.is_symlink():
            continue  # it could lead back up
        if entry.is_symlink() and not entry.resolve().is_relative_to(root):
            continue
        yield from _files(entry, root) if entry.is_dir() else [entry]


def _read(file: Path, owner: str, limits: SandboxLimits, sandbox: Sandbox) -> Document | Refusal:
    """Return the document of one file, or its refusal."""
    try:
        kind, data = _load(file, limits)
        conversion = sandbox.convert(data, kind)
        _check_language(without_page_markers(conversion.markdown))
    except UnreadableFile as error:
        return Refusal(str(file), error.fault, error.reason, error.remedy)
    return Document(
        id=document_id(data),
        path=str(file),
        title=conversion.title or title_from_stem(file.stem),
        owner=owner or conversion.owner,
        language=_language(conversion),
        markdown=conversion.markdown,
        warnings=conversion.warnings,
    )


def _check_language(markdown: str) -> None:
    """Raise UnreadableFile if a text is in neither French nor English."""
    language = foreign_language(markdown)
    if language:
        reason = state("refused.script" if language == OTHER_SCRIPT else "refused.language")
        raise UnreadableFile("foreign", reason, state("mend.translate"))


def _load(file: Path, limits: SandboxLimits) -> tuple[FileKind, bytes]:
    """Return the kind and bytes of a file. Raise UnreadableFile if its name, size or first bytes rule it out."""
    kind = KINDS.get(file.suffix.lower())
    try:
        if not file.is_file():
            raise UnreadableFile("unreadable", _missing(file), state("mend.path"))
        if kind is None:
            reason = state("refused.ending", ending=file.suffix) if file.suffix else state("refused.no_ending")
            raise UnreadableFile("unsupported", reason, state("mend.kinds", kinds=", ".join(KINDS)))
        size = file.stat().st_size
        if size > limits.size:
            raise UnreadableFile(
                "too_large",
                state("refused.size", megabytes=size / 1e6, most=limits.size / 1e6),
                state("mend.without_pictures"),
            )
        data = file.read_bytes()
    except OSError as error:
        reason = state("refused.system", error=error.strerror or str(error))
        raise UnreadableFile("unreadable", reason, state("mend.path")) from error
    check_file_type(data, "text" if kind == "markdown" else kind)
    return kind, data


def _missing(path: Path) -> Statement:
    """Return the reason for which `path`, which is no regular file, can't be read."""
    if path.is_dir():
        return state("refused.folder")
    return state("refused.irregular" if path.exists() else "refused.not_there")


def _language(conversion: Conversion) -> Language:
    """Return the language of the text; if it shows none, that of the page's attribute, else French."""
    return detect_document(
        without_page_markers(conversion.markdown), "en" if conversion.language.lower().startswith("en") else "fr"
    )
