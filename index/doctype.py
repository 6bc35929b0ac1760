"""Look for a document type in XML before it is parsed: entities that grow without end are defined in one."""

from __future__ import annotations

from typing import Literal
from xml.parsers import expat

Opening = Literal["plain", "declared", "unreadable"]


class _ToldError(Exception):
    """Enough was read."""


def opening(data: bytes) -> Opening:
    """Return how the XML `data` begins: plainly with its first element, with a DOCTYPE, or in no way to be read.

    Read by expat, and so in whatever encoding it says; no DOCTYPE comes after the first element (XML 1.0, production
    22).

    >>> [opening(f"<?xml version='1.0'?>{said}<a/>".encode("utf-16")) for said in ("", "<!DOCTYPE a>")]
    ['plain', 'declared']
    >>> opening(b"<a>&lt;!DOCTYPE a&gt;</a>"), opening(b"%PDF"), opening("<!DOCTYPE a><a/>".encode("utf-32"))
    ('plain', 'unreadable', 'unreadable')
    """
    seen: list[Opening] = []

    def tell(what: Opening) -> None:
        seen.append(what)
        raise _ToldError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: tell("declared")
    parser.StartElementHandler = lambda *_: tell("plain")
    try:
        parser.Parse(data, True)
    except (_ToldError, expat.ExpatError, LookupError, ValueError):
        return seen[0] if seen else "unreadable"
    return "unreadable"
