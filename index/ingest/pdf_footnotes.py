"""Put the footnotes of a page at the places that refer to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.ingest.pdf_line import PdfLine
from index.ingest.pdf_running_heads import Item, texts_of

_MARK = re.compile(r"(\d?)\[\^(\d{1,3})\]")
_NOTE = re.compile(r"(?:\[\^)?(\d{1,3})\]?[.)]?\s+(?=\S)")
_SMALLER = 0.94  # of the body's size: the letters of notes


def split_notes(page: Sequence[Item], body: float) -> tuple[list[Item], dict[str, str]]:
    """Return a page without the notes in small letters, and the notes by their numbers.

    >>> page = [PdfLine("Cinq euros[^1].", 11), PdfLine("1 Sauf à Kaya.", 8), PdfLine("2 Non cité.", 8)]
    >>> split_notes(page, 11)[1]
    {'1': 'Sauf à Kaya.'}
    """
    texts = [text for item in page for text in texts_of(item)]
    cited = {number for text in texts for _, number in _MARK.findall(text)}
    notes: dict[str, str] = {}
    kept: list[Item] = []
    number = ""
    for item in page:
        if not isinstance(item, PdfLine) or item.size >= _SMALLER * body:
            number = ""
            kept.append(item)
            continue
        opens = _NOTE.match(item.text)
        if opens and opens[1] in cited - notes.keys():
            number = opens[1]
            notes[number] = item.text[opens.end() :]
        elif number and not opens:
            notes[number] += f" {item.text}"
        else:
            kept.append(item)
    return kept, notes


def with_notes(text: str, notes: dict[str, str]) -> str:
    """Return a text with each note in brackets at its mark; a mark without a note goes, but an exponent stays.

    >>> with_notes("Cinq euros[^1].", {"1": "Sauf à Kaya."}), with_notes("Cinq euros[^2], 10[^6].", {})
    ('Cinq euros (note 1 – Sauf à Kaya).', 'Cinq euros, 10^6.')
    """

    def shown(mark: re.Match[str]) -> str:
        before, number = mark.groups()
        note = notes.get(number, "").strip().rstrip(".")
        return before + (f" (note {number} – {note})" if note else f"^{number}" if before else "")

    return _MARK.sub(shown, text)


def cited_notes(text: str, notes: dict[str, str]) -> list[str]:
    """Return the notes that the marks in a text refer to.

    >>> cited_notes("Cinq euros[^1].", {"1": "Sauf à Kaya."})
    ['Note 1 – Sauf à Kaya.']
    """
    return [f"Note {number} – {notes[number]}" for _, number in _MARK.findall(text) if number in notes]
