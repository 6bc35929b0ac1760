"""What PDF files do to letters and lines: text on its side, fonts without names, dashes, contact lines in bold."""

from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF

from index.errors import UnreadableFile
from index.ingest.page_marker import without_page_markers
from index.ingest.pdf import read_pdf
from index.ingest.pdf_line import PdfLine
from index.ingest.pdf_paragraphs import to_markdown
from tests.index.ingest.printed import grid, printed


def text_of(data: bytes) -> str:
    """Return the Markdown of a PDF without its page markers."""
    return without_page_markers(read_pdf(data).markdown).strip()


def with_unnamed_font(text: str) -> bytes:
    """Make a PDF whose font gives other letters than it shows, as fonts that do not name theirs."""
    names = "\n".join(f"<{ord(mark):02X}> <{0x180 + ord(mark):04X}>" for mark in sorted(set(text)) if mark != " ")
    count = len(set(text) - {" "})
    cmap = (
        f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange {count} beginbfchar\n{names}\nendbfchar endcmap"
    )
    content = f"BT /F 12 Tf 50 700 Td ({text}) Tj ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    body = "".join(f"{n} 0 obj\n{written}\nendobj\n" for n, written in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer << /Root 1 0 R >>\n%%EOF".encode()


def test_a_page_whose_letters_cannot_be_told_is_not_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs OCR as a scan does, which is not installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnreadableFile) as refusal:
        read_pdf(with_unnamed_font("Le partenaire envoie un rapport"))
    assert refusal.value.fault == "scanned"


def test_a_name_of_rows_on_its_side_stays_in_its_cell() -> None:
    """Its letters are one word, and no line each."""
    cells = [["", "Grade", "Nuit"], ["", "Agent", "30 euros"], ["", "Cadre", "50 euros"]]
    texts, lines = grid((20, 40, 80, 120), (20, 30, 40, 50), cells)
    lines = [line for line in lines if line[1] != 40 or line[3] != 40] + [(40.0, 40.0, 120.0, 40.0)]
    document = FPDF()
    document.add_page()
    document.set_font("helvetica", size=10)
    for left, top, _, text in texts:
        document.text(left, top, text)
    for line in lines:
        document.line(*line)
    with document.rotation(90, 32, 44):
        document.text(28, 44, "Zone nord")
    assert "| Zone nord | Agent | 30 euros |" in text_of(bytes(document.output()))


def test_a_dash_in_a_sentence_opens_no_item() -> None:
    """Where another one is open; else it opens one."""
    lines = (
        "The progress in decades – five million more",
        "children – is large. It goes on:",
        "– next year",
        "– and later",
    )
    dashed = ("The progress in decades – five million more children", "– is large. It goes on:", *lines[2:])
    for texts in (lines, dashed):
        page = [PdfLine(text, 10.0, 50.0, 250.0, 700.0 - 12 * n) for n, text in enumerate(texts)]
        assert to_markdown([page]) == f"{' '.join(lines[:2])}\n\n- next year\n- and later"


def test_contacts_and_amounts_in_bold_head_nothing() -> None:
    """Nor does an address of a website."""
    lines = ("**contact@exemple.org", "**www.exemple.org", "exemple.org", "**$162,490 Accra")
    page = [(20.0, 20.0 + 12 * n, 10.0, line) for n, line in enumerate(lines)]
    page += [(20.0, 80.0 + 5 * n, 10.0, "Le partenaire envoie un rapport au bureau, qui le lit.") for n in range(6)]
    assert "#" not in text_of(printed(page))


def test_items_whose_mark_touches_a_short_word_are_items() -> None:
    """A letter with its apostrophe is one."""
    page = [(20.0, 20.0, 10.0, "Avec :"), (20.0, 26.0, 10.0, "-L'eau"), (20.0, 32.0, 10.0, "-.Le bois")]
    assert text_of(printed(page)).endswith("- L'eau\n- Le bois")


def test_a_title_begins_on_the_smaller_line_above_it() -> None:
    """If it goes on with a small letter."""
    page = [(20.0, 20.0, 20.0, "Concevoir pour les personnes"), (20.0, 32.0, 30.0, "sourdes ou malentendantes")]
    found = read_pdf(printed([*page, (20.0, 60.0, 10.0, "Le texte est clair.")]))
    assert found.title == "Concevoir pour les personnes sourdes ou malentendantes"
