"""Identify the type of a file by its first bytes (the magic numbers of file(1)), whatever its name says."""

from __future__ import annotations

import re
from typing import Literal
from xml.parsers import expat

from index.errors import UnreadableFile

XmlOpening = Literal["plain", "declared", "unreadable"]

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"{\\rtf", "an RTF text"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"ID3", "a sound file"),
)
_ZIPS = (
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"oasis.opendocument.text", "an OpenDocument text"),
    (b"oasis.opendocument", "an OpenDocument file"),  # the list of parts of an EPUB book names OpenDocument too
    (b"epub+zip", "an EPUB book"),
)
_HTML = re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MESSAGE_HEAD = re.compile(rb"^(?:from|subject|date|received|mime-version|return-path):", re.IGNORECASE | re.MULTILINE)
_HEAD_BYTES = 16_384
_TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
KIND_NAMES = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "html": "a web page",
    "text": "a text",
    "xlsx": "an Excel workbook",
    "pptx": "a PowerPoint presentation",
    "odt": "an OpenDocument text",
    "epub": "an EPUB book",
    "eml": "an e-mail",
}
_RENAMED = {name: f".{'txt' if kind == 'text' else kind}" for kind, name in KIND_NAMES.items()}
_OFFICE = frozenset({"docx", "xlsx", "pptx"})
_BINARY = frozenset({"pdf", "docx", "xlsx", "pptx", "odt", "epub"})


def check_file_type(data: bytes, kind: str) -> None:
    """Raise `UnreadableFile` unless `data` is of the `kind` (a key of `KIND_NAMES`) that its name claims.

    >>> check_file_type(b"%PDF-1.7", "pdf")
    >>> check_file_type(b"GIF89a", "pdf")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    index.errors.UnreadableFile: It is named like a PDF but is a GIF image. Convert it ...
    """
    if not data.strip():
        raise UnreadableFile("empty", "The file is empty.", "Add it again with its content.")
    found, expected = identify(data), KIND_NAMES[kind]
    if found == expected or (found == "a text" and kind == "html"):
        return
    if kind == "eml" and found in {"a text", "a web page"} and _MESSAGE_HEAD.search(data[:_HEAD_BYTES]):
        return
    if found == "an encrypted Office document" and kind in _OFFICE:
        raise UnreadableFile(
            "encrypted", "The document is protected by a password.", "Save it without one and add it again."
        )
    if found == "unknown" and kind in _BINARY:
        raise UnreadableFile("corrupt", f"It is not {expected}: its first bytes are damaged.", "Export it again.")
    name = "binary data" if found == "unknown" else found
    raise UnreadableFile("mislabelled", f"It is named like {expected} but is {name}.", _remedy(found))


def identify(data: bytes) -> str:
    """Return the type of the bytes in words, with its article; "unknown" for binary data that no rule knows.

    >>> identify(b"Bonjour"), identify(b"<!DOCTYPE html><p>Bonjour"), identify(bytes(40))
    ('a text', 'a web page', 'unknown')
    """
    head = data[:1024]
    if b"%PDF-" in head:
        return "a PDF"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        return "an encrypted Office document" if locked else "an older Office document"
    if head.startswith(b"PK\x03\x04"):
        return next((name for mark, name in _ZIPS if mark in data[:4096] or mark in data[-65536:]), "a zip archive")
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if not is_text(data):
        return "unknown"
    return "a web page" if _HTML.search(head.replace(b"\x00", b"").lstrip()[:300]) else "a text"


def is_text(data: bytes) -> bool:
    """Tell whether data is text: hardly any control characters, NULs in UTF-16 only."""
    sample = data[:8192]
    if sample.startswith(_TEXT_MARKS):
        return True
    nulls = sample.count(0)
    if nulls:  # UTF-16 without a mark: every other byte of Western text is NUL
        return max(sample[::2].count(0), sample[1::2].count(0)) == nulls > len(sample) * 0.3 and any(sample)
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in sample)
    return controls <= len(sample) * 0.02


def xml_opening(data: bytes) -> XmlOpening:
    """Return the opening of XML `data`: "plain" (an element), "declared" (a DOCTYPE) or "unreadable".

    Read by expat, and so in whatever encoding it says; no DOCTYPE comes after the first element (XML 1.0, production
    22).

    >>> [xml_opening(f"<?xml version='1.0'?>{said}<a/>".encode("utf-16")) for said in ("", "<!DOCTYPE a>")]
    ['plain', 'declared']
    >>> [xml_opening(data) for data in (b"<a>&lt;!DOCTYPE a&gt;</a>", b"%PDF", "<!DOCTYPE a><a/>".encode("utf-32"))]
    ['plain', 'unreadable', 'unreadable']
    """
    seen: list[XmlOpening] = []

    def stop(what: XmlOpening) -> None:
        seen.append(what)
        raise _StopParsing

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: stop("declared")
    parser.StartElementHandler = lambda *_: stop("plain")
    try:
        parser.Parse(data, True)
    except (_StopParsing, expat.ExpatError, LookupError, ValueError):
        return seen[0] if seen else "unreadable"
    return "unreadable"


def _remedy(found: str) -> str:
    """Return the remedy for a file whose name claims another type than the one `found`."""
    if found in _RENAMED:
        return f"Rename it to {_RENAMED[found]} and add it again."
    if found in {"an older Office document", "an RTF text"}:
        return "Save it as .docx and add it again."
    return "Convert it to a text format, or leave it out."


class _StopParsing(Exception):  # noqa: N818 - it ends the parsing and is no error
    """Stop the parser: enough was read."""
