"""A document independent of its file format: headings, lines and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from corpus.language import Language

TextStyle = Literal["plain", "strong", "small", "quote"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first or second level below the title."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A paragraph and its style. A strong one stays on the page of what follows it."""

    text: str
    style: TextStyle = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as `header` has; `widths` are the columns' shares of the page."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


DocumentBlock: TypeAlias = Heading | DocumentLine | Table


@dataclass(frozen=True, slots=True)
class CheckDocument:
    """A whole document. `footer` holds {n} and {all} for the page's number and their count."""

    language: Language
    title: str
    blocks: tuple[DocumentBlock, ...]
    footer: str
    author: str = "Relais"
