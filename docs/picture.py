"""Draw a conversation as a phone shows it, as SVG: the picture of the README, from a real transcript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import ImageFont

FONTS = Path(__file__).resolve().parent.parent / "bot" / "domain" / "checks" / "fonts"
WIDTH, MARGIN, PADDING, GAP = 440, 14, 12, 10  # pixels
SIZE, LEADING = 13, 18  # of text
FAMILY = "'DejaVu Sans', Verdana, sans-serif"  # Verdana has the same widths
COLOURS = {"page": "#d7e3da", "person": "#e3fdd0", "bot": "#ffffff", "text": "#1b1b1b", "source": "#5f6b66"}
BUTTON = "#8fa398"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: what it says, and whether it is bold or set as a source."""

    text: str
    bold: bool = False
    source: bool = False


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message: who wrote it, its paragraphs as (text, style), and the labels of its rows of buttons."""

    is_bot: bool
    paragraphs: tuple[tuple[str, str], ...]
    buttons: tuple[tuple[str, ...], ...] = ()


def draw(bubbles: Sequence[Bubble], title: str) -> str:
    """Return an SVG document of `WIDTH` pixels that shows the bubbles one below the other."""
    parts: list[str] = []
    top = MARGIN
    for bubble in bubbles:
        drawn, height = _bubble(bubble, top)
        parts += drawn
        top += height + GAP
    height = top + MARGIN - GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
            f' viewBox="0 0 {WIDTH} {height}" font-family="{FAMILY}" font-size="{SIZE}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{WIDTH}" height="{height}" rx="18" fill="{COLOURS["page"]}"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _bubble(bubble: Bubble, top: int) -> tuple[list[str], int]:
    """Return the elements of a bubble that begins at `top`, and its height with its buttons."""
    widest = WIDTH - 2 * MARGIN - (0 if bubble.is_bot else 60)
    lines = list(_lines(bubble.paragraphs, widest - 2 * PADDING))
    width = min(widest, max(_width(line.text, line.bold) for line in lines) + 2 * PADDING + 2)
    width = widest if bubble.buttons else width
    left = MARGIN if bubble.is_bot else WIDTH - MARGIN - width
    height = len(lines) * LEADING + 2 * PADDING - 4
    colour = COLOURS["bot" if bubble.is_bot else "person"]
    parts = [f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="12" fill="{colour}"/>']
    for number, line in enumerate(lines):
        if line.text:
            parts.append(_text(line, left + PADDING, top + PADDING + 11 + number * LEADING))
    for row in bubble.buttons:
        parts += _buttons(row, left, top + height + 5, width)
        height += 33
    return parts, height


def _lines(paragraphs: Iterable[tuple[str, str]], width: int) -> Iterator[Line]:
    """Yield the lines of the paragraphs, wrapped at `width` pixels, a blank one between paragraphs."""
    for number, (text, style) in enumerate(paragraphs):
        if number:
            yield Line("")
        for written in text.splitlines():
            for piece in _wrapped(written, width, style == "title"):
                yield Line(piece, style == "title", style == "source")


def _wrapped(text: str, width: int, bold: bool) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and _width(longer, bold) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _text(line: Line, x: int, y: int) -> str:
    weight = ' font-weight="bold"' if line.bold else ""
    style = ' font-style="italic"' if line.source else ""
    colour = COLOURS["source" if line.source else "text"]
    return f'<text x="{x}" y="{y}" fill="{colour}"{weight}{style}>{escape(line.text)}</text>'


def _buttons(labels: Sequence[str], left: int, top: int, width: int) -> list[str]:
    each = (width - 4 * (len(labels) - 1)) // len(labels)
    parts = []
    for place, label in enumerate(labels):
        x = left + place * (each + 4)
        parts.append(f'<rect x="{x}" y="{top}" width="{each}" height="28" rx="8" fill="{BUTTON}"/>')
        middle = f'x="{x + each // 2}" y="{top + 19}" text-anchor="middle" fill="#ffffff"'
        parts.append(f"<text {middle}>{escape(label)}</text>")
    return parts


def _width(text: str, bold: bool) -> int:
    return round(_font(bold).getlength(text))


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"DejaVuSans{'-Bold' if bold else ''}.ttf", SIZE)
