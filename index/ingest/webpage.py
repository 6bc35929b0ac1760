"""Read the text of a web page without its frame (menus, banners, footers), through trafilatura."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.word_list import word_lists
from index.ingest.html_table import flatten_tables, table_warnings
from index.ingest.page_frame import remove_frame
from index.ingest.visible_html import keep_visible
from index.statement import Statement, state

if TYPE_CHECKING:
    from lxml.html import HtmlElement


_LISTS = word_lists("web_page_frame")
_FRAME_WORDS = frozenset(_LISTS["frame"].of())
_FRAME_OR_HEADING = frozenset(_LISTS["frame_or_heading"].of())
_FRAME_PATTERN = re.compile(_LISTS["frame_pattern"].alternation(), re.IGNORECASE)
_ANSWERS = frozenset(_LISTS["answer"].of())
_MARK = re.compile(r"^\s*(?:[-*•>|#]|\d+[.)])")
_REPEATED = 3  # times that a short line comes back in a frame
_FRAME_ELEMENTS = (
    "//script|//style|//noscript|//template|//svg|//iframe|//nav|//aside|//footer|//form|//button|//dialog"
    "|//*[@role='navigation' or @role='search' or @role='banner' or @role='contentinfo']"
    "|//*[@aria-hidden='true' or @hidden]"
    "|//body/header|//header[not(.//h1)]"
    "|//*[contains(@class,'cookie') or contains(@id,'cookie') or contains(@class,'breadcrumb')"
    " or contains(@class,'share') or contains(@class,'menu')]"
)
_MAIN = ("//main", "//*[@role='main']", "//article", "//body")
_LEAST_KEPT = 0.5  # share of the main part's text that trafilatura must have kept
_DIVIDER = re.compile(r"\s+[|·»–—]\s+|\s+-\s+")


@dataclass(frozen=True, slots=True)
class WebPage:
    """The content of a page: its text, title, site and language attribute ("fr-FR"), each empty if it has none.

    `main` is the HTML of its main part, when trafilatura kept too little of it; else empty. `warnings` say what was
    left out or is doubtful.
    """

    markdown: str
    title: str
    site: str
    language: str
    main: str = ""
    warnings: tuple[Statement, ...] = ()


def read_page(html: str) -> WebPage:
    """Return the text of a page as Markdown, with the data of its head. A page without text gives empty fields."""
    import trafilatura

    tree = trafilatura.load_html(html)
    if tree is None:
        return WebPage("", "", "", "")
    language = next(iter(tree.xpath("//html/@lang | //html/@xml:lang")), "")
    about = trafilatura.extract_metadata(html)
    site = about.sitename or ""
    frame = (state("file.page_frame"),) if remove_frame(tree) else ()
    warnings = (*frame, *keep_visible(tree), *table_warnings(flatten_tables(tree)))
    markdown = without_navigation(
        trafilatura.extract(
            _html(tree),
            output_format="markdown",
            include_comments=False,
            include_tables=True,
            include_links=False,
            favor_recall=True,
        )
        or ""
    )
    main = _main_part(tree)
    kept = len(re.sub(r"\W", "", markdown))
    lost = kept < _LEAST_KEPT * len(re.sub(r"\W", "", " ".join(main.itertext()))) or _misses_heading(markdown, main)
    title = _without_site_name(about.title or "", site)
    return WebPage(markdown, title, site, str(language), _html(main) if lost else "", warnings)


def _misses_heading(markdown: str, main: HtmlElement) -> bool:
    """Tell whether Markdown lacks one of the headings of a main part that text stands under."""
    kept = {_normalised(line) for line in markdown.split("\n") if line.startswith("#")}
    headings = main.xpath(".//h1|.//h2|.//h3|.//h4")
    named = (" ".join(heading.text_content().split()) for heading in headings if _opens_text(heading))
    return any(name and _normalised(name) not in kept and name.lower() not in _FRAME_WORDS for name in named)


def _opens_text(heading: HtmlElement) -> bool:
    """Tell whether a paragraph, a list or a table comes after a heading, before the next one."""
    after = heading.xpath("following::*[self::p or self::ul or self::ol or self::table or self::h1 or self::h2][1]")
    return bool(after) and after[0].tag not in {"h1", "h2"} and bool(after[0].text_content().strip())


def without_navigation(text: str) -> str:
    """Return `text` without lines of navigation, and without very short lines that come back three times.

    >>> without_navigation("Rechercher\\nFermer le menu\\n\\nLe partenaire signe.\\n\\nRecherche")
    'Le partenaire signe.'
    """
    lines = text.split("\n")
    counts = Counter(_normalised(line) for line in lines if _is_label(line))
    kept = [
        line
        for place, line in enumerate(lines)
        if not (_is_frame(line, lines, place) or (_is_label(line) and counts[_normalised(line)] >= _REPEATED))
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")


def _is_frame(line: str, lines: list[str], place: int) -> bool:
    """Tell whether a line is a known phrase of a page's frame."""
    text = _normalised(line)
    if text in _FRAME_WORDS or _FRAME_PATTERN.fullmatch(text):
        return not line.lstrip().startswith("|")
    if text not in _FRAME_OR_HEADING:
        return False
    follower = next((later for later in lines[place + 1 :] if later.strip()), "")
    return len(follower) < 60


def _is_label(line: str) -> bool:
    """Tell whether a line is short enough to be a button: one to three words, no number, no item."""
    words = line.split()
    return (
        0 < len(words) <= 3
        and len(line) <= 30
        and not (
            _MARK.match(line)
            or any(mark.isdigit() for mark in line)
            or _normalised(line) in _ANSWERS
            or line.rstrip()[-1] in ".;:,!?"
        )
    )


def _normalised(line: str) -> str:
    """Put a line in small letters, straight apostrophes, without marks around it.

    >>> _normalised("  - En savoir plus »")
    'en savoir plus'
    """
    return line.replace("’", "'").strip(" \t-*•#>»«→›.!:…[]").lower()


def _main_part(tree: HtmlElement) -> HtmlElement:
    """Find the main part of a page and take the frame out of it."""
    for element in tree.xpath(_FRAME_ELEMENTS):
        if element.getparent() is not None and element.tag not in {"html", "body", "main", "article"}:
            element.drop_tree()
    return next((found[0] for path in _MAIN if (found := tree.xpath(path))), tree)


def _html(element: HtmlElement) -> str:
    from lxml.html import tostring

    return str(tostring(element, encoding="unicode"))


def _without_site_name(title: str, site: str) -> str:
    """Take the site's name off a page's title.

    >>> _without_site_name("Résilier un accord | ONG Exemple", "ONG Exemple")
    'Résilier un accord'
    """
    parts = _DIVIDER.split(title.strip())
    own = [part for part in parts if part.strip().lower() != site.strip().lower()]
    return title.strip() if len(own) in {0, len(parts)} else own[0].strip()
