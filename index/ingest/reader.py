"""Files and folders to documents: what can be read goes in, what can't is refused with a remedy."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.document import Document, Refusal
from index.errors import UnreadableFile
from index.ingest.conversion import Conversion, FileKind
from index.ingest.file_type import check
from index.ingest.sandbox import Sandbox, SandboxLimits
from index.passage import Language
from index.text.language_detection import detect_document

KINDS: dict[str, FileKind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
_SYSTEM = frozenset({"thumbs.db", "desktop.ini", "__macosx", "icon\r", "$recycle.bin"})


def read(paths: Iterable[Path], owner: str = "", limits: SandboxLimits | None = None) -> Iterator[Document | Refusal]:
    """Read files and folders (with what is under them, hidden files skipped, sorted) one by one.

    `owner` is who publishes them; empty takes the name that a page or a front matter states.
    Each file gives one `Document` or one `Refusal`, a file named twice only one.
    """
    limits = limits or SandboxLimits()
    seen: set[Path] = set()
    with Sandbox(limits) as sandbox:
        for path in paths:
            for file in _files(Path(os.path.abspath(path.expanduser()))):  # without "..", so that a file has one path
                if file.resolve() not in seen:
                    seen.add(file.resolve())
                    yield _read(file, owner, limits, sandbox)


def _files(path: Path) -> Iterator[Path]:
    """List a file, or a folder's files that a person put there."""
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
        yield from _files(entry) if entry.is_dir() else [entry]


def _read(file: Path, owner: str, limits: SandboxLimits, sandbox: Sandbox) -> Document | Refusal:
    """Read one file."""
    try:
        kind, data = _load(file, limits)
        found = sandbox.convert(data, kind)
    except UnreadableFile as obstacle:
        return Refusal(str(file), obstacle.fault, obstacle.problem, obstacle.remedy)
    return Document(
        id=hashlib.sha256(data).hexdigest()[:16],
        path=str(file),
        title=found.title or readable(file.stem),
        owner=owner or found.owner,
        language=_language(found),
        markdown=found.markdown,
    )


def _load(file: Path, limits: SandboxLimits) -> tuple[FileKind, bytes]:
    """Get a file's bytes and kind, unless its name, size or first bytes speak against it."""
    kind = KINDS.get(file.suffix.lower())
    try:
        if not file.is_file():
            what = (
                "a folder that can't be opened"
                if file.is_dir()
                else "no regular file"
                if file.exists()
                else "not there"
            )
            raise UnreadableFile("unreadable", f"It is {what}.", "Check the path and its permissions.")
        if kind is None:
            named = f"{file.suffix} files are" if file.suffix else "Files without an extension are"
            raise UnreadableFile("unsupported", f"{named} not read.", f"Convert it to one of {', '.join(KINDS)}.")
        size = file.stat().st_size
        if size > limits.size:
            raise UnreadableFile(
                "too_large",
                f"It has {size / 1e6:.1f} MB, more than {limits.size / 1e6:g} MB.",
                "Split it, or export it again without its pictures.",
            )
        data = file.read_bytes()
    except OSError as error:
        problem = f"It can't be opened: {error.strerror or error}."
        raise UnreadableFile("unreadable", problem, "Check the path and its permissions.") from error
    check(data, "text" if kind == "markdown" else kind)
    return kind, data


def _language(found: Conversion) -> Language:
    """Take the language of the text; where it shows none, that of the page's attribute, else French."""
    return detect_document(found.markdown, "en" if found.language.lower().startswith("en") else "fr")


def readable(stem: str) -> str:
    """Make a title of a file's name.

    >>> readable("guide_du-partenaire%20v2"), readable("FACE")
    ('Guide du partenaire v2', 'FACE')
    """
    words = " ".join(re.sub(r"%20|[_\-+.]+", " ", stem).split())
    return words[:1].upper() + words[1:]
