"""The picture of a printed page: the words of a passage are marked on it, whatever the page looks like."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from fpdf import FPDF
from PIL import Image

from index.document import Document, document_id
from index.ingest.marked_page import BYTES, marked_page
from index.ingest.page_picture import page_picture
from index.ingest.sandbox import Sandbox, SandboxLimits
from tests.index.ingest.printed import Placed, grid, printed

A4 = (210.0, 297.0)  # millimetres
FIRST = "Le préavis dure trente jours à compter du courrier."
SECOND = "La caution est rendue au plus tard à la fin du mois."
Area = tuple[float, float, float, float]  # left, upper, right and lower edge in millimetres


def opened(picture: bytes) -> Image.Image:
    """Return the picture."""
    return Image.open(io.BytesIO(picture)).convert("RGB")


def yellow(picture: Image.Image, area: Area, page: tuple[float, float] = A4) -> float:
    """Return the share of an area of the page that is not white, grey or black but yellow."""
    scale = picture.width / page[0]
    left, upper, right, lower = (round(edge * scale) for edge in area)
    data = picture.crop((left, upper, right, lower)).tobytes()
    pixels = list(zip(data[::3], data[1::3], data[2::3], strict=True))
    return sum(red > 120 and green > 110 and blue < 0.75 * red for red, green, blue in pixels) / len(pixels)


def line(left: float, baseline: float, right: float) -> Area:
    """Return the area of the small letters of a line of text at 11 points."""
    return left + 1, baseline - 2, right, baseline


def width(text: str, size: float = 11.0) -> float:
    """Return the width of a text in millimetres."""
    document = FPDF()
    document.set_font("helvetica", size=size)
    return float(document.get_string_width(text))


def marked(pages: Sequence[Sequence[Placed]], passage: str, number: int = 1) -> Image.Image:
    """Return the picture of a page of texts with a passage marked."""
    return opened(marked_page(printed(*pages), number, passage))


def test_the_words_of_the_passage_are_marked_and_no_others() -> None:
    """The mark covers the line from its first to its last word; the text under it stays dark."""
    picture = marked([[(20, 50, 11, FIRST), (20, 60, 11, SECOND)]], FIRST)
    assert picture.width == 1000
    assert yellow(picture, line(20, 50, 20 + width(FIRST) - 1)) > 0.6
    assert yellow(picture, (20, 52, 190, 70)) == 0
    assert yellow(picture, (25 + width(FIRST), 40, 200, 52)) == 0
    assert min(picture.convert("L").crop((95, 220, 400, 240)).tobytes()) < 50


def test_words_that_the_page_cuts_are_marked_on_both_lines() -> None:
    """A hyphen at the line's end, and another spelling of accents and apostrophes."""
    lines = [(20.0, 50.0, 11.0, "L'organisation parte-"), (20.0, 55.0, 11.0, "naire signe l'accord avec le bureau.")]
    picture = marked([[*lines, (20, 80, 11, SECOND)]], "L’organisation partenaire signe l’accord avec le bureau.")
    for left, baseline, _, text in lines:
        assert yellow(picture, line(left, baseline, left + width(text) - 1)) > 0.6
    assert yellow(picture, (20, 70, 200, 90)) == 0


def test_a_row_is_marked_although_the_passage_repeats_the_names_of_the_columns() -> None:
    """Its cells, not the row of another zone."""
    cells = [["Zone", "Nuit", "Repas"], ["Nord", "45 euros", "12 euros"], ["Sud", "38 euros", "9 euros"]]
    texts, lines = grid((20, 60, 100, 140), (20, 30, 40, 50), cells)
    passage = "- Zone : Sud ; Nuit : 38 euros ; Repas : 9 euros"
    picture = opened(marked_page(printed(texts, lines=lines), 1, passage))
    for left, text in ((21, "Sud"), (61, "38 euros"), (101, "9 euros")):
        assert yellow(picture, line(left, 45, left + width(text, 10) - 1)) > 0.5
    assert yellow(picture, (20, 31, 140, 39)) == 0


