"""Find the structure of plain text that nothing marks: headings, lists, definitions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, starmap

from corpus.word_list import word_lists
from index.text.sentences import is_item

_LISTS = word_lists("printed_pages")
_MAIN_PART = re.compile(rf"{_LISTS['main_part'].alternation()}\s+(?:\d+|[IVX]+)\b", re.IGNORECASE)
_PAGE = re.compile(
    rf"[-–—]\s*\d{{1,3}}\s*[-–—]|[-–—|\s]*page\s+\d+(?:\s*(?:/|{word_lists('documents')['of_pages'].alternation()})\s*\d+)?[-–—|.\s]*",
    re.IGNORECASE,
)
_UNDERLINED = re.compile(r"(?m)(?:^|(?<=\n\n))([^\n#|>*-][^\n]{1,108})\n(={3,}|-{3,}|~{3,})[ \t]*$")
_RULE = re.compile(r"[=_*~\-]{4,}")
_WRITTEN_LEVEL = re.compile(r"(#{1,2}) (?=\S)")
_BULLET = re.compile(r"^(\s*)(?:[•‣◦▪●·–➢►▶→✓✔■□☐➔]|[-=]>|>|(?<=\s)[o.])\s+(?=\S)")
_FRAMED = re.compile(r"([*=#~])\1+\s*([^\s*=#~][^\n]*?)\s*\1{2,}")
_CLAUSE = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[A-ZÀ-Ý«“]")
_ASKED = re.compile(r"Q(?:uestion)?\s?(?:n°\s?)?\d*\s?[:.)–-]\s.*\?$")
_NUMBER = re.compile(r"\d")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+\S")
_TERM = re.compile(r"([^\s.;:!?|-][^.;!?|\n]{2,160}?)(?:\s+[–—]\s+|\s*:\s+|\s+-\s+)(?=\S)")
_ROW = re.compile(r"[^\d:.][^:]{1,80}?\s?:\s[^:]*\d[^:]*")  # a name and a figure
_INDENT = "  "
_MARKED = re.compile(r"(?m)^ {0,3}#{1,6}\s+\S")
_COMMENT = re.compile(r"<!--[^\n]*-->")
_LONGEST = 110  # characters of a heading
_WORDS = 18
_FEW_WORDS = 6  # of a heading over a list
_OPENING = 5  # paragraphs among which the text's own title is
_DEEP = 3  # headings that may follow each other before their paragraph
_PARAGRAPH = 60  # characters that a heading's paragraph has at least
_ABBREVIATION = 5  # letters of a word in capitals that names nothing
_CLOSING = ".!?…:;"
_ROOM = 0.8  # of the width of wrapped text: a line that is shorter even with the next word ends its paragraph
_WRAPPED = 100  # a text with no longer line is wrapped by hand


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    level: int = 0
    comment: str = ""  # a comment of Markdown that stands before it


def add_structure(text: str) -> str:
    """Return plain text as Markdown: its short lines over paragraphs become headings.

    >>> print(add_structure("Fin du partenariat\\n\\n1. Bilan\\n\\n" + "Le bureau évalue le partenariat. " * 3))
    # Fin du partenariat
    <BLANKLINE>
    ### 1. Bilan
    <BLANKLINE>
    Le bureau évalue le partenariat. Le bureau évalue le partenariat. Le bureau évalue le partenariat.
    >>> add_structure("RÈGLEMENT\\n=========\\n\\nArticle 1 - Budget\\n\\n- Le vote\\n\\nPage 1 sur 2")
    '# RÈGLEMENT\\n\\n## Article 1 - Budget\\n\\n- Le vote'
    """
    if _MARKED.search(text):
        return text
    text = _UNDERLINED.sub(lambda found: f"\n{'#' if found[2][0] == '=' else '##'} {found[1].strip()}\n", text)
    texts, comments = _without_comments(_paragraphs(text))
    paragraphs = [replace(paragraph, comment=comments.get(n, "")) for n, paragraph in enumerate(_with_levels(texts))]
    shown, listed = "", False
    for paragraph in _with_term_headings(paragraphs):
        item = not paragraph.level and is_item(paragraph.text)
        gap = "\n" if item and listed else "\n\n"
        shown += (gap if shown else "") + (paragraph.comment + gap if paragraph.comment else "")
        shown += f"{'#' * paragraph.level} {paragraph.text}" if paragraph.level else paragraph.text
        listed = item
    return shown


def _paragraphs(text: str) -> list[str]:
    """Cut text at blank lines and, unless it is wrapped by hand, at line ends."""
    lines = _with_rows_as_items([_BULLET.sub(r"\1- ", line) for line in text.split("\n")])
    margin = min((len(line) - len(line.lstrip()) for line in lines if is_item(line)), default=0)
    width = _width([line.rstrip() for line in lines if line.strip() and not line.startswith("|")])
    found: list[str] = []
    fresh, last = True, ""
    for line in lines:
        stripped = line.strip()
        if not stripped or _RULE.fullmatch(stripped) or _PAGE.fullmatch(stripped):
            fresh = True
            continue
        framed = _FRAMED.fullmatch(stripped)
        if framed:
            line = stripped = framed[2]
        follows = bool(not fresh and not is_item(stripped) and (width or _continues(found[-1], stripped)))
        follows = follows and not (framed or (width and _begins(stripped, last, width)))
        if not fresh and stripped.startswith("|") and found[-1].startswith("|"):
            found[-1] += "\n" + stripped  # the rows of one table
        elif follows and not stripped.startswith("|") and not found[-1].startswith("|"):
            found[-1] += " " + stripped
        else:
            found.append(line[margin:].rstrip() if is_item(line) else stripped)
        fresh, last = bool(framed), line.rstrip()
    return found


def _with_rows_as_items(lines: list[str]) -> list[str]:
    """Return lines with a dash before each of two or more in a row that are indented, or a name and a figure.

    Otherwise the last of them would be the heading of what follows, and a figure would stand over another matter.

    >>> _with_rows_as_items(["Tarifs", "", "   Grande salle : 210 euros", "   Petite salle : 60 euros", "", "Clés"])
    ['Tarifs', '', '- Grande salle : 210 euros', '- Petite salle : 60 euros', '', 'Clés']
    >>> _with_rows_as_items(["Nord : 12 %", "Sud : 9 %", "    a quotation that goes on", "    in its next line"])
    ['- Nord : 12 %', '- Sud : 9 %', '    a quotation that goes on', '    in its next line']
    """
    found: list[str] = []
    for kind, group in groupby(lines, _row_kind):
        run = list(group)
        is_list = kind and len(run) > 1 and not any(starmap(_continues, pairwise(map(str.strip, run))))
        found += [f"- {line.strip()}" for line in run] if is_list else run
    return found


def _row_kind(line: str) -> str:
    """Return the kind of row that a line may be in a list that nothing marks: "indented", "figure", or "" for none."""
    text = line.strip()
    if not text or is_item(text) or text[0] in "|#>" or len(text) > _LONGEST or text[-1] in _CLOSING:
        return ""
    if _ROW.fullmatch(text):
        return "figure"
    return "indented" if line.startswith(_INDENT) and _may_be_heading(text) else ""


def _begins(line: str, before: str, width: int) -> bool:
    """Tell whether a line of a text wrapped at `width` begins a paragraph: the line before it had room for its word.

    >>> _begins("La convention prend effet.", "Article 2 - Durée", 72), _begins("prend effet.", "Elle", 72)
    (True, False)
    """
    if _CLAUSE.match(line) and before[-1] in _CLOSING:
        return True
    room = len(before) + 1 + len(line.split()[0]) <= _ROOM * width
    return room and not line[0].islower() and (before[-1] in _CLOSING or _may_be_heading(before.strip()))


def _without_comments(paragraphs: list[str]) -> tuple[list[str], dict[int, str]]:
    """Return paragraphs without comments, and each comment by the place of the paragraph after it."""
    texts: list[str] = []
    comments: dict[int, str] = {}
    for text in paragraphs:
        if _COMMENT.fullmatch(text):
            comments[len(texts)] = f"{comments[len(texts)]}\n{text}" if len(texts) in comments else text
        else:
            texts.append(text)
    return texts, comments


def _width(lines: list[str]) -> int:
    """Return the usual length of lines wrapped by hand, 0 if they aren't: none is very long, most end anywhere."""
    long = [line for line in lines if len(line) > _PARAGRAPH]
    open_ended = [line for line in long if line[-1] not in _CLOSING]
    widest = max(map(len, lines), default=0)
    wrapped = len(long) > len(lines) / 3 and widest <= _WRAPPED and len(open_ended) > len(long) / 2
    return sorted(map(len, open_ended))[len(open_ended) // 2] if wrapped else 0


def _continues(line: str, follower: str) -> bool:
    """Tell whether `follower` continues a line: no mark at its end, and a small letter or a bracket after it."""
    return line[-1] not in _CLOSING and (follower[0].islower() or follower[0] == "(")


def _with_levels(paragraphs: list[str]) -> list[_Paragraph]:
    """Give each heading its level: 1 for the text's own title, 2 for others, 3 and more for numbered ones."""
    found: list[_Paragraph] = []
    asked = sum(map(bool, map(_ASKED.match, paragraphs))) > 1
    over_lists = [_heads_list(*pair) for pair in pairwise([*paragraphs, ""])]
    listed = sum(over_lists) > 1  # a pattern: one alone may be the last line of a letter's head
    above = 1
    for place, text in enumerate(paragraphs):
        level = 0
        written = _WRITTEN_LEVEL.match(text)
        if written:
            level, text = len(written[1]), text[written.end() :]
        elif _is_heading(paragraphs[place : place + _DEEP + 1]) or (listed and over_lists[place]):
            number = _NUMBERED.match(text)
            first = place < _OPENING and not any(paragraph.level for paragraph in found)
            level = 3 + number[1].count(".") if number else 1 if first else 2
        if asked and _ASKED.match(text):  # all of them, also those whose answers are short
            level = above + 1
        else:
            above = level or above
        found.append(_Paragraph(text, min(level, 6)))
    return found


def _heads_list(text: str, after: str) -> bool:
    """Tell whether a line of a few words stands over the items of a list."""
    is_short = len(text.split()) <= _FEW_WORDS and not set(":?") & set(text)
    return is_item(after) and not is_item(text) and is_short and _may_be_heading(text)


def _is_heading(paragraphs: list[str]) -> bool:
    """Tell whether the first paragraph is a heading, over a paragraph or over another heading."""
    if len(paragraphs) < 2 or not _may_be_heading(paragraphs[0]):
        return False
    if is_item(paragraphs[1]) and (_CLAUSE.match(paragraphs[0]) or _is_capitals(paragraphs[0])):
        return paragraphs[1][0].isspace() or not _NUMBER.match(paragraphs[1])
    opens = [bool(_MAIN_PART.match(text)) or _is_capitals(text) for text in paragraphs[:2]]
    if opens == [True, False]:
        return True
    return _is_body(paragraphs[1], paragraphs[0]) or _is_heading(paragraphs[1:])


def _may_be_heading(text: str) -> bool:
    """Tell whether a line looks like a heading: short, capitalised or numbered, without a closing mark."""
    if (
        not any(map(str.isalpha, text))
        or len(text) > _LONGEST
        or len(text.split()) > _WORDS
        or "©" in text
        or text.startswith("|")
    ):
        return False
    if _NUMBERED.match(text):
        return text[-1] not in ".;,:"
    opening = text.lstrip("«“\"' ")[:1]
    return text[-1] not in ".;,:!…»)" and (opening.isupper() or opening.isdigit()) and not is_item(text)


def _is_capitals(text: str) -> bool:
    """Tell whether a line is in capitals alone: "1. RAPPORTS", and no abbreviation."""
    return text.isupper() and sum(map(str.isalpha, text)) > _ABBREVIATION and ":" not in text


def _is_body(text: str, heading: str) -> bool:
    """Tell whether a paragraph can follow `heading`: a longer one, or one that opens a list."""
    if text.startswith("|"):
        return True
    return not is_item(text) and (len(text) >= max(_PARAGRAPH, len(heading)) or (text[-1:] == ":" and len(text) > 20))


def _with_term_headings(paragraphs: list[_Paragraph]) -> list[_Paragraph]:
    """Head each of two or more definitions in a row ("Term – what it means…") by its term."""
    terms = [_term(paragraph) for paragraph in paragraphs]
    found: list[_Paragraph] = []
    above, inside = _Paragraph("", 1), False
    for place, paragraph in enumerate(paragraphs):
        near = terms[max(0, place - 1) : place] + terms[place + 1 : place + 2]
        if terms[place] and any(near):
            found.append(_Paragraph(terms[place], min(above.level + 1, 6)))
            inside = True
        elif paragraph.level:
            above, inside = paragraph, False
        elif inside and above.text:  # what follows the definitions isn't part of the last one
            found.append(above)
            inside = False
        found.append(paragraph)
    return found


def _term(paragraph: _Paragraph) -> str:
    """Return the term that a paragraph defines, or ""."""
    match = None if paragraph.level or is_item(paragraph.text) else _TERM.match(paragraph.text)
    if not match or len(paragraph.text) - match.end() < _PARAGRAPH:
        return ""
    term = match[1].strip()
    return term if len(term.split()) <= _WORDS and term[0].isupper() else ""
