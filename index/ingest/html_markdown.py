"""Convert HTML to Markdown as it stands, through markitdown."""

from __future__ import annotations

import re

from index.ingest.converted_text import normalise
from index.ingest.html_table import flatten_tables, table_warnings
from index.ingest.visible_html import keep_visible

_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_BULLET = re.compile(r"^( *)[*+] (?=\S)", re.MULTILINE)  # markitdown has another mark for each depth
_ESCAPED = re.compile(r"(?<=\w)\\_(?=\w)")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")


def html_to_markdown(html: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of HTML as Markdown, tables flattened and what is struck out left out, with warnings.

    >>> html_to_markdown("<h1>Guide</h1><p>Le <s>vieux</s> plan.</p>")
    ('# Guide\\n\\nLe plan.', ('Struck-out text was left out (1 place).',))
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
    """
    from markitdown.converters import HtmlConverter

    markdown = without_links(HtmlConverter().convert_string(html).markdown)
    return _BULLET.sub(r"\1- ", normalise(_ESCAPED.sub("_", markdown)))


def without_links(markdown: str) -> str:
    """Return Markdown with the words of links and without pictures.

    >>> without_links("Voir [le guide](https://exemple.org) ![logo](data:x)")
    'Voir le guide '
    """
    return _LINK.sub(r"\1", _IMAGE.sub("", markdown))
