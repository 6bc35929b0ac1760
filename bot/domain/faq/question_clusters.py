"""Cluster the questions of the log that ask the same thing, and draft FAQ entries from the clusters."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.answering.facts import FIGURES, asked_kinds
from bot.domain.faq.faq_entry import FaqEntry
from bot.domain.faq.faq_repository import FaqRepository
from bot.domain.faq.logged_questions import standing_alone
from bot.domain.faq.question_form import form_of
from bot.storage.consultations import CHOSEN
from bot.storage.database import Database
from corpus.language import LANGUAGES, Language
from index.library import Library
from index.similar_questions import similar_groups

ReportProgress = Callable[[int, int], None]

FEWEST = 20  # questions in the log that clusters need
FEWEST_ALIKE = 2  # questions that make a cluster
_VARIANTS = 5  # wordings kept for each language beside the question itself
# The weight of a question: for being asked, for being left without a full answer, for an answer that was voted down.
_ASKED, _REFUSED, _DOWNVOTED = 1.0, 1.0, 2.0
_NO_QUESTIONS = frozenset({"smalltalk", "out_of_scope", "clarify", "safeguarding", "check"})  # outcomes
_TREND_PERIOD = timedelta(days=30)


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


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask the same thing, the most central first."""

    members: tuple[LoggedQuestion, ...]

    @property
    def id(self) -> str:
        """A short hash of the id of the most central question."""
        return hashlib.sha256(self.members[0].id.encode()).hexdigest()[:6]

    @property
    def weight(self) -> float:
        """The priority of the cluster: higher for questions asked often, refused and downvoted."""
        refused = sum(member.was_refused for member in self.members)
        return _ASKED * len(self.members) + _REFUSED * refused + _DOWNVOTED * self.downvotes

    @property
    def downvotes(self) -> int:
        """The number of its answers that were voted down."""
        return sum(member.feedback == "down" for member in self.members)

    @property
    def outcomes(self) -> dict[str, float]:
        """The share (0 to 1) of each outcome, the commonest first."""
        counts = Counter(member.outcome for member in self.members)
        return {outcome: count / len(self.members) for outcome, count in counts.most_common()}

    @property
    def latest(self) -> LoggedQuestion:
        """The latest question: its answer is the one that people get today."""
        return max(self.members, key=lambda member: member.at)

    def representative(self, language: Language) -> str:
        """Return the most central question in `language`, empty if there is none."""
        return next((member.question for member in self.members if member.language == language), "")

    def trend(self, now: datetime) -> int:
        """Return the number of questions in the last thirty days less that in the thirty days before."""
        ages = [now - member.at for member in self.members]
        return sum(age <= _TREND_PERIOD for age in ages) - sum(_TREND_PERIOD < age <= 2 * _TREND_PERIOD for age in ages)


def read_logged(database: Database) -> list[LoggedQuestion]:
    """Return the logged questions to the texts, oldest first; no chosen titles, danger, checks or small talk.

    Each can stand alone: a follow-up is led by what it refers to, a letter cut to what it asks.
    """
    with database.read() as db:
        rows = db.fetch_all(
            "SELECT id, at, chat, language, question, outcome, answer, coalesce(feedback, '') AS feedback,"
            " coalesce(reason, '') AS reason, passages, why,"
            " CASE WHEN model LIKE 'faq:%' THEN substr(model, 5) ELSE '' END AS source"
            " FROM consultations WHERE question != '' ORDER BY rowid"
        )
    asked = [row for row in standing_alone(rows) if row["why"] != CHOSEN and row["outcome"] not in _NO_QUESTIONS]
    return [LoggedQuestion(**_fields(row)) for row in asked if row["question"]]


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    names = LoggedQuestion.__dataclass_fields__
    return {name: row[name] for name in names} | {"at": datetime.fromisoformat(row["at"])}


def collect(logged: list[LoggedQuestion], library: Library, progress: ReportProgress) -> list[Cluster]:
    """Return clusters of the questions that ask the same thing, by descending weight.

    Empty while fewer than FEWEST were logged.
    """
    if len(logged) < FEWEST:
        return []
    found = similar_groups(library, [(one.question, one.language) for one in logged], progress)
    return ranked([group for places in found for group in apart([logged[place] for place in places])])


def apart(group: Sequence[LoggedQuestion]) -> list[list[LoggedQuestion]]:
    """Return a group of near questions as groups of those that ask in one way, each at least two questions.

    A question that does not show how it asks stays with the most central one, which leads the group.
    """
    forms = [form_of(member.question) for member in group]
    first = next(filter(None, forms), "")
    parts: dict[tuple[str, frozenset[str]], list[LoggedQuestion]] = {}
    for member, form in zip(group, forms, strict=True):
        facts = frozenset(asked_kinds(member.question) & FIGURES)  # how much is not how long
        parts.setdefault((form or first, facts), []).append(member)
    return [part for part in parts.values() if len(part) >= FEWEST_ALIKE]


def ranked(groups: Sequence[Sequence[LoggedQuestion]]) -> list[Cluster]:
    """Return a cluster for each group, by descending weight."""
    return sorted((Cluster(tuple(group)) for group in groups), key=lambda cluster: (-cluster.weight, cluster.id))


def propose(clusters: Iterable[Cluster], repository: FaqRepository) -> list[FaqEntry]:
    """Store a draft for each cluster that is in no entry yet, and return the drafts.

    A cluster that has grown adds its new questions to its entry, whatever its state, so that nobody reviews it twice.
    Questions that were erased since they were read from the log are left out.
    """
    drafts = []
    with repository.transaction():
        known = {member: entry for entry in repository.entries() for member in entry.members}
        for cluster in _still_logged(clusters, repository.logged()):
            held = [known[member.id] for member in cluster.members if member.id in known]
            if len(held) * 2 >= len(cluster.members):
                grown = tuple(dict.fromkeys((*held[0].members, *(member.id for member in cluster.members))))
                repository.put(_with_members(held[0], grown))
            else:
                drafts.append(repository.put(_draft(cluster)))
    return drafts


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


def _still_logged(clusters: Iterable[Cluster], logged: Set[str]) -> Iterator[Cluster]:
    """Yield the clusters without the questions that are not in the log; those with none left are gone."""
    for cluster in clusters:
        if members := tuple(member for member in cluster.members if member.id in logged):
            yield Cluster(members)


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
