"""Read a PowerPoint presentation: each slide is a section under its title, through python-pptx."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.ingest.converted_text import Conversion, normalise
from index.ingest.document_title import choose_title
from index.ingest.grid_markdown import grid_markdown
from index.ingest.html_table import table_warnings
from index.ingest.office_package import core_title, open_package
from index.ingest.slide_drawing import chart_markdown, diagram_markdown
from index.ingest.slide_order import SlideBox, reading_order
from index.ingest.slide_text import paragraph_text, shape_text
from index.ingest.table_grid import Cell
from index.statement import state

_LONGEST_TITLE = 80  # characters of a first line that names a slide
_UNTITLED = "## Diapositive {0} / Slide {0}"  # before the language of the text is known
_INVENTED = re.compile(_UNTITLED.format(r"\d+"))
_REPEATED = 3  # slides on which a line at one place is a footer
_FOOT = (-1, -1)  # the place of all lines at the foot of a slide
_LOW = 0.88  # of the height of a slide: below it a figure alone is the slide's number

_Line = tuple[str, int, int]


@dataclass(slots=True)
class _Counts:
    """The number of things in the slides that are doubtful or were not read."""

    doubtful: int = 0
    pictures: int = 0


def read_presentation(data: bytes) -> Conversion:
    """Return the slides that are shown. Raise `UnreadableFile` if the file can't be read safely."""
    from pptx import Presentation

    with open_package(data, "pptx", "ppt/presentation.xml") as parts:
        title = core_title(parts)
        deck = Presentation(io.BytesIO(data))
        slides = list(deck.slides)
        shown = [slide for slide in slides if slide.element.get("show") != "0"]
        low, counts = _LOW * (deck.slide_height or 0), _Counts()
        footers = _footers(shown, low)
        read = [_slide(slide, slides.index(slide), footers, low, counts) for slide in shown]
        noted = sum(slide.has_notes_slide and bool(_notes(slide)) for slide in shown)
    hidden = len(slides) - len(shown)
    warnings = [
        *([state("file.hidden_slides", count=hidden)] if hidden else []),
        *([state("file.slide_notes", count=noted)] if noted else []),
        *([state("file.charts", count=counts.pictures)] if counts.pictures else []),
        *table_warnings(counts.doubtful),
    ]
    markdown = normalise("\n\n".join(filter(None, read)))
    named = "\n".join(line for line in markdown.split("\n") if not _INVENTED.fullmatch(line))
    return Conversion(markdown, choose_title(title, named), warnings=tuple(warnings))


def _notes(slide: Any) -> str:
    frame = slide.notes_slide.notes_text_frame
    return frame.text.strip() if frame is not None else ""


def _footers(slides: Sequence[Any], low: float) -> set[_Line]:
    """Return the lines that stand at one place of many slides, or at the foot of several."""
    keys = Counter(key for slide in slides for key in {_key(shape, low) for shape in slide.shapes if _is_line(shape)})
    return {key for key, count in keys.items() if count >= _REPEATED and (key[1:] == _FOOT or count * 3 >= len(slides))}


def _is_line(shape: Any) -> bool:
    return bool(shape.has_text_frame) and not shape.is_placeholder and "\n" not in shape.text_frame.text.strip()


def _key(shape: Any, low: float) -> _Line:
    """Return the text of a line and its place; numbers count for nothing at the foot of a slide."""
    text, left, top = shape.text_frame.text.strip(), shape.left or 0, shape.top or 0
    return (re.sub(r"\d+", "", text).strip(), *_FOOT) if top >= low else (text, left, top)


def _slide(slide: Any, number: int, footers: set[_Line], low: float, counts: _Counts) -> str:
    """Return the text of a slide, its title first."""
    title = slide.shapes.title
    heading = " ".join(title.text_frame.text.split()) if title is not None else ""
    kept = [
        shape
        for shape in slide.shapes
        if not (title is not None and shape.shape_id == title.shape_id)
        and not (_is_line(shape) and (_key(shape, low) in footers or _is_number(shape, low)))
    ]
    blocks = list(_blocks(kept, counts))
    if heading:
        return "\n\n".join([f"{'#' if number == 0 else '##'} {heading}", *blocks])
    return "\n\n".join(_with_heading(blocks, number))


