"""Mark in Markdown where the pages of a printed file begin, with a comment of its own: `<!-- page 7 -->`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARKER = re.compile(r"<!-- page (\d{1,5})( read by OCR)? -->")


@dataclass(frozen=True, slots=True)
class PageMarker:
    """The number of a page, counted from 1, and whether its text was read by OCR."""

    page: int
    ocr: bool = False

    def __str__(self) -> str:
        return f"<!-- page {self.page}{' read by OCR' * self.ocr} -->"


def page_marker(line: str) -> PageMarker | None:
    """Return the marker that a line of Markdown holds, or None.

    >>> page_marker("<!-- page 7 -->"), page_marker("Page 7")
    (PageMarker(page=7, ocr=False), None)
    >>> page_marker(str(PageMarker(3, ocr=True)))
    PageMarker(page=3, ocr=True)
    """
    found = _MARKER.fullmatch(line.strip())
    return PageMarker(int(found[1]), bool(found[2])) if found else None


def without_page_markers(markdown: str) -> str:
    """Return Markdown without its page markers.

    >>> without_page_markers("<!-- page 1 -->\\n\\nUn.\\n\\n<!-- page 2 -->\\n\\nDeux.")
    'Un.\\n\\nDeux.'
    """
    return re.sub(rf"(?m)^{_MARKER.pattern}\n*", "", markdown).strip()
