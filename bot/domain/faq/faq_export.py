"""FAQ entries as Markdown, CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from bot.domain.export import to_csv, to_json
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


def faq_json(entries: Iterable[FaqEntry]) -> str:
    """Return the entries as one JSON array."""
    return to_json(map(asdict, entries))


def faq_csv(entries: Iterable[FaqEntry]) -> str:
    """Return the entries as CSV."""
    return to_csv(COLUMNS, map(_cells, entries))


def faq_markdown(entries: Sequence[FaqEntry]) -> str:
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
