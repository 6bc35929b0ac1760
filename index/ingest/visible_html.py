"""Reduce HTML to what is shown and holds: nothing hidden, deleted or struck out, no marks of footnotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.ingest.converted_text import counted
from index.ingest.word_note import NOTE

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_STRUCK = "//del|//s|//strike|//*[contains(translate(@style,' ',''),'text-decoration:line-through')]"
_HIDDEN = (
    "//*[@hidden or contains(translate(@style,' ',''),'display:none')"
    " or contains(translate(@style,' ',''),'visibility:hidden')]"
)
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[*†‡a-z])\]?")
_MARK_LINKS = "//sup[.//a[starts-with(@href,'#') or contains(@href,'#')]]|//a[sup][starts-with(@href,'#')]"
_RAISED = "//sup[not(*)]|//sup[count(*)=1 and (strong or b or em or i) and not(text())]"
_OWN_MARK = re.compile(r"^\[?\d{1,3}[\].)]*\s*")  # of a note, before its text
_COMMENT = re.compile(r"^#", re.MULTILINE)
_BACK_LINKS = "//a[starts-with(@href,'#')][normalize-space()='↑' or normalize-space()='↩' or normalize-space()='^']"


def keep_visible(tree: HtmlElement) -> tuple[str, ...]:
    """Remove from `tree`, in place, what isn't text that holds; return a warning for what was removed.

    >>> from lxml.html import fromstring, tostring
    >>> page = fromstring("<p>Le taux est de <del>12 %</del> <ins>7 %</ins><sup><a href='#n1'>1</a></sup>.</p>")
    >>> keep_visible(page), tostring(page)
    (('Struck-out text was left out (1 place).',), b'<p>Le taux est de  <ins>7 %</ins>.</p>')
    """
    struck, _ = _drop(tree, _STRUCK), _drop(tree, _HIDDEN)  # what is hidden is mostly menus: no one misses it
    inline_notes(tree)
    for mark in tree.xpath(_MARK_LINKS):
        if _NOTE_MARK.fullmatch(mark.text_content().strip()) and mark.getparent() is not None:
            mark.drop_tree()
    _drop(tree, _BACK_LINKS)
    _part_raised_figures(tree)
    _indent_comments(tree)
    return (f"Struck-out text was left out ({counted(struck, 'place', 'places')}).",) if struck else ()


def inline_notes(tree: HtmlElement) -> None:
    """Put the notes of a book at their marks, in place (EPUB: "noteref" and "footnote").

    >>> from lxml.html import fromstring, tostring
    >>> mark, note = "<a href='#n' epub:type='noteref'>1</a>", "<aside id='n'><p>1. Sauf danger.</p></aside>"
    >>> page = fromstring(f"<div><p>Sous 24 h{mark}.</p>{note}</div>")
    >>> inline_notes(page), page.text_content()
    (None, 'Sous 24 h (note – Sauf danger).')
    """
    notes = {note.get("id"): note for note in tree.iter("aside", "li", "div", "p") if note.get("id")}
    for mark in [link for link in tree.iter("a") if link.get("epub:type") == "noteref"]:
        note = notes.pop(mark.get("href", "").partition("#")[2], None)
        if note is None or note.getparent() is None:
            continue
        text = _OWN_MARK.sub("", " ".join(note.text_content().split())).rstrip(" .↩↑")
        for part in list(mark):
            mark.remove(part)
        mark.text = f" {NOTE.format(text)}"
        note.drop_tree()


def _part_raised_figures(tree: HtmlElement) -> None:
    """Write "^" before the raised figures that follow a figure, in place: an exponent or a note's mark is no digit.

    >>> from lxml.html import fromstring, tostring
    >>> page = fromstring("<p>45<sup>1</sup> euros, 9 m<sup>2</sup></p>")
    >>> _part_raised_figures(page), page.text_content()
    (None, '45^1 euros, 9 m2')
    """
    for raised in tree.xpath(_RAISED):
        before = "".join(raised.xpath("preceding::text()[1]"))
        if before[-1:].isdigit() and re.fullmatch(r"[-–]?\d{1,3}", raised.text_content().strip()):
            inner = raised[0] if len(raised) else raised
            inner.text = f"^{inner.text or ''}"


def _indent_comments(tree: HtmlElement) -> None:
    """Indent the comments of code, in place: Markdown takes a line that begins with "#" for a heading.

    >>> from lxml.html import fromstring, tostring
    >>> page = fromstring("<div><pre>help()\\n# shows all\\n</pre></div>")
    >>> _indent_comments(page), page.text_content()
    (None, 'help()\\n    # shows all\\n')
    """
    for element in [part for code in tree.iter("pre") for part in code.iter()]:
        element.text = _COMMENT.sub("    #", element.text) if element.text else element.text
        if element.tail and element.tag != "pre":
            element.tail = _COMMENT.sub("    #", element.tail)


def _drop(tree: HtmlElement, path: str) -> int:
    """Remove the elements at an XPath, and return the number of those that held text."""
    removed = 0
    for element in tree.xpath(path):
        if element.getparent() is not None and element.tag not in {"html", "body"}:
            removed += bool(element.text_content().strip())
            element.drop_tree()
    return removed
