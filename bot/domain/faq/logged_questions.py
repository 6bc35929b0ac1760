"""The log of questions, as the FAQ uses it, and the complaints in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.faq.faq_entry import FaqEntry
from bot.storage.database import Database
from corpus.language import Language


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question of the log: redacted, and without the chat that it came from.

    `source` is the id of the published entry that answered it, empty if the texts did.
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
        """Whether the texts did not answer it, or only in part."""
        return self.outcome in ("not_covered", "partial", "closest")


def read_logged(database: Database) -> list[LoggedQuestion]:
    """Return the logged questions to the texts, oldest first; none about danger, checks or small talk."""
    with database.read() as db:
        rows = db.fetch_all(
            "SELECT id, at, language, question, outcome, answer, coalesce(feedback, '') AS feedback,"
            " coalesce(reason, '') AS reason, passages,"
            " CASE WHEN model LIKE 'faq:%' THEN substr(model, 5) ELSE '' END AS source"
            " FROM consultations WHERE question != ''"
            " AND outcome NOT IN ('smalltalk', 'out_of_scope', 'clarify', 'safeguarding', 'check') ORDER BY rowid"
        )
    return [LoggedQuestion(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]


def complaints(entry: FaqEntry, logged: Iterable[LoggedQuestion]) -> list[LoggedQuestion]:
    """Return the questions about `entry` whose answer was voted down, oldest first.

    Of a published entry only those that it answered since its publication: the earlier ones have been reviewed.
    """
    downvoted = [one for one in logged if one.feedback == "down"]
    since = [one for one in downvoted if one.source == entry.id and one.at.date().isoformat() >= entry.published]
    if entry.state == "published":
        return since
    return [one for one in downvoted if one.id in entry.members or one in since]


def complaint_summary(found: Iterable[LoggedQuestion]) -> str:
    """Return the number of answers that were voted down, with the reasons, the commonest first; empty for none."""
    bad = list(found)
    reasons = Counter(one.reason for one in bad if one.reason).most_common()
    listed = ", ".join(f"{reason} {count}" for reason, count in reasons)
    return (f"👎 {len(bad)}" + (f" ({listed})" if listed else "")) if bad else ""