def test_columns_that_the_file_draws_line_by_line_are_marked_whole() -> None:
    """The passage has them one after the other."""
    left = ["Le préavis dure trente jours", "à compter du courrier reçu", "par le bureau du district"]
    right = ["La caution versée au départ", "revient au plus tard en mai", "si les comptes sont clos"]
    page = [(at, 50.0 + 6 * n, 11.0, text) for n in range(3) for at, text in ((20.0, left[n]), (110.0, right[n]))]
    picture = marked([[*page, (20, 100, 11, SECOND)]], f"{' '.join(left)}. {' '.join(right)}.")
    for at, baseline, _, text in page:
        assert yellow(picture, line(at, baseline, at + width(text) - 1)) > 0.6
    assert yellow(picture, (20, 80, 200, 110)) == 0


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_that_is_turned_is_marked_where_it_is_seen(degrees: int) -> None:
    """The mark turns with the page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(printed([(20, 50, 11, FIRST), (20, 60, 11, SECOND)]))
    document[0].set_rotation(degrees)
    written = io.BytesIO()
    document.save(written)
    upright = opened(marked_page(written.getvalue(), 1, FIRST)).rotate(degrees, expand=True)
    assert upright.width / upright.height == pytest.approx(A4[0] / A4[1], abs=0.01)
    assert yellow(upright, line(20, 50, 20 + width(FIRST) - 1)) > 0.6
    assert yellow(upright, (20, 53, 190, 70)) == 0


def test_a_page_without_the_words_is_shown_unmarked() -> None:
    """As one that a machine read from a picture; a few common words are no passage."""
    picture = marked([[(20, 50, 11, FIRST)]], "Le comité du village veille à la propreté du puits.")
    assert yellow(picture, (0, 0, *A4)) == 0


def test_the_picture_is_small_whatever_is_on_the_page() -> None:
    """Noise, which no format makes small, and a page as long as a scroll."""
    document = FPDF()
    document.add_page()
    document.image(Image.frombytes("RGB", (1200, 1600), os.urandom(1200 * 1600 * 3)), 0, 0, *A4)
    document.add_page(format=(100, 2000))
    noisy, long = (marked_page(bytes(document.output()), number, FIRST) for number in (1, 2))
    assert max(len(noisy), len(long)) <= BYTES
    assert max(opened(long).size) <= 2000


def added(folder: Path, data: bytes) -> Document:
    """Return the document of a file that was written into `folder`."""
    path = folder / "guide.pdf"
    path.write_bytes(data)
    return Document(document_id(data), str(path), "Guide", "", "fr", "")


def test_the_page_of_an_added_file_is_drawn_in_a_child_process(tmp_path: Path) -> None:
    """As JPEG."""
    document = added(tmp_path, printed([(20, 50, 11, SECOND)], [(20, 50, 11, FIRST)]))
    picture = page_picture(document, 2, FIRST)
    assert picture is not None
    assert picture[:3] == b"\xff\xd8\xff"
    assert yellow(opened(picture), line(20, 50, 20 + width(FIRST) - 1)) > 0.6


def test_a_file_that_is_gone_or_has_changed_gives_no_picture(tmp_path: Path) -> None:
    """What it says now is not what is quoted."""
    document = added(tmp_path, printed([(20, 50, 11, FIRST)]))
    Path(document.path).write_bytes(printed([(20, 50, 11, SECOND)]))
    assert page_picture(document, 1, FIRST) is None
    Path(document.path).unlink()
    assert page_picture(document, 1, FIRST) is None
    Path(document.path).mkdir()
    assert page_picture(document, 1, FIRST) is None


def test_what_cannot_be_drawn_gives_no_picture(tmp_path: Path) -> None:
    """A locked file, a damaged one, a page that isn't there, a file of another kind, one that takes too long."""
    locked = FPDF()
    locked.add_page()
    locked.set_encryption("owner", "user")
    good = printed([(20, 50, 11, FIRST)])
    assert page_picture(added(tmp_path, bytes(locked.output())), 1, FIRST) is None
    assert page_picture(added(tmp_path, b"%PDF-1.4 broken"), 1, FIRST) is None
    assert page_picture(added(tmp_path, good), 2, FIRST) is None
    assert page_picture(added(tmp_path, good), 1, FIRST, SandboxLimits(wall=0.0)) is None
    assert page_picture(added(tmp_path, good), 1, FIRST, SandboxLimits(size=10)) is None
    other = tmp_path / "guide.txt"
    other.write_bytes(good)
    assert page_picture(Document(document_id(good), str(other), "Guide", "", "fr", ""), 1, FIRST) is None


def test_a_child_process_draws_and_converts_in_turn() -> None:
    """Each request names what it asks for."""
    data = printed([(20, 50, 11, FIRST)])
    with Sandbox() as sandbox:
        converted = sandbox.convert(data, "pdf").markdown
        assert opened(sandbox.draw(data, 1, FIRST)).width == 1000
        assert sandbox.convert(data, "pdf").markdown == converted
