"""PDF to Markdown, through PDFium (pypdfium2).

Not markitdown: it reads each PDF twice at up to 0.3 s a page, loses the ends of pages, which running heads
are told by, and the size of letters, which headings are told by.
"""

from __future__ import annotations

from index.obstacle import Obstacle
from index.pages import Line, to_markdown

PAGES = 2_000  # a file with more is refused
_PASSWORD = 4  # FPDF_ERR_PASSWORD in PDFium's fpdfview.h
_SECURITY = 5  # FPDF_ERR_SECURITY
_HYPHENS = "\x02\ufffe"  # what PDFium writes for a hyphen and the line's end after it
_BOLD = 600
_OCR = "Run OCR on it, e.g. ocrmypdf, and add it again."


def read_pdf(data: bytes) -> tuple[str, str]:
    """Read a PDF's text as Markdown, and the title in its metadata (often empty). Raise `Obstacle`."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in {_PASSWORD, _SECURITY}:
            raise Obstacle(
                "encrypted", "The PDF is protected by a password.", "Save it without one and add it again."
            ) from error
        raise Obstacle("corrupt", "The PDF is damaged and can't be opened.", "Export it again.") from error
    if count > PAGES:
        raise Obstacle("too_large", f"It has {count} pages, more than {PAGES}.", "Split it and add its parts.")
    pages, drawn, broken = [], False, 0
    for number in range(count):
        try:
            page = document[number]
            lines = _lines(page)
            drawn = drawn or (not lines and next(iter(page.get_objects(max_depth=2)), None) is not None)
            pages.append(lines)
            page.close()
        except pdfium.PdfiumError:
            broken += 1
    title = document.get_metadata_value("Title")
    document.close()
    if not any(pages):
        if broken or not count:
            raise Obstacle("corrupt", "None of the PDF's pages can be opened.", "Export it again.")
        if drawn:
            raise Obstacle("scanned", "Its pages are pictures without text.", _OCR)
        raise Obstacle("empty", "Its pages are blank.", "Add it again with its content.")
    letters = sum(mark.isalpha() for page in pages for line in page for mark in line.text)
    if drawn and letters < 20 * len(pages):
        raise Obstacle("scanned", "Its pages are pictures with next to no text.", _OCR)
    return to_markdown(pages), title


def _lines(page: object) -> list[Line]:
    """Read a page's lines in reading order, each with the size and place of its letters."""
    from pypdfium2 import raw

    text = page.get_textpage()  # type: ignore[attr-defined]  # pypdfium2 ships no types
    found: list[Line] = []
    start, written = 0, ""
    for place in range(text.count_chars() + 1):
        mark = chr(raw.FPDFText_GetUnicode(text.raw, place)) if place < text.count_chars() else "\n"
        if mark not in "\r\n":
            written += "-" if mark in _HYPHENS else mark
            if mark not in _HYPHENS:
                continue
        if written.strip():
            first = start + len(written) - len(written.lstrip())
            last = start + len(written.rstrip()) - 1
            left, bottom, _, top = text.get_charbox(first, loose=True)
            right = text.get_charbox(last, loose=True)[2]
            bold = raw.FPDFText_GetFontWeight(text.raw, first) >= _BOLD
            found.append(Line(written.strip(), round(top - bottom, 1), left, right, bottom, bold))
        start, written = place + 1, ""
    text.close()
    return found
