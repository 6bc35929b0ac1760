"""Reduce HTML to what is shown and holds: nothing hidden, deleted or struck out, no marks of footnotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.ingest.html_notes import inline_notes
from index.ingest.page_frame import is_menu
from index.statement import Statement, state

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_STRUCK = "//del|//s|//strike|//*[contains(translate(@style,' ',''),'text-decoration:line-through')]"
_HIDDEN = (
    "//*[@hidden or contains(translate(@style,' ',''),'display:none')"
    " or contains(translate(@style,' ',''),'visibility:hidden')]"
)
_COLLAPSED = re.compile(
    r"(?:.*-)?(?:accordion|collaps(?:e|ible|ed)|faq|toggle|tab-?pane|tabs?-?panel|panel)(?:[-_].*)?"
)
_NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[*†‡a-z])\]?")
_MARK_LINKS = "//sup[.//a[contains(@href,'#')]]|//a[starts-with(@href,'#')][sup or starts-with(normalize-space(),'[')]"
_RAISED = "//sup[not(*)]|//sup[count(*)=1 and (strong or b or em or i) and not(text())]"
_LETTERS = 26  # of the alphabet
_COMMENT = re.compile(r"^#", re.MULTILINE)
_BACK_LINKS = "//a[starts-with(@href,'#')][normalize-space()='↑' or normalize-space()='↩' or normalize-space()='^']"


def keep_visible(tree: HtmlElement) -> tuple[Statement, ...]:
    """Remove from `tree`, in place, what isn't text that holds; return a warning for what was removed.

    >>> from lxml.html import fromstring, tostring
    >>> page = fromstring("<p>Le taux est de <del>12 %</del> <ins>7 %</ins><sup><a href='#n1'>1</a></sup>.</p>")
    >>> keep_visible(page), tostring(page)
    ((Statement(key='file.struck', values=(('count', 1),)),), b'<p>Le taux est de  <ins>7 %</ins>.</p>')
    """
    struck = _drop(tree, _STRUCK)
    _show_collapsed(tree)
    _name_what_opens(tree)
    _drop(tree, _HIDDEN)  # what is still hidden is mostly menus: no one misses it
    inline_notes(tree)
    _join_definitions(tree)
    for mark in tree.xpath(_MARK_LINKS):
        if _NOTE_MARK.fullmatch(mark.text_content().strip()) and mark.getparent() is not None:
            mark.drop_tree()
    _drop(tree, _BACK_LINKS)
    _part_raised_figures(tree)
    _write_letters(tree)
    _indent_comments(tree)
    return (state("file.struck", count=struck),) if struck else ()


def _show_collapsed(tree: HtmlElement) -> None:
    """Show in place what a click on its heading opens, as answers to frequent questions are; a menu stays hidden.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div><h3 aria-expanded='false'>Qui ?</h3><div style='display:none'>Tous.</div></div>")
    >>> _show_collapsed(page), keep_visible(page), page.text_content()
    (None, (), 'Qui ?Tous.')
    """
    opened = {
        (opener.get(name) or "").lstrip("#")
        for opener in tree.iter()
        for name in ("aria-controls", "data-target", "data-bs-target")
    }
    for element in tree.xpath(_HIDDEN):
        before = element.getprevious()
        follows = before is not None and before.xpath("descendant-or-self::*[@aria-expanded]")
        named = any(map(_COLLAPSED.fullmatch, (element.get("class") or "").lower().split()))
        if (follows or named or (element.get("id") or "") in opened - {""}) and not is_menu(element):
            element.attrib.pop("hidden", None)
            element.attrib.pop("style", None)


def _name_what_opens(tree: HtmlElement) -> None:
    """Make a heading of what a reader clicks to open a text, in place.

    >>> from lxml.html import fromstring, tostring
    >>> page = fromstring("<div><details><summary>Qui ?</summary>Tous.</details></div>")
    >>> _name_what_opens(page), tostring(page)
    (None, b'<div><div><h4>Qui ?</h4>Tous.</div></div>')
    >>> page = fromstring("<div><details><summary><h3>Qui ?</h3></summary>Tous.</details></div>")
    >>> _name_what_opens(page), tostring(page)
    (None, b'<div><div><h3>Qui ?</h3>Tous.</div></div>')
    """
    for opener in list(tree.iter("summary")):
        if opener.xpath(".//h1|.//h2|.//h3|.//h4|.//h5|.//h6"):
            opener.drop_tag()
        else:
            opener.tag = "h4"
    for details in tree.iter("details"):
        details.tag = "div"
        details.attrib.clear()


def _join_definitions(tree: HtmlElement) -> None:
    """Make a paragraph of each term and its definition, in place.

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div><dl><dt>Délai</dt><dd>Deux mois</dd><dt>Qui ?</dt><dd>Tous.</dd></dl></div>")
    >>> _join_definitions(page), [part.text_content() for part in page.iter("p")]
    (None, ['Délai – Deux mois', 'Qui ?', 'Tous.'])
    """
    for term in [term for pairs in tree.iter("dl") for term in pairs.iter("dt")]:
        definition = term.getnext()
        apart = (
            definition is None or definition.tag != "dd" or len(definition) or term.text_content().strip()[-1:] in "?!:"
        )
        if definition is None or apart:
            term.tag = "p"
            continue
        term.tag, term.tail = "p", None
        last = list(term)
        words = f" – {(definition.text or '').strip()}"
        if last:
            last[-1].tail = (last[-1].tail or "").rstrip() + words
        else:
            term.text = (term.text or "").strip() + words
        definition.drop_tree()
    for definition in tree.xpath("//dd"):
        definition.tag = "div" if len(definition) else "p"
    for pairs in tree.xpath("//dl"):
        pairs.tag = "div"


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


def _write_letters(tree: HtmlElement) -> None:
    """Write the letters of the items of a lettered list, in place: Markdown has figures alone, and texts refer to "b)".

    >>> from lxml.html import fromstring
    >>> page = fromstring("<div><ol type='a' start='2'><li>Bilan</li><li><p>Solde</p></li></ol></div>")
    >>> _write_letters(page), [item.text_content() for item in page.iter("li")], page[0].tag
    (None, ['b) Bilan', 'c) Solde'], 'ul')
    """
    for lettered in tree.xpath("//ol[@type='a' or @type='A']"):
        start = lettered.get("start") or "1"
        first = ord(lettered.get("type")) - 1 + (int(start) if start.isdigit() else 1)
        for number, item in enumerate(lettered.iterchildren("li")):
            if number + first - ord(lettered.get("type")) < _LETTERS:
                block = item if (item.text or "").strip() or not len(item) else item[0]
                block.text = f"{chr(first + number)}) {(block.text or '').lstrip()}"
        lettered.tag = "ul"


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
