"""A web page's own text, its frame (menus, banners, footers) left out, through trafilatura and lxml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.navigation import without_navigation

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FRAME = (
    "//script|//style|//noscript|//template|//svg|//iframe|//nav|//aside|//footer|//form|//button|//dialog"
    "|//*[@role='navigation' or @role='search' or @role='banner' or @role='contentinfo']"
    "|//*[@aria-hidden='true' or @hidden]"
    "|//body/header|//header[not(.//h1)]"
    "|//*[contains(@class,'cookie') or contains(@id,'cookie') or contains(@class,'breadcrumb')"
    " or contains(@class,'share') or contains(@class,'menu')]"
)
_MAIN = ("//main", "//*[@role='main']", "//article", "//body")
_ENOUGH = 0.5  # share of the main part's text that trafilatura must have kept
_DIVIDER = re.compile(r"\s+[|·»–—]\s+|\s+-\s+")


@dataclass(frozen=True, slots=True)
class WebPage:
    """What a page says: its text, title, site and language attribute ("fr-FR"), each empty if it has none.

    `main` is the HTML of its main part, when trafilatura kept too little of it; else empty.
    """

    markdown: str
    title: str
    site: str
    language: str
    main: str = ""


def read_page(html: str) -> WebPage:
    """Extract a page's text as Markdown and what its head says of it. No text at all gives empty fields."""
    import trafilatura

    tree = trafilatura.load_html(html)
    if tree is None:
        return WebPage("", "", "", "")
    language = next(iter(tree.xpath("//html/@lang | //html/@xml:lang")), "")
    about = trafilatura.extract_metadata(html)
    site = about.sitename or ""
    title = about.title or ""
    markdown = without_navigation(
        trafilatura.extract(
            html,
            output_format="markdown",
            include_comments=False,
            include_tables=True,
            include_links=False,
            favor_recall=True,
        )
        or ""
    )
    main = _main(tree)
    kept = len(re.sub(r"\W", "", markdown))
    lost = kept < _ENOUGH * len(re.sub(r"\W", "", " ".join(main.itertext())))
    return WebPage(markdown, _own(title, site), site, str(language), _html(main) if lost else "")


def _main(tree: HtmlElement) -> HtmlElement:
    """Find the main part of a page and take the frame out of it."""
    for element in tree.xpath(_FRAME):
        if element.getparent() is not None and element.tag not in {"html", "body", "main", "article"}:
            element.drop_tree()
    return next((found[0] for path in _MAIN if (found := tree.xpath(path))), tree)


def _html(element: HtmlElement) -> str:
    from lxml.html import tostring

    return str(tostring(element, encoding="unicode"))


def _own(title: str, site: str) -> str:
    """Take the site's name off a page's title.

    >>> _own("Résilier un accord | ONG Exemple", "ONG Exemple")
    'Résilier un accord'
    """
    parts = _DIVIDER.split(title.strip())
    own = [part for part in parts if part.strip().lower() != site.strip().lower()]
    return title.strip() if len(own) in {0, len(parts)} else own[0].strip()
