"""Preview a file: the passages that adding it would give, and what would be left out or is doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.document import Document
from index.document_details import DocumentDetails
from index.document_store import Refusal
from index.ingest.markdown_blocks import Section, sections
from index.ingest.passage_splitting import Count, is_contents, split
from index.ingest.reader import format_of, read_files
from index.passage import Passage
from index.statement import Statement, state


@dataclass(frozen=True, slots=True)
class Preview:
    """A document as it was read, its format, its passages in reading order, and remarks on what is missing."""

    document: Document
    format: str
    passages: tuple[Passage, ...]
    remarks: tuple[Statement, ...]


def preview(path: Path, details: DocumentDetails, count: Count, window: int) -> Preview | Refusal:
    """Read and split a file as an index with a model of that `window` does; nothing is stored."""
    read = next(iter(read_files([path], details.owner, workers=1)))
    if isinstance(read, Refusal):
        return read
    read = details.of(read, None, None)
    passages = split(read, count, window)
    return Preview(read, format_of(path), tuple(passages), (*read.warnings, *_remarks(read, passages)))


def _remarks(document: Document, passages: list[Passage]) -> list[Statement]:
    """Return remarks on tables of contents, and on passages that no heading names."""
    found = sections(document.markdown)
    remarks = [state("file.contents", name=_name(section)) for section in found if is_contents(section)]
    if not passages:
        remarks.append(state("file.headings_alone"))
    elif not any(section.path for section in found):
        remarks.append(state("file.no_headings"))
    return remarks


def _name(section: Section) -> str:
    return section.path[-1] if section.path else ""
