"""Put the notes of a page or a book at the places that refer to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.ingest.word_note import NOTE

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARK = re.compile(r"\[\d{1,3}\]|[*†‡]")
_RAISED_MARK = re.compile(r"\[?(?:\d{1,3}|[*†‡a-z])\]?")
_OWN_MARK = re.compile(r"^\[?(?:\d{1,3}|[*†‡])[\].)]*\s*")  # of a note, before its text
_HOLDERS = frozenset({"aside", "li", "div", "p", "dd", "td"})
_LONGEST = 1_500  # characters of a note; more is a chapter


def inline_notes(tree: HtmlElement) -> None:
    """Put the notes at their marks, in place: links between a raised or bracketed mark and its note.

    >>> from lxml.html import fromstring, tostring
    >>> mark, note = "<a href='#n' epub:type='noteref'>1</a>", "<aside id='n'><p>1. Sauf danger.</p></aside>"
    >>> page = fromstring(f"<div><p>Sous 24 h{mark}.</p>{note}</div>")
    >>> inline_notes(page), page.text_content()
    (None, 'Sous 24 h (note – Sauf danger).')
    >>> mark, note = "<a href='#f' name='r'>[1]</a>", "<p><a href='#r' name='f'>[1]</a> De 2020.</p>"
    >>> page = fromstring(f"<div><p>L’accord{mark}.</p>{note}</div>")
    >>> inline_notes(page), page.text_content()
    (None, 'L’accord (note – De 2020).')
    """
    places = {name: element for element in tree.iter() for name in _names(element)}
    for mark in [link for link in tree.iter("a") if _is_mark(link)]:
        note = _holder(places.get((mark.get("href") or "").partition("#")[2]))
        if note is None or mark.getparent() is None or _opens_block(mark) or not _is_note(note, mark):
            continue
        text = _OWN_MARK.sub("", " ".join(note.text_content().split())).rstrip(" .↩↑")
        for part in list(mark):
            mark.remove(part)
        mark.text = f" {NOTE.format(text)}"
        outer = mark.getparent()
        mark.drop_tag()
        if outer is not None and outer.tag == "sup":
            outer.drop_tag()
        _remove(note)


def _names(element: HtmlElement) -> Iterator[str]:
    """Yield the names by which links refer to an element."""
    if isinstance(element.tag, str):
        yield from filter(None, (element.get("id"), element.get("name") if element.tag == "a" else None))


def _is_mark(link: HtmlElement) -> bool:
    """Tell whether a link inside the page is the mark of a note."""
    if "#" not in (link.get("href") or ""):
        return False
    text = link.text_content().strip()
    if link.get("epub:type") == "noteref":
        return True
    outer = link.getparent()
    raised = (outer is not None and outer.tag == "sup") or next(link.iter("sup"), None) is not None
    return bool((_RAISED_MARK if raised else _MARK).fullmatch(text))


def _opens_block(mark: HtmlElement) -> bool:
    """Tell whether a link opens its block, as the link back from a note does."""
    block = _holder(mark)
    return block is None or " ".join(block.text_content().split()).startswith(mark.text_content().strip())


def _holder(place: HtmlElement | None) -> HtmlElement | None:
    """Return the block that is, or holds, the place that a link names."""
    while place is not None and place.tag not in _HOLDERS:
        place = place.getparent()
    return place


def _is_note(block: HtmlElement, mark: HtmlElement) -> bool:
    """Tell whether a block is the note of a mark: short, and it opens with the mark or links back to it."""
    text = " ".join(block.text_content().split())
    if len(text) > _LONGEST or not _OWN_MARK.sub("", text):
        return False
    outer = mark.getparent()
    own = {name for element in (mark, outer) if element is not None for name in _names(element)}
    back = any((link.get("href") or "").partition("#")[2] in own for link in block.iter("a"))
    opens = text.lstrip("[").startswith(mark.text_content().strip().strip("[]"))
    return back or opens or mark.get("epub:type") == "noteref"


def _remove(note: HtmlElement) -> None:
    """Remove a note, and the block around it that would be left empty."""
    outer = note.getparent()
    if note.getparent() is not None:
        note.drop_tree()
    while outer is not None and outer.tag in {"div", "ol", "ul"} and not outer.text_content().strip():
        empty, outer = outer, outer.getparent()
        if outer is not None:
            empty.drop_tree()
