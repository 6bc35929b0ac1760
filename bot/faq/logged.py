"""Questions in the log that an FAQ could answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.records.database import Database
from corpus.language import Language


@dataclass(frozen=True, slots=True)
class Logged:
    """One logged question, as it was kept: redacted, and without the chat that it came from.

    `source` is the published entry that answered it, empty if the texts did.
    """

    id: str
    at: datetime
    language: Language
    question: str
    outcome: str
    answer: str
    feedback: str
    reason: str
    passages: str
    source: str = ""

    @property
    def was_refused(self) -> bool:
        """Whether the texts did not answer it, or only nearly."""
        return self.outcome in ("not_covered", "partial", "closest")


def read_logged(database: Database) -> list[Logged]:
    """Return every logged question to the texts, oldest first; not what is nobody's business."""
    with database.transaction() as db:
        rows = list(
            db.query(
                "SELECT id, at, language, question, outcome, answer, coalesce(feedback, '') AS feedback,"
                " coalesce(reason, '') AS reason, passages,"
                " CASE WHEN model LIKE 'faq:%' THEN substr(model, 5) ELSE '' END AS source"
                " FROM consultations WHERE question != ''"
                " AND outcome NOT IN ('smalltalk', 'out_of_scope', 'clarify', 'safeguarding', 'check') ORDER BY rowid"
            )
        )
    return [Logged(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]
