"""Find the headings that the writer of a document made in bold letters alone."""

from __future__ import annotations

import re

from corpus.word_list import word_lists

_BOLD = re.compile(r"(?:\*\*[^*\n]+\*\*\s*)+")
_HEADING = re.compile(r"(?m)^#{2,6} |^# .*[^#]*^# ")  # besides the one of the title
_CAPTION = re.compile(rf"{word_lists('documents')['caption_name'].alternation()}\s*(?:n[°o]\s*)?\d", re.IGNORECASE)
_LONGEST = 100  # characters
_SHARE = 0.4  # of the paragraphs, at most: with more, bold is emphasis


def with_bold_headings(markdown: str) -> str:
    """Return Markdown whose short paragraphs in bold are headings, if it has no others.

    >>> print(with_bold_headings("**1. Avance**\\n\\nElle est de 80 %.\\n\\n**Tableau 1 : Taux**\\n\\nVoir *ici*."))
    ## 1. Avance
    <BLANKLINE>
    Elle est de 80 %.
    <BLANKLINE>
    **Tableau 1 : Taux**
    <BLANKLINE>
    Voir *ici*.
    """
    if _HEADING.search(markdown):
        return markdown
    blocks = markdown.split("\n\n")
    heads = [_heading(block) for block in blocks]
    if sum(map(bool, heads)) > _SHARE * len(blocks):
        return markdown
    return "\n\n".join(f"## {head}" if head else block for head, block in zip(heads, blocks, strict=True))


def _heading(block: str) -> str:
    """Return the text of a paragraph in bold that reads as a heading, or ""."""
    text = " ".join(block.replace("**", "").split()) if _BOLD.fullmatch(block.strip()) else ""
    closed = text[-1:] in ".;,!…" or text[:1].islower()
    return "" if closed or len(text) > _LONGEST or _CAPTION.match(text) else text
