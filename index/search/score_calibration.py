"""How the vectors of a group lie, so that scores of different groups can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FLOOR = 1e-4  # variance of a cosine below which a group is too uniform to say anything
_PRIOR = 10  # passages whose weight the other language's group has, however large it is
# How much nearer a question is to texts of its own language than to their translations: mean over a public bilingual
# question set of the packaged model, 0.030 for French and 0.032 for English. It matters to small groups alone.
OWN_LANGUAGE_GAIN = 0.03


@dataclass(frozen=True, slots=True)
class GroupStatistics:
    """Mean (d,) and covariance (d, d) of a group of `count` vectors, float32.

    The dot products of a query q with the group have mean q·mean and variance q·covariance·q, exactly, so the
    standard score of a hit, (cosine - mean) / deviation, needs no scan of the group. Groups are (kind, language): an
    e5 model prefers texts in the question's language by a margin that would otherwise hide every text in the other.
    """

    mean: NDArray[np.float32]
    covariance: NDArray[np.float32]
    count: int

    @classmethod
    def of(cls, vectors: Any) -> GroupStatistics:
        """Measure `vectors`, an array-like of shape (n, d), n >= 1."""
        import numpy as np

        rows = np.asarray(vectors, dtype=np.float32)
        mean = rows.mean(axis=0)
        return cls(mean, ((rows - mean).T @ (rows - mean) / len(rows)).astype(np.float32), len(rows))

    def with_more(self, others: GroupStatistics) -> GroupStatistics:
        """Return the statistics of this group and `others` together (Chan, Golub & LeVeque 1983)."""
        return self._combined(others, 1)

    def without(self, others: GroupStatistics) -> GroupStatistics:
        """Return the statistics of this group once `others`, some of its vectors but not all, are removed."""
        return self._combined(others, -1)

    def _combined(self, others: GroupStatistics, sign: int) -> GroupStatistics:
        import numpy as np

        count = self.count + sign * others.count
        apart = (others.mean - self.mean).astype(np.float64)
        mean = self.mean + sign * others.count / count * apart
        squares = self.count * self.covariance.astype(np.float64) + sign * others.count * (
            others.covariance + self.count / count * np.outer(apart, apart)
        )
        return GroupStatistics(mean.astype(np.float32), (squares / count).astype(np.float32), count)

    def scale(
        self, query: NDArray[np.float32], other: GroupStatistics | None, same_language: bool
    ) -> tuple[float, float]:
        """Return mean and standard deviation of the cosines of `query` (d,) to this group, which make standard scores.

        A group of a few texts says little of its own mean, so it leans on the `other` language's group, moved by what
        a question gains in its own language (a shrinkage estimate, as in James & Stein 1961).
        """
        mean, variance = self._moments(query)
        if other is not None:
            weight = _PRIOR * other.count / (other.count + _PRIOR)
            their_mean, their_variance = other._moments(query)
            expected = their_mean + (OWN_LANGUAGE_GAIN if same_language else -OWN_LANGUAGE_GAIN)
            mean = (self.count * mean + weight * expected) / (self.count + weight)
            variance = (self.count * variance + weight * their_variance) / (self.count + weight)
        return mean, max(variance, _FLOOR) ** 0.5

    def _moments(self, query: NDArray[np.float32]) -> tuple[float, float]:
        return float(query @ self.mean), float(query @ self.covariance @ query)
