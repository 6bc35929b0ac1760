"""Parse Markdown into sections of paragraphs, lists, tables and code, each under its headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from corpus.language import Language
from index.ingest.page_marker import PageMarker, page_marker
from index.ingest.table_grid import names_columns
from index.text.sentences import is_item

BlockKind = Literal["paragraph", "list", "table", "code"]

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})\s*$")
_RULE = re.compile(r" {0,3}(?:[-*_]\s*){3,}$")
_ROW = re.compile(r"\s*\|")
_DELIMITER = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*$")
_FENCE = re.compile(r"\s*(```+|~~~+)")
_DECORATION = re.compile(r"[*`]{1,3}")
_LONGEST_UNDERLINED = 120  # characters of an underlined heading: a rule under a longer line is a rule
_LONGEST_SENTENCE = 120  # characters of a heading that ends as a sentence does: a longer one is a paragraph
_BORDER = re.compile(r"(?<!\\)\|")
_MANY_COLUMNS = 3  # columns from which a cell needs its column's name beside it
_LONGEST_NAME = 60  # characters of a column's name
_COLUMN_NAME = re.compile(r"(?<=- |; )([^\s:;][^:;\n]{0,60}?) ?: (?=\S)")
_EMPTY = "–"  # a cell without value in a table without names of columns
_MARKS: dict[Language, tuple[str, str]] = {"fr": (" : ", " ; "), "en": (": ", "; ")}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table or piece of code.

    `lines` are its paragraph lines, its items (continuations joined, nested ones indented),
    its rows (header first, an empty one if nothing marks it) or its lines of code.
    `pages` are the pages on which these lines begin, in a printed file.
    """

    kind: BlockKind
    lines: tuple[str, ...]
    pages: tuple[PageMarker, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The blocks under one heading. `path` is the headings above them, outermost first."""

    path: tuple[str, ...]
    blocks: tuple[Block, ...]


def sections(markdown: str) -> list[Section]:
    """Return the sections of a Markdown text, in order.

    >>> [section.path for section in sections("# A\\n\\n## B\\n\\nText.\\n\\n## C\\n\\nMore.")]
    [('A',), ('A', 'B'), ('A', 'C')]
    >>> sections("Send:\\n- a plan\\n- a budget")[0].blocks[1]
    Block(kind='list', lines=('- a plan', '- a budget'), pages=())
    """
    found: list[Section] = []
    trail: list[tuple[int, str]] = []
    lines: list[str] = []
    page: PageMarker | None = None

    def close() -> None:
        nonlocal page
        blocks = tuple(_blocks(lines, page))
        page = next((marker for line in reversed(lines) if (marker := page_marker(line))), page)
        if trail or blocks:
            found.append(Section(tuple(name for _, name in trail), blocks))
        lines.clear()

    for level, text in _headings(markdown):
        if not level:
            lines.append(text)
        elif text:
            close()
            trail = [(depth, name) for depth, name in trail if depth < level] + [(level, text)]
    close()
    return found


def _headings(markdown: str) -> Iterator[tuple[int, str]]:
    """Yield each line as (0, line), or (level, heading) for a heading of either style."""
    fence = ""
    fresh = True  # nothing but a line of its own is a heading when underlined
    waiting: str | None = None
    for line in markdown.splitlines():
        mark = _FENCE.match(line)
        underline = _UNDERLINE.match(line)
        if waiting is not None and underline and not fence:
            yield (1 if underline[1][0] == "=" else 2), _without_emphasis(waiting)
            waiting, fresh = None, True
            continue
        if waiting is not None:
            yield 0, waiting
            waiting = None
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1][:3]
        heading = None if fence else _HEADING.match(line)
        if heading and _is_paragraph(heading[2]):
            yield from ((0, ""), (0, heading[2]), (0, ""))
        elif heading:
            yield len(heading[1]), _without_emphasis(heading[2])
        elif (
            fresh
            and line.strip()
            and len(line) <= _LONGEST_UNDERLINED
            and not (fence or is_item(line) or _ROW.match(line))
        ):
            waiting = line
        else:
            yield 0, line
        fresh = bool(heading) or not line.strip()
    if waiting is not None:
        yield 0, waiting


def _is_paragraph(heading: str) -> bool:
    """Tell whether what is marked as a heading, as an introduction in large letters is, can't name a part of a text."""
    return len(heading) > _LONGEST_SENTENCE and heading.rstrip(" *_").endswith((".", ";", "!", ":"))


def _without_emphasis(heading: str) -> str:
    """Return a heading without emphasis."""
    return " ".join(_DECORATION.sub("", heading).split())


def _blocks(lines: list[str], page: PageMarker | None) -> Iterator[Block]:
    """Group the lines of one section, which begins on `page`, into blocks."""
    kind: BlockKind | None = None
    held: list[str] = []
    pages: list[PageMarker] = []
    blank = fenced = False
    for line in lines:
        page = page_marker(line) or page
        if page_marker(line):
            continue
        now = "code" if fenced or _FENCE.match(line) else _kind(line, kind, blank)
        if now is None:
            blank = True
            continue
        if now != kind or (blank and now in {"paragraph", "table"}) or (now == "code" and not fenced):
            yield from _block(kind, held, pages)
            kind, held, pages = now, [], []
        if now == "list" and held and not is_item(line):
            held[-1] += " " + line.strip()
        else:
            held.append(line.rstrip())
            pages += [page] if page else []
        if _FENCE.match(line):
            fenced = not fenced
        blank = False
    yield from _block(kind, held, pages)


def _kind(line: str, before: BlockKind | None, blank: bool) -> BlockKind | None:
    """Return the kind of block that a line belongs to, given the block before it; None if it is empty."""
    if not line.strip() or (_RULE.match(line) and not _ROW.match(line)):
        return None
    if _ROW.match(line):
        return "table"
    indented = line.startswith(("  ", "\t"))
    if is_item(line) or (before == "list" and (indented if blank else True)):
        return "list"
    return "paragraph"


def _block(kind: BlockKind | None, lines: list[str], pages: list[PageMarker]) -> Iterator[Block]:
    borders = [place for place, line in enumerate(lines) if "---" in line and _DELIMITER.match(line)]
    cut = next((border - 1 for border in borders if border > 1), 0)
    if kind == "table" and cut:  # another table, its header above its border
        yield from _block(kind, lines[:cut], pages[:cut])
        yield from _block(kind, lines[cut:], pages[cut:])
        return
    if kind == "table":
        headed = any(_DELIMITER.match(line) for line in lines)
        kept = [place for place, line in enumerate(lines) if not _DELIMITER.match(line)]
        pages = [*([] if headed else pages[:1]), *(pages[place] for place in kept if pages)]
        lines = [*([] if headed else ["|"]), *(lines[place].strip() for place in kept)]
    if kind and lines:
        yield Block(kind, tuple(lines), tuple(pages))


def table_as_list(lines: Sequence[str], language: Language) -> tuple[str, tuple[str, ...]]:
    """Return the introduction of a table (empty if it has none) and its rows as list items.

    `lines` are rows of Markdown, the header first, an empty one if there is none. Of two columns the first names the
    second; of more, each cell follows its column's name.

    >>> table_as_list(["| Item | Cost |", "| Water | 5 |"], "en")
    ('Item: Cost', ('- Water: 5',))
    >>> table_as_list(["|", "| Nord | | 9 euros |"], "fr")
    ('', ('- Nord ; – ; 9 euros',))
    >>> table_as_list(["| Étape | Délai | Qui |", "| Bilan | 30 jours | le bureau |"], "fr")[1]
    ('- Étape : Bilan ; Délai : 30 jours ; Qui : le bureau',)
    """
    header, *body = [_cells(line) for line in lines]
    if not any(header) and len(body) > 1 and _names(body):
        header, *body = body
    header = [_DECORATION.sub("", name) for name in header]
    colon, semicolon = _MARKS[language]
    if not any(map(any, body)):
        header, body = [], [header]
    if max(map(len, (header, *body))) < _MANY_COLUMNS:
        return _paired(header, colon), tuple(_item(_labelled(row), colon) for row in body if any(row))
    if not any(header):  # nothing but its place tells what a value is
        body = [_labelled([cell or _EMPTY * any(row[n:]) for n, cell in enumerate(row)]) for row in body]
    named = [[_paired(pair, colon) for pair in zip_longest(header, row, fillvalue="") if pair[1]] for row in body]
    return "", tuple(_item(row, semicolon) for row in named if row)


def _paired(pair: Sequence[str], colon: str) -> str:
    """Return a name and its value with one colon between them.

    >>> _paired(("Taux :", "5"), " : "), _paired(("", "5"), " : "), _paired(("Zone", ""), " : ")
    ('Taux : 5', '5', 'Zone')
    """
    name, *values = pair
    if name and any(values):
        name = name.rstrip().removesuffix(":").rstrip()
    return colon.join(filter(None, (name, *values)))


def _labelled(row: list[str]) -> list[str]:
    """Return a row with each label that ends in a colon and its value in one.

    >>> _labelled(["Taux :", "655,957", "FCFA pour 1 euro", "Du :", "2 mai"]), _labelled(["Nom :", "Rôle :"])
    (['Taux : 655,957', 'FCFA pour 1 euro', 'Du : 2 mai'], ['Nom :', 'Rôle :'])
    """
    found: list[str] = []
    for cell in row:
        if found and found[-1].endswith(":") and cell and not cell.endswith(":"):
            found[-1] += f" {cell}"
        else:
            found.append(cell)
    return found


def _cells(line: str) -> list[str]:
    """Cut a row at its borders.

    >>> _cells("| a \\\\| b |  | c |")
    ['a | b', '', 'c']
    """
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [" ".join(cell.replace("\\|", "|").split()) for cell in _BORDER.split(inner)]


def _names(rows: Sequence[list[str]]) -> bool:
    """Tell whether the first of rows that nothing marks as a header looks like one: short names."""
    first = rows[0]
    short = max(map(len, first)) <= _LONGEST_NAME
    return len(first) >= _MANY_COLUMNS and short and names_columns(first, rows[1:])


def without_column_names(text: str) -> str:
    """Return a text without the names of columns that its rows repeat, which say little of its language.

    >>> without_column_names("- Item: Water; Comment: None\\n- Item: Wood; Comment: Dry")
    '- Water; None\\n- Wood; Dry'
    """
    counts = Counter(_COLUMN_NAME.findall(text))
    return _COLUMN_NAME.sub(lambda found: found[0] if counts[found[1]] == 1 else "", text)


def _item(cells: Sequence[str], mark: str) -> str:
    return f"- {mark.join(filter(None, cells))}"
