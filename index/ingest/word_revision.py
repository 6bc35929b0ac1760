"""Reduce the XML of a Word document to its accepted, visible text.

Tracked changes are accepted, text that is struck out or hidden is dropped, and text boxes become paragraphs, because
mammoth, which converts the rest, would quote or lose them (ECMA-376, 17.13.5 and 17.3.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.ingest.word_style import W, WordStyles, style_of
from index.statement import Statement, state

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MARK_PROPERTIES = (f"{W}rPr", f"{W}trPr", f"{W}numPr", f"{W}tcPr")  # where <w:del/> is a mark, and holds no text
_OLD = ("rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "tblGridChange")


def accept_revisions(root: Element, styles: WordStyles) -> tuple[Statement, ...]:
    """Reduce `root` in place to the text that holds; return a warning for each kind of text that was left out."""
    for name in _OLD:
        for element in list(root.iter(f"{W}{name}")):
            _remove(element)
    lift_text_boxes(root)
    deleted = _accept_changes(root)
    hidden = _drop_runs(root, styles, ("vanish",))
    struck = _drop_runs(root, styles, ("strike", "dstrike"))
    _drop_contents(root, styles)
    pictures = sum(1 for name in ("drawing", "pict", "object") for _ in root.iter(f"{W}{name}"))
    comments = sum(1 for _ in root.iter(f"{W}commentReference"))
    found = (
        state("file.deleted_places", count=deleted) if deleted else None,
        state("file.hidden_places", count=hidden) if hidden else None,
        state("file.struck", count=struck) if struck else None,
        state("file.comment_places", count=comments) if comments else None,
        state("file.pictures", count=pictures) if pictures else None,
    )
    return tuple(one for one in found if one)


def lift_text_boxes(root: Element) -> None:
    """Put the paragraphs of each text box after the paragraph that it is anchored in, once."""
    for choices in list(root.iter(f"{_MC}AlternateContent")):
        boxes = [branch for branch in choices if next(branch.iter(f"{W}txbxContent"), None) is not None]
        for other in boxes[1:]:  # the choice and its fallback hold the same text
            choices.remove(other)
    for box in list(root.iter(f"{W}txbxContent")):
        anchor = next(box.iterancestors(f"{W}p"), None)
        content = list(box)
        _remove_box(box)
        if anchor is not None:
            for element in reversed(content):
                anchor.addnext(element)


def _remove_box(box: Element) -> None:
    """Remove a text box with the drawing around it."""
    frames = (f"{_MC}AlternateContent", f"{W}drawing", f"{W}pict", f"{W}object")
    frame = next((element for element in box.iterancestors() if element.tag in frames), box)
    outer = next(frame.iterancestors(f"{_MC}AlternateContent"), frame)
    _remove(outer if next(frame.iterancestors(f"{W}p"), None) is next(outer.iterancestors(f"{W}p"), None) else frame)


def _accept_changes(root: Element) -> int:
    """Remove what was deleted or moved away, and unwrap what was inserted or moved here; return the deleted places."""
    gone = 0
    for row in list(root.iter(f"{W}tr")):
        if row.find(f"{W}trPr/{W}del") is not None:
            gone += 1
            _remove(row)
    for name in ("del", "moveFrom"):
        for change in [change for change in root.iter(f"{W}{name}") if not _is_mark(change)]:
            gone += name == "del" and any(True for _ in change.iter(f"{W}t", f"{W}delText"))
            _remove(change)
    for name in ("ins", "moveTo"):
        for change in [change for change in root.iter(f"{W}{name}") if not _is_mark(change)]:
            _unwrap(change)
    for paragraph in list(root.iter(f"{W}p")):
        marks = paragraph.find(f"{W}pPr/{W}rPr")
        removed = marks is not None and any(marks.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))
        if removed and paragraph.find(f".//{W}r") is None and _has_neighbour(paragraph):
            _remove(paragraph)
    return gone


def _is_mark(change: Element) -> bool:
    parent = change.getparent()
    return parent is None or parent.tag in _MARK_PROPERTIES


def _has_neighbour(paragraph: Element) -> bool:
    """Tell whether a paragraph isn't the only one of its cell, which needs one."""
    parent = paragraph.getparent()
    return parent is not None and len(parent.findall(f"{W}p")) > 1


def _drop_runs(root: Element, styles: WordStyles, properties: tuple[str, ...]) -> int:
    """Remove the runs for which one of some properties is on; return the number of those with text."""
    tags = [f"{W}{name}" for name in properties]
    if not any(True for tree in (root, *styles.by_id.values()) for _ in tree.iter(*tags)):
        return 0  # most documents: to look at each run takes as long as to convert it
    gone = [run for run in root.iter(f"{W}r") if styles.is_on(run, properties)]
    count = sum(any((text.text or "").strip() for text in run.iter(f"{W}t")) for run in gone)
    for run in gone:
        _remove(run)
    return count


def _drop_contents(root: Element, styles: WordStyles) -> None:
    """Remove tables of contents, which repeat the headings, and the placeholders of empty fields."""
    for block in list(root.iter(f"{W}sdt")):
        gallery = block.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        contents = gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
        if contents or block.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            for text in list(block.iter(f"{W}t")):
                _remove(text)
    for paragraph in list(root.iter(f"{W}p")):
        if styles.name(style_of(paragraph)).lower().startswith(("toc ", "table of figures")):
            for text in list(paragraph.iter(f"{W}t")):
                _remove(text)


def _unwrap(element: Element) -> None:
    """Put the children of an element in its place."""
    for child in list(element):
        element.addprevious(child)
    _remove(element)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
