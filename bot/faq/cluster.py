"""Clusters of logged questions that ask the same thing, and how much each deserves an answer."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.faq.logged import Logged
from corpus.language import Language

# What a question weighs: being asked at all, being left without a full answer, and being badly answered.
_ASKED, _REFUSED, _DOWNVOTED = 1.0, 1.0, 2.0
_SPAN = timedelta(days=30)  # over which a trend is told


@dataclass(frozen=True, slots=True)
class Cluster:
    """Questions that ask the same thing, the most central first."""

    members: tuple[Logged, ...]

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
    def present(self) -> Logged:
        """The latest exchange: its answer is what people get today."""
        return max(self.members, key=lambda member: member.at)

    def representative(self, language: Language) -> str:
        """Return the most central question in `language`, or nothing if nobody asked in it."""
        return next((member.question for member in self.members if member.language == language), "")

    def trend(self, now: datetime) -> int:
        """Return how many more were asked in the last thirty days than in the thirty before."""
        ages = [now - member.at for member in self.members]
        return sum(age <= _SPAN for age in ages) - sum(_SPAN < age <= 2 * _SPAN for age in ages)


def ranked(groups: Sequence[Sequence[Logged]]) -> list[Cluster]:
    """Return a cluster for each group, those first that most deserve an answer."""
    return sorted((Cluster(tuple(group)) for group in groups), key=lambda cluster: (-cluster.weight, cluster.id))
