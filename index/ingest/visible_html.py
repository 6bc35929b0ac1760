"""Reduce HTML to what is shown and holds: nothing hidden, deleted or struck out, no marks of footnotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.ingest.converted_text import counted

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_STRUCK = "//del|//s|//strike|//*[contains(translate(@style,' ',''),'text-decoration:line-through')]"
_HIDDEN = (
    "//*[@hidden or contains(translate(@style,' ',''),'display:none')"
    " or contains(translate(@style,' ',''),'visibility:hidden')]"
)
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[*†‡a-z])\]?")
_MARK_LINKS = "//sup[.//a[starts-with(@href,'#') or contains(@href,'#')]]|//a[sup][starts-with(@href,'#')]"
_BACK_LINKS = "//a[starts-with(@href,'#')][normalize-space()='↑' or normalize-space()='↩' or normalize-space()='^']"


def keep_visible(tree: HtmlElement) -> tuple[str, ...]:
    """Remove from `tree`, in place, what isn't text that holds; return a warning for what was removed.

    >>> from lxml.html import fromstring, tostring
    >>> page = fromstring("<p>Le taux est de <del>12 %</del> <ins>7 %</ins><sup><a href='#n1'>1</a></sup>.</p>")
    >>> keep_visible(page), tostring(page)
    (('Struck-out text was left out (1 place).',), b'<p>Le taux est de  <ins>7 %</ins>.</p>')
    """
    struck, _ = _drop(tree, _STRUCK), _drop(tree, _HIDDEN)  # what is hidden is mostly menus: no one misses it
    for mark in tree.xpath(_MARK_LINKS):
        if _NOTE_MARK.fullmatch(mark.text_content().strip()) and mark.getparent() is not None:
            mark.drop_tree()
    _drop(tree, _BACK_LINKS)
    return (f"Struck-out text was left out ({counted(struck, 'place', 'places')}).",) if struck else ()


def _drop(tree: HtmlElement, path: str) -> int:
    """Remove the elements at an XPath, and return the number of those that held text."""
    removed = 0
    for element in tree.xpath(path):
        if element.getparent() is not None and element.tag not in {"html", "body"}:
            removed += bool(element.text_content().strip())
            element.drop_tree()
    return removed
