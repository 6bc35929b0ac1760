"""Write the quoted messages in the HTML of an e-mail as plain text marks them: each line after ">"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_OPENS, _CLOSES = "\ue000", "\ue001"  # for private use: no message has them
_INTRODUCTIONS = "//div[contains(@class,'gmail_attr') or contains(@class,'moz-cite-prefix')]"
_HISTORIES = "//div[contains(@class,'gmail_quote') or contains(@class,'yahoo_quoted')][not(.//blockquote)]"
_INDENTED = re.compile(r"border(?:-left)?:\s*(?:none|0)", re.IGNORECASE)  # what the button "indent" makes


def mark_quotes(html: str) -> str:
    """Return HTML in which quoted messages stand between marks, without the lines that say who wrote them and when.

    >>> quoted_lines(mark_quotes("<p>Non.</p><div class='moz-cite-prefix'>Awa a écrit :</div>"))
    '<div><p>Non.</p></div>'
    """
    from lxml.html import fragment_fromstring, tostring

    tree: HtmlElement = fragment_fromstring(html, create_parent="div")
    for element in [*tree.xpath(_INTRODUCTIONS), *tree.xpath(_HISTORIES)]:
        element.drop_tree()
    for quote in list(tree.iter("blockquote")):
        if _INDENTED.search(quote.get("style") or ""):
            quote.tag = "div"
            continue
        opens, closes = (quote.makeelement("p", {}) for _ in range(2))
        opens.text, opens.tail, closes.text, quote.text = _OPENS, quote.text, _CLOSES, None
        quote.insert(0, opens)
        quote.append(closes)
    return str(tostring(tree, encoding="unicode"))


def quoted_lines(text: str) -> str:
    """Return text whose lines between marks stand after ">"; the marks are left out.

    >>> quoted_lines("\\ue000\\nQui ?\\n\\ue001\\nLe siège.")
    '> Qui ?\\nLe siège.'
    """
    written: list[str] = []
    depth = 0
    for line in text.split("\n"):
        depth += line.count(_OPENS)
        bare = line.replace(_OPENS, "").replace(_CLOSES, "")
        if bare.strip() or bare == line:
            written.append(f"> {bare}" if depth else bare)
        depth -= line.count(_CLOSES)
    return "\n".join(written)
