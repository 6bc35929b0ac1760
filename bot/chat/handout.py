"""What is kept of a chat as files: one to read, one for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bot.chat.replies import Attachment
from bot.chat.wording import say, texts
from corpus.language import Language

Rows: TypeAlias = Sequence[Mapping[str, Any]]


def hand_out(kept: Mapping[str, Rows], language: Language) -> tuple[Attachment, ...]:
    """Return the rows of each table as a text that a person can read, and as JSON (RFC 8259) with nothing left out."""
    name = say(language, "mydata.file")
    everything = {table: [_decoded(row) for row in rows] for table, rows in kept.items()}
    data = json.dumps(everything, ensure_ascii=False, indent=2)
    return (
        Attachment(f"{name}.txt", readable(kept, language).encode(errors="replace"), "text/plain"),
        # Half a character alone, which a message on its way may hold in JSON, has no form in UTF-8.
        Attachment(f"{name}.json", data.encode(errors="replace"), "application/json"),
    )


def readable(kept: Mapping[str, Rows], language: Language) -> str:
    """Return every exchange in words, and what else there is in numbers."""
    exchanges = [_exchange(row, language) for row in kept.get("consultations", ())]
    counts = [f"• {_name(table, language)}{say(language, 'help.colon')}{len(rows)}" for table, rows in kept.items()]
    parts = [say(language, "mydata.heading"), "\n".join(counts), *exchanges, say(language, "mydata.rest")]
    return "\n\n".join(parts) + "\n"


def _exchange(row: Mapping[str, Any], language: Language) -> str:
    if not row["question"]:
        return say(language, "mydata.discreet", at=_moment(row["at"]))
    opinion = say(language, f"buttons.{row['feedback']}") if row["feedback"] else ""
    return say(
        language,
        "mydata.exchange",
        at=_moment(row["at"]),
        question=row["question"],
        answer=row["answer"],
        opinion=opinion,
    ).rstrip()


def _name(table: str, language: Language) -> str:
    return texts(language)["mydata_tables"].get(table, table)


def _moment(at: str) -> str:
    """Return a moment of the log as people read it.

    >>> _moment("2026-11-22T09:05:31+00:00")
    '2026-11-22 09:05 UTC'
    """
    return f"{at[:16].replace('T', ' ')} UTC"


def _decoded(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row with its JSON columns as what they hold."""
    return {column: _value(value) for column, value in row.items()}


def _value(value: object) -> object:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
