"""Write the paragraphs of a shape as Markdown: its bullets and numbers are items."""

from __future__ import annotations

from typing import Any

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LABEL = 60  # characters of a line that introduces the items below it, at most


def shape_text(shape: Any) -> str:
    """Return the paragraphs of a shape; those of a placeholder are a list, as slides show them."""
    paragraphs = [(paragraph, paragraph_text(paragraph)) for paragraph in shape.text_frame.paragraphs]
    paragraphs = [(paragraph, text) for paragraph, text in paragraphs if text]
    listed = shape.is_placeholder and len(paragraphs) > 1
    written, before, numbers = "", "", dict[int, int]()
    for paragraph, text in paragraphs:
        mark = _mark(paragraph, listed, numbers)
        if mark and text.endswith(":") and len(text) <= _LABEL and not paragraph.level:
            mark = ""  # it introduces the items after it
        written += ("\n" if mark and before else "\n\n") if written else ""
        written += f"{'  ' * paragraph.level}{mark} {text}" if mark else text
        before = mark
    return written


def paragraph_text(paragraph: Any) -> str:
    """Return a paragraph on one line; "^" parts raised figures from a figure before them: they are no digits of it."""
    text = ""
    for run in paragraph._p.iterchildren(f"{_A}r", f"{_A}br", f"{_A}fld"):
        written = (run.findtext(f"{_A}t") or "") if run.tag != f"{_A}br" else " "
        letters = run.find(f"{_A}rPr")
        raised = letters is not None and int(letters.get("baseline") or 0) > 0
        text += "^" * (raised and text[-1:].isdigit() and written[:1].isdigit()) + written
    return " ".join(text.split())


def _mark(paragraph: Any, listed: bool, numbers: dict[int, int]) -> str:
    """Return the mark of an item, "" for a paragraph of its own; `numbers` are the last ones of each level."""
    properties = paragraph._p.pPr
    level = paragraph.level
    kinds = {} if properties is None else {child.tag.removeprefix(_A): child for child in properties}
    if "buAutoNum" in kinds:
        start = int(kinds["buAutoNum"].get("startAt") or 1)
        numbers[level] = numbers.get(level, start - 1) + 1
        return f"{numbers[level]}."
    for deeper in [other for other in numbers if other >= level]:
        del numbers[deeper]
    if "buNone" in kinds:
        return ""
    return "-" if listed or "buChar" in kinds else ""
