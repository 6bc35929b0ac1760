"""Find in the log what people ask again and again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.storage.database import Database
from corpus.language import LANGUAGES, Language
from index.library import Library
from index.models.embedding import group


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
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


def read_logged(database: Database) -> list[LoggedQuestion]:
    """Return every logged question to the texts, oldest first; not what is nobody's business."""
    with database.read() as db:
        rows = db.fetch_all(
            "SELECT id, at, language, question, outcome, answer, coalesce(feedback, '') AS feedback,"
            " coalesce(reason, '') AS reason, passages,"
            " CASE WHEN model LIKE 'faq:%' THEN substr(model, 5) ELSE '' END AS source"
            " FROM consultations WHERE question != ''"
            " AND outcome NOT IN ('smalltalk', 'out_of_scope', 'clarify', 'safeguarding', 'check') ORDER BY rowid"
        )
    return [LoggedQuestion(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]


# What a question weighs: being asked at all, being left without a full answer, and being badly answered.
_ASKED, _REFUSED, _DOWNVOTED = 1.0, 1.0, 2.0
_SPAN = timedelta(days=30)  # over which a trend is told


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask the same thing, the most central first."""

    members: tuple[LoggedQuestion, ...]

    @property
    def id(self) -> str:
        """A short name made from the most central question's id: the same as long as that one leads."""
        return hashlib.sha256(self.members[0].id.encode()).hexdigest()[:6]

    @property
    def weight(self) -> float:
        """How much the cluster deserves an answer, at least 2: often asked, refused and downvoted count."""
        refused = sum(member.was_refused for member in self.members)
        return _ASKED * len(self.members) + _REFUSED * refused + _DOWNVOTED * self.downvotes

    @property
    def downvotes(self) -> int:
        """How many of its answers were found bad."""
        return sum(member.feedback == "down" for member in self.members)

    @property
    def outcomes(self) -> dict[str, float]:
        """The share (0 to 1) of each outcome, the commonest first."""
        counts = Counter(member.outcome for member in self.members)
        return {outcome: count / len(self.members) for outcome, count in counts.most_common()}

    @property
    def present(self) -> LoggedQuestion:
        """The latest exchange: its answer is what people get today."""
        return max(self.members, key=lambda member: member.at)

    def representative(self, language: Language) -> str:
        """Return the most central question in `language`, or nothing if nobody asked in it."""
        return next((member.question for member in self.members if member.language == language), "")

    def trend(self, now: datetime) -> int:
        """Return how many more were asked in the last thirty days than in the thirty before."""
        ages = [now - member.at for member in self.members]
        return sum(age <= _SPAN for age in ages) - sum(_SPAN < age <= 2 * _SPAN for age in ages)


def ranked(groups: Sequence[Sequence[LoggedQuestion]]) -> list[Cluster]:
    """Return a cluster for each group, those first that most deserve an answer."""
    return sorted((Cluster(tuple(group)) for group in groups), key=lambda cluster: (-cluster.weight, cluster.id))


FEWEST = 20  # questions in the log, below which nothing repeats itself for certain
_BATCH = 32
_VARIANTS = 5  # wordings kept for each language beside the question itself

ReportProgress = Callable[[int, int], None]


def collect(logged: list[LoggedQuestion], library: Library, progress: ReportProgress) -> list[Cluster]:
    """Return clusters of the questions that ask the same thing, those first that most deserve an answer.

    Empty while fewer than FEWEST were logged.
    """
    if len(logged) < FEWEST:
        return []
    languages = [one.language for one in logged]
    vectors: list[list[float]] = []
    progress(0, len(logged))
    for start in range(0, len(logged), _BATCH):
        batch = logged[start : start + _BATCH]
        vectors += library.embeddings.embed_queries(
            [library.reader.read(one.question, one.language).text for one in batch]
        )
        progress(len(vectors), len(logged))
    found = group(vectors, languages, library.searcher().question_means())
    return ranked([[logged[place] for place in places] for places in found])


def propose(clusters: Iterable[Cluster], shelf: FaqRepository) -> list[FaqEntry]:
    """Keep a draft for each cluster that is not in an entry yet, and return the drafts.

    A cluster that has grown adds its new questions to its entry, whatever the state of that: nobody reviews twice.
    """
    known = {member: entry for entry in shelf.entries() for member in entry.members}
    drafts = []
    for cluster in clusters:
        held = [known[member.id] for member in cluster.members if member.id in known]
        if len(held) * 2 >= len(cluster.members):
            grown = tuple(dict.fromkeys((*held[0].members, *(member.id for member in cluster.members))))
            shelf.put(_with_members(held[0], grown))
        else:
            drafts.append(shelf.put(_draft(cluster)))
    return drafts


def _with_members(entry: FaqEntry, members: tuple[str, ...]) -> FaqEntry:
    return replace(entry, members=members, asked=max(entry.asked, len(members)))


def _draft(cluster: Cluster) -> FaqEntry:
    questions = {language: cluster.representative(language) for language in LANGUAGES}
    variants = {
        language: tuple(
            dict.fromkeys(
                member.question
                for member in cluster.members
                if member.language == language and member.question != questions[language]
            )
        )[:_VARIANTS]
        for language in LANGUAGES
    }
    members = tuple(member.id for member in cluster.members)
    return FaqEntry(cluster.id, questions=questions, variants=variants, members=members, asked=len(members))
