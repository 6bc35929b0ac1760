"""Convert HTML to Markdown as it stands, through markitdown."""

from __future__ import annotations

import re

from index.ingest.converted_text import normalise
from index.ingest.html_table import flatten_tables, table_warnings
from index.ingest.visible_html import keep_visible
from index.statement import Statement

_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_BULLET = re.compile(r"^( *)[*+] (?=\S)", re.MULTILINE)  # markitdown has another mark for each depth
_DOTS = re.compile(r"^( *)[·•▪■§\uf0b7\uf0a7] +(?=\S)", re.MULTILINE)  # what word processors export as bullets
_ESCAPED = re.compile(r"\\([_*\[\]<>#])")
_QUOTE = re.compile(r"^(?:> ?)+", re.MULTILINE)
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^>\s]+)>")
_EMPTY_HEADING = re.compile(r"^#{1,6}[ *_]*$\n*", re.MULTILINE)
_TIGHT = re.compile(r"(\*\*[^*\n]+[:.;,!?])\*\*(?=[^\W_])")  # bold words that end in a mark, without a space behind
_SEAM = re.compile(r"(?<=[^\s*])\*{4}(?=[^\s*])")  # between two bold words
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")


def html_to_markdown(html: str) -> tuple[str, tuple[Statement, ...]]:
    """Return the text of HTML as Markdown, tables flattened and what is struck out left out, with warnings.

    >>> text, warnings = html_to_markdown("<h1>Guide</h1><p>Le <s>vieux</s> plan.</p>")
    >>> text, [warning.key for warning in warnings]
    ('# Guide\\n\\nLe plan.', ['file.struck'])
    """
    from lxml.html import fragment_fromstring, tostring

    tree = fragment_fromstring(html, create_parent="div")
    warnings = (*keep_visible(tree), *table_warnings(flatten_tables(tree)))
    return plain_markdown(str(tostring(tree, encoding="unicode"))), warnings


def plain_markdown(html: str) -> str:
    """Return the text of HTML whose tables are flat as Markdown, every item of a list with the same mark.

    >>> plain_markdown("<p>www.exemple.org/le_plan</p>")
    'www.exemple.org/le_plan'
    >>> plain_markdown("<ul><li>un<ul><li>deux</li></ul></li></ul>")
    '- un\\n  - deux'
    >>> plain_markdown("<blockquote><p>* Hors taxes [1]</p></blockquote>")
    '* Hors taxes [1]'
    """
    from markitdown.converters import HtmlConverter

    markdown = _BULLET.sub(r"\1- ", without_links(HtmlConverter().convert_string(html).markdown))
    return _DOTS.sub(r"\1- ", unescaped(normalise(markdown)))


def unescaped(markdown: str) -> str:
    """Return Markdown without escapes, marks of quotations, angle brackets of addresses and empty headings.

    >>> unescaped("> Voir \\\\[1\\\\] <https://exemple.org>\\n\\n###\\n\\nSuite")
    'Voir [1] https://exemple.org\\n\\nSuite'
    >>> unescaped("**Couleur :**Le site a deux couleurs.")
    '**Couleur :** Le site a deux couleurs.'
    """
    markdown = _SEAM.sub("", _EMPTY_HEADING.sub("", _QUOTE.sub("", markdown)))
    return _TIGHT.sub(r"\1** ", _ADDRESS.sub(r"\1", _ESCAPED.sub(r"\1", markdown)))


def without_links(markdown: str) -> str:
    """Return Markdown with the words of links and without pictures.

    >>> without_links("Voir [le guide](https://exemple.org) ![logo](data:x)")
    'Voir le guide '
    """
    return _LINK.sub(r"\1", _IMAGE.sub("", markdown))
