"""Identify the type of a file by its first bytes (the magic numbers of file(1)), whatever its name says."""

from __future__ import annotations

import re
from typing import Literal
from xml.parsers import expat

from index.errors import UnreadableFile
from index.statement import Statement, state

XmlOpening = Literal["plain", "declared", "unreadable"]

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7_zip"),
    (b"Rar!", "rar"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"ID3", "sound"),
)
_ZIPS = (
    (b"word/", "docx"),
    (b"xl/", "xlsx"),
    (b"ppt/", "pptx"),
    (b"oasis.opendocument.text", "odt"),
    (b"oasis.opendocument", "open_document"),  # the list of parts of an EPUB book names OpenDocument too
    (b"epub+zip", "epub"),
)
_HTML = re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_MESSAGE_HEAD = re.compile(rb"^(?:from|subject|date|received|mime-version|return-path):", re.IGNORECASE | re.MULTILINE)
_HEAD_BYTES = 16_384
_TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_KINDS = ("pdf", "docx", "html", "text", "xlsx", "pptx", "odt", "epub", "eml")
_RENAMED = {kind: f".{'txt' if kind == 'text' else kind}" for kind in _KINDS}
_OFFICE = frozenset({"docx", "xlsx", "pptx"})
_BINARY = frozenset({"pdf", "docx", "xlsx", "pptx", "odt", "epub"})


def check_file_type(data: bytes, kind: str) -> None:
    """Raise `UnreadableFile` unless `data` is of the `kind` that its name claims.

    >>> check_file_type(b"%PDF-1.7", "pdf")
    >>> check_file_type(b"GIF89a", "pdf")
    Traceback (most recent call last):
    index.errors.UnreadableFile: refused.mislabelled
    """
    if not data.strip():
        raise UnreadableFile("empty", state("refused.empty"), state("mend.with_content"))
    found = identify(data)
    if found == kind or (found == "text" and kind == "html"):
        return
    if kind == "eml" and found in {"text", "html"} and _MESSAGE_HEAD.search(data[:_HEAD_BYTES]):
        return
    if found == "locked_office" and kind in _OFFICE:
        raise UnreadableFile("encrypted", state("refused.password"), state("mend.unlock"))
    if found == "binary" and kind in _BINARY:
        raise UnreadableFile("corrupt", state("refused.first_bytes", kind=state(f"kind.{kind}")), state("mend.export"))
    reason = state("refused.mislabelled", named=state(f"kind.{kind}"), found=state(f"kind.{found}"))
    raise UnreadableFile("mislabelled", reason, _remedy(found))


def identify(data: bytes) -> str:
    """Return the type of the bytes, a name of section "kind"; "binary" for data that no rule knows.

    >>> identify(b"Bonjour"), identify(b"<!DOCTYPE html><p>Bonjour"), identify(bytes(40))
    ('text', 'html', 'binary')
    """
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        return "locked_office" if locked else "old_office"
    if head.startswith(b"PK\x03\x04"):
        return next((name for mark, name in _ZIPS if mark in data[:4096] or mark in data[-65536:]), "zip")
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if not is_text(data):
        return "binary"
    return "html" if _HTML.search(head.replace(b"\x00", b"").lstrip()[:300]) else "text"


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


def _remedy(found: str) -> Statement:
    """Return the remedy for a file whose name claims another type than the one `found`."""
    if found in _RENAMED:
        return state("mend.rename", ending=_RENAMED[found])
    if found in {"old_office", "rtf"}:
        return state("mend.as_docx")
    return state("mend.convert")


class _StopParsing(Exception):  # noqa: N818 - it ends the parsing and is no error
    """Stop the parser: enough was read."""
