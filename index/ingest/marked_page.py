"""Draw a page of a PDF with a passage marked in yellow, small enough for a slow network.

Runs in the child process of `index.ingest.sandbox`, as the files are untrusted.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.errors import UnreadableFile
from index.ingest.passage_on_page import runs_on_page
from index.ingest.pdfium import DrawnPage, draw_page, open_pdf
from index.statement import state

if TYPE_CHECKING:
    from PIL.Image import Image

    Box = tuple[int, int, int, int]  # left, upper, right and lower edge in pixels

WIDTH, HEIGHT = 1_000, 2_000  # pixels at most
BYTES = 300_000  # at most
_YELLOW = (255, 240, 110)
_QUALITIES = (80, 65, 50, 35)  # of JPEG, tried in order
_SCALES = (1.0, 0.7, 0.5)  # of a picture that stays too large at each quality


def marked_page(data: bytes, number: int, passage: str) -> bytes:
    """Return the page of that number as JPEG, the words of `passage` marked if they are found on it.

    Raise UnreadableFile if the file or the page can't be read.
    """
    document = open_pdf(data)
    if not 0 < number <= len(document):
        raise UnreadableFile("corrupt", state("refused.no_page", page=number), state("mend.add_again"))
    page = draw_page(document, number, WIDTH, HEIGHT)
    document.close()
    boxes = [box for start, end in runs_on_page(passage, page.text) for box in _lines(page, start, end)]
    return _small(_marked(page, boxes))


def _lines(page: DrawnPage, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes around the marks of a run, one a line of text."""
    box: Box | None = None
    before: Box | None = None
    for left, upper, right, lower in page.places[start:end]:
        if left >= right or upper >= lower:
            continue
        if box and before and _follows(before, (left, upper, right, lower)):
            box = (min(box[0], left), min(box[1], upper), max(box[2], right), max(box[3], lower))
        else:
            if box:
                yield box
            box = (left, upper, right, lower)
        before = (left, upper, right, lower)
    if box:
        yield box


def _follows(before: Box, box: Box) -> bool:
    """Tell whether a mark stands beside the one before it, on the same line.

    >>> _follows((10, 0, 15, 10), (18, 1, 22, 10)), _follows((10, 0, 15, 10), (0, 12, 5, 22))
    (True, False)
    """
    height = box[3] - box[1]
    shared = min(before[3], box[3]) - max(before[1], box[1])
    return shared > height / 2 and -height <= box[0] - before[2] <= 2 * height


def _marked(page: DrawnPage, boxes: Sequence[Box]) -> Image:
    """Return the picture of a page with the boxes in a yellow through which the text stays as it is."""
    from PIL import Image, ImageChops, ImageDraw

    picture = Image.frombytes("RGB", (page.width, page.height), page.pixels, "raw", "BGR", page.stride)
    ink = Image.new("RGB", picture.size, "white")
    drawing = ImageDraw.Draw(ink)
    for box in boxes:
        drawing.rectangle(box, fill=_YELLOW)
    return ImageChops.multiply(picture, ink)


def _small(picture: Image) -> bytes:
    """Return the picture as JPEG of at most BYTES: coarser, then smaller, until it fits."""
    for scale in _SCALES:
        sized = picture.resize((max(1, round(picture.width * scale)), max(1, round(picture.height * scale))))
        for quality in _QUALITIES:
            written = io.BytesIO()
            sized.save(written, "JPEG", quality=quality, optimize=True)
            if written.tell() <= BYTES:
                return written.getvalue()
    raise UnreadableFile("too_large", state("refused.large_picture"), state("mend.export"))
