"""Put the footnotes and endnotes of a Word document at the end of the paragraph that refers to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.ingest.word_style import W

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NOTE = "(note – {})"  # the same in French and English


def inline_notes(root: Element, notes: Element | None, kind: str) -> None:
    """Replace the references of a `kind` ("footnote", "endnote") in `root`, in place, by the texts of `notes`."""
    texts = {} if notes is None else {note.get(f"{W}id"): note_text(note) for note in notes.findall(f"{W}{kind}")}
    for reference in list(root.iter(f"{W}{kind}Reference")):
        paragraph = next(reference.iterancestors(f"{W}p"), None)
        text = texts.get(reference.get(f"{W}id"), "")
        parent = reference.getparent()
        if parent is not None:
            parent.remove(reference)
        if paragraph is not None and text:
            append_text(paragraph, f" {NOTE.format(text)}")


def note_text(note: Element) -> str:
    """Return the text of a note on one line."""
    paragraphs = ("".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in note.iter(f"{W}p"))
    return " ".join(" ".join(paragraphs).split())


def append_text(paragraph: Element, text: str) -> None:
    """Add a run of text to the end of a paragraph."""
    run = paragraph.makeelement(f"{W}r", {})
    written = run.makeelement(f"{W}t", {_SPACE: "preserve"})
    written.text = text
    run.append(written)
    paragraph.append(run)