def _is_number(shape: Any, low: float) -> bool:
    return (shape.top or 0) >= low and shape.text_frame.text.strip().isdigit()


def _with_heading(blocks: list[str], number: int) -> list[str]:
    """Head a slide without a title by its first line, else by its number: else it would stand under the one before.

    >>> _with_heading(["Calendrier", "Le 5."], 3), _with_heading(["Le rapport est dû le 5."], 3)
    (['## Calendrier', 'Le 5.'], ['## Diapositive 4 / Slide 4', 'Le rapport est dû le 5.'])
    """
    if not blocks:
        return []
    first, *others = [*blocks[0].split("\n\n"), *blocks[1:]]
    return [f"## {first}", *others] if others and _is_name(first) else [_UNTITLED.format(number + 1), *blocks]


def _is_name(text: str) -> bool:
    """Tell whether a text is one line that can head others."""
    return len(text) <= _LONGEST_TITLE and "\n" not in text and text[-1] not in ".;:,|" and text[0] not in "-|#"


def _blocks(shapes: Sequence[Any], counts: _Counts) -> Iterator[str]:
    """Yield the texts of shapes in reading order; columns whose first lines name them have headings."""
    boxes = [SlideBox(n, s.left or 0, s.top or 0, s.width or 0, s.height or 0) for n, s in enumerate(shapes)]
    texts = [_texts(shape, counts) for shape in shapes]
    groups = [
        [text for box in part for text in texts[box.place]]
        for group in reading_order(boxes)
        for part in ([group] if _belong(group, texts) else [[box] for box in group])
    ]
    columns = [place for place, group in enumerate(groups) if len(group) > 1]
    named = len(columns) > 1 and all(_is_name(groups[place][0]) for place in columns)
    short = named and all(len(groups[place]) == 2 and _is_name(groups[place][1]) for place in columns)
    last = columns[-1:] == [len(groups) - 1]  # what came after columns with headings would stand under the last
    for group in groups:
        head, *below = group or [""]
        if short and below:
            yield f"{head} – {below[0]}"
            continue
        yield from filter(None, (f"### {head}" if named and last and below else head, *below))


def _belong(group: Sequence[SlideBox], texts: Sequence[list[str]]) -> bool:
    """Tell whether boxes belong together: those of a column do, those of a row if words have their figure beside."""
    if len(group) != 2 or group[0].right > group[1].left:
        return True
    figures = [[any(map(str.isdigit, text)) for text in texts[box.place]] for box in group]
    return figures == [[False], [True]]


def _texts(shape: Any, counts: _Counts) -> list[str]:
    """Return the texts of a shape, or those of the shapes in a group."""
    if hasattr(shape, "shapes"):
        return list(_blocks(list(shape.shapes), counts))
    if getattr(shape, "has_table", False):
        text, doubtful = grid_markdown(list(_rows(shape.table)))
        counts.doubtful += doubtful
        return [text]
    if shape.has_text_frame:
        text = "" if _is_frame(shape) else shape_text(shape)
        return [text] if text else []
    text = (
        chart_markdown(shape.chart)
        if getattr(shape, "has_chart", False)
        else diagram_markdown(shape.element, shape.part)
    )
    counts.pictures += not text and (hasattr(shape, "image") or getattr(shape, "has_chart", False))
    return [text] if text else []


def _is_frame(shape: Any) -> bool:
    """Tell whether a shape holds the date, the footer or the number of the slide."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    frame = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
    return bool(shape.is_placeholder and shape.placeholder_format.type in frame)


def _rows(table: Any) -> Iterator[list[Cell]]:
    """Yield the cells of each row, those that another covers left out."""
    for number, row in enumerate(table.rows):
        yield [
            Cell(
                " ".join(filter(None, map(paragraph_text, cell.text_frame.paragraphs))),
                cell.span_width if cell.is_merge_origin else 1,
                cell.span_height if cell.is_merge_origin else 1,
                number == 0 and bool(table.first_row),
            )
            for cell in row.cells
            if not cell.is_spanned
        ]
