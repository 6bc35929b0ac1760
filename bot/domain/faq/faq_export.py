"""FAQ entries as Markdown, CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from bot.domain.cases.case_export import harmless
from bot.domain.faq.faq_entry import FaqEntry
from corpus.language import LANGUAGES

COLUMNS = (
    "id",
    "state",
    "question_fr",
    "answer_fr",
    "question_en",
    "answer_en",
    "cards",
    "reply",
    "author",
    "published",
    "review",
    "asked",
)


def to_json(entries: Iterable[FaqEntry]) -> str:
    """Return the entries as one JSON array."""
    return json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2)


def to_csv(entries: Iterable[FaqEntry]) -> str:
    """Return the entries as CSV (RFC 4180), one a row, with no cell that a spreadsheet would calculate."""
    written = io.StringIO()
    rows = csv.writer(written, quoting=csv.QUOTE_ALL)
    rows.writerow(COLUMNS)
    for entry in entries:
        cells = _cells(entry)
        rows.writerow([harmless(cells[column]) for column in COLUMNS])
    return written.getvalue()


def to_markdown(entries: Sequence[FaqEntry]) -> str:
    """Return the entries as one document, each question in both languages under a heading of its own."""
    parts = ["# FAQ"]
    for entry in entries:
        for language in LANGUAGES:
            parts += [f"## {entry.questions.get(language, '')}", entry.answers.get(language, "")]
        parts.append(f"*{entry.author}, {entry.published} – {', '.join(entry.cards) or entry.reply}*")
    return "\n\n".join(part for part in parts if part) + "\n"


def _cells(entry: FaqEntry) -> dict[str, str]:
    cells = {
        name: str(getattr(entry, name)) for name in ("id", "state", "reply", "author", "published", "review", "asked")
    }
    for language in LANGUAGES:
        cells[f"question_{language}"] = entry.questions.get(language, "")
        cells[f"answer_{language}"] = entry.answers.get(language, "")
    return cells | {"cards": ", ".join(entry.cards)}
