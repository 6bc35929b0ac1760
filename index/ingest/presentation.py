"""Read a PowerPoint presentation: each slide is a section under its title, through python-pptx."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from index.ingest.converted_text import Conversion, counted, normalise
from index.ingest.document_title import choose_title
from index.ingest.grid_markdown import grid_markdown
from index.ingest.html_table import table_warnings
from index.ingest.office_package import core_title, open_package
from index.ingest.table_grid import Cell

_LONGEST_TITLE = 80  # characters of a first line that names a slide
_UNTITLED = "## Diapositive {0} / Slide {0}"  # before the language of the text is known


def read_presentation(data: bytes) -> Conversion:
    """Return the slides that are shown. Raise `UnreadableFile` if the file can't be read safely."""
    from pptx import Presentation

    with open_package(data, "PowerPoint presentation", "ppt/presentation.xml") as parts:
        title = core_title(parts)
        slides = list(Presentation(io.BytesIO(data)).slides)
        shown = [slide for slide in slides if slide.element.get("show") != "0"]
        read = [_slide(slide, slides.index(slide)) for slide in shown]
        noted = sum(slide.has_notes_slide and bool(_notes(slide)) for slide in shown)
        pictures = sum(_is_picture(shape) for slide in shown for shape in slide.shapes)
    hidden = len(slides) - len(shown)
    warnings = [
        *([f"Hidden slides were left out ({hidden})."] if hidden else []),
        *([f"The speaker's notes were left out ({counted(noted, 'slide', 'slides')})."] if noted else []),
        *([f"Pictures and charts were not read ({pictures})."] if pictures else []),
        *table_warnings(sum(doubtful for _, doubtful in read)),
    ]
    markdown = normalise("\n\n".join(text for text, _ in read if text))
    return Conversion(markdown, choose_title(title, markdown), warnings=tuple(warnings))


def _notes(slide: Any) -> str:
    frame = slide.notes_slide.notes_text_frame
    return frame.text.strip() if frame is not None else ""


def _is_picture(shape: Any) -> bool:
    return bool(getattr(shape, "has_chart", False)) or hasattr(shape, "image")


def _slide(slide: Any, number: int) -> tuple[str, int]:
    """Return the text of a slide, its title first, and the number of doubtful tables."""
    title = slide.shapes.title
    heading = " ".join(title.text_frame.text.split()) if title is not None else ""
    blocks = [f"{'#' if number == 0 else '##'} {heading}"] if heading else []
    doubtful = 0
    for shape in _in_order(slide.shapes):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if getattr(shape, "has_table", False):
            text, doubt = grid_markdown(list(_rows(shape.table)))
            doubtful += doubt
            blocks.append(text)
        elif shape.has_text_frame and not _is_frame(shape):
            blocks.append(_text(shape))
    blocks = list(filter(None, blocks))
    return "\n\n".join(blocks if heading else _with_heading(blocks, number)), doubtful


def _with_heading(blocks: list[str], number: int) -> list[str]:
    """Head a slide without a title by its first line, else by its number: else it would stand under the one before.

    >>> _with_heading(["Calendrier", "Le 5."], 3), _with_heading(["Le rapport est dû le 5."], 3)
    (['## Calendrier', 'Le 5.'], ['## Diapositive 4 / Slide 4', 'Le rapport est dû le 5.'])
    """
    if not blocks:
        return []
    first, *others = blocks
    titled = others and len(first) <= _LONGEST_TITLE and first[-1] not in ".;:,|" and first[0] not in "-|"
    return [f"## {first}", *others] if titled and "\n" not in first else [_UNTITLED.format(number + 1), *blocks]


def _in_order(shapes: Any) -> Iterator[Any]:
    """Yield the shapes from top to bottom, then from left to right, those of groups in their group's place."""
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if hasattr(shape, "shapes"):
            yield from _in_order(shape.shapes)
        else:
            yield shape


def _is_frame(shape: Any) -> bool:
    """Tell whether a shape holds the date, the footer or the number of the slide."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    frame = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
    return bool(shape.is_placeholder and shape.placeholder_format.type in frame)


def _text(shape: Any) -> str:
    """Return the paragraphs of a shape; those of a placeholder are a list, as slides show them."""
    paragraphs = [(paragraph.level, " ".join(paragraph.text.split())) for paragraph in shape.text_frame.paragraphs]
    lines = [(level, text) for level, text in paragraphs if text]
    if shape.is_placeholder and len(lines) > 1:
        return "\n".join(f"{'  ' * level}- {text}" for level, text in lines)
    return "\n\n".join(text for _, text in lines)


def _rows(table: Any) -> Iterator[list[Cell]]:
    """Yield the cells of each row, those that another covers left out."""
    for number, row in enumerate(table.rows):
        yield [
            Cell(
                " ".join(cell.text.split()),
                cell.span_width if cell.is_merge_origin else 1,
                cell.span_height if cell.is_merge_origin else 1,
                number == 0 and bool(table.first_row),
            )
            for cell in row.cells
            if not cell.is_spanned
        ]
