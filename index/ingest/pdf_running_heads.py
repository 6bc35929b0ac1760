"""Take running heads, footers, page numbers and printed tables of contents out of the lines of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.word_list import word_lists
from index.ingest.pdf_line import PdfLine
from index.ingest.pdf_tables import PdfTable

Item = PdfLine | PdfTable

_LISTS = word_lists("printed_pages")
_OF_PAGES = word_lists("documents")["of_pages"].alternation()
_NUMBER = re.compile(
    rf"(?:page\s*)?[-–|]?\s*\d{{1,4}}\s*(?:(?:/|{_OF_PAGES})\s*\d{{1,4}})?\s*[-–|]?(?:\s*\|\s*page)?",
    re.IGNORECASE,
)
_NUMBERED_HEADING = re.compile(rf"{_LISTS['numbered_heading'].alternation()}\s+\d+\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(rf"\s*page\s*\d+\s*(?:(?:/|{_OF_PAGES})\s*\d*)?")
_CONTENTS_TITLE = re.compile(rf"{_LISTS['contents_title'].alternation()}\s*:?", re.IGNORECASE)
_DOTTED = re.compile(r".*(?:[.·…_]\s?){5}\s*\d{1,4}\s*")  # "2 Naming . . . . . . 3" repeats a heading
_ENDS_IN_PAGE = re.compile(r".*\D\s\d{1,3}")
_EDGE = 2  # lines at the top and bottom of a page that may be running heads


def without_running_heads(pages: Sequence[Sequence[Item]]) -> tuple[list[list[Item]], set[str]]:
    """Return pages without page numbers and running heads, and what was taken out.

    A running head stands at the edge of a third of the pages, and of three; numbered headings ("Article 2") are none.

    >>> pages = [[PdfLine("Guide 2024", 9), PdfLine(f"Article {n}", 9), PdfLine(f"{n}", 9)] for n in range(1, 4)]
    >>> [[line.text for line in page] for page in without_running_heads(pages)[0]]
    [['Article 1'], ['Article 2'], ['Article 3']]
    """
    counts = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    often = {key for key, count in counts.items() if count >= max(3, len(pages) / 3)}
    # In two pages, only the same words at the same height are a running head.
    heights = Counter((_key(line), round(line.bottom)) for page in pages for line in _edges(page) if line.bottom)
    often |= {key for (key, _), count in heights.items() if count >= max(2, len(pages))}
    cleaned: list[list[Item]] = []
    dropped: set[str] = set()
    for page in pages:
        heads = [line for line in _edges(page) if _key(line) in often or _NUMBER.fullmatch(line.text.strip())]
        dropped |= {_key(line) for line in heads if _key(line)}
        places = {id(line) for line in heads}
        cleaned.append([item for item in page if id(item) not in places])
    return cleaned, dropped


def without_contents(pages: Sequence[Sequence[Item]]) -> tuple[list[list[Item]], bool]:
    """Return pages without printed tables of contents, and whether there was one.

    >>> lines = [PdfLine(text, 9) for text in ("Sommaire", "Le bureau 3", "Les visites 7", "Texte.")]
    >>> [line.text for line in without_contents([lines])[0][0]]
    ['Texte.']
    """
    cleaned: list[list[Item]] = []
    found = inside = False
    for page in pages:
        kept: list[Item] = []
        for place, item in enumerate(page):
            if isinstance(item, PdfTable):
                inside = False
                kept.append(item)
                continue
            titled = _CONTENTS_TITLE.fullmatch(item.text.strip()) and _opens_contents(page[place + 1 :])
            entry = inside and _ENDS_IN_PAGE.fullmatch(item.text.strip())
            inside = bool(titled or entry)
            if inside or _DOTTED.fullmatch(item.text):
                found = True
            else:
                kept.append(item)
        cleaned.append(kept)
    return cleaned, found


def texts_of(item: Item) -> list[str]:
    """Return the text of a line, or those of a table's cells, row by row."""
    return [item.text] if isinstance(item, PdfLine) else [cell for row in item.rows for cell in row]


def is_numbered_heading(text: str) -> bool:
    """Tell whether a text opens with the number of a part.

    >>> is_numbered_heading("Article 2"), is_numbered_heading("Guide 2")
    (True, False)
    """
    return bool(_NUMBERED_HEADING.match(text.strip()))


def _opens_contents(following: Sequence[Item]) -> bool:
    """Tell whether most of the next lines end in the number of a page."""
    near = [item for item in following[:6] if isinstance(item, PdfLine)]
    entries = [line for line in near if _ENDS_IN_PAGE.fullmatch(line.text.strip()) or _DOTTED.fullmatch(line.text)]
    return len(entries) * 2 > len(near) or (bool(entries) and near[0] is entries[0])


def _edges(page: Sequence[Item]) -> list[PdfLine]:
    """Return the first and last lines of a page, and the highest and the lowest, which the file may have elsewhere."""
    lines = [item for item in page if isinstance(item, PdfLine)]
    if len(lines) <= 2 * _EDGE:
        return lines
    by_height = sorted(lines, key=lambda line: line.bottom)
    edges = [*lines[:_EDGE], *lines[-_EDGE:], by_height[0], by_height[-1]]
    return list({id(line): line for line in edges}.values())


def _key(line: PdfLine) -> str:
    """Return the text of a running head without the page number at its start or end."""
    text = line.text.strip().lower()
    text = _PAGE_NUMBER.sub("", text)
    return text if is_numbered_heading(text) else re.sub(r"^\d+|\d+$", "", text).strip()
