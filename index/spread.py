"""How the vectors of a group lie, so that scores of different groups can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FLOOR = 1e-4  # variance of a cosine below which a group is too small or uniform to say anything


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean (d,) and covariance (d, d) of a group of vectors, float32.

    The dot products of a query q with the group have mean q·mean and variance q·covariance·q, exactly, so the
    standard score of a hit needs no scan of the group. Groups are (kind, language): an e5 model prefers texts
    in the question's language by a margin that would otherwise hide every text in the other.
    """

    mean: NDArray[np.float32]
    covariance: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: Any) -> Spread:
        """Measure `vectors`, an array-like of shape (n, d), n >= 1."""
        import numpy as np

        rows = np.asarray(vectors, dtype=np.float32)
        mean = rows.mean(axis=0)
        return cls(mean, ((rows - mean).T @ (rows - mean) / len(rows)).astype(np.float32))

    def standard(self, query: NDArray[np.float32], cosine: float) -> float:
        """Return the standard score (z) of a hit with `cosine` to `query` (d,) among this group."""
        variance = float(query @ self.covariance @ query)
        return float((cosine - float(query @ self.mean)) / max(variance, _FLOOR) ** 0.5)
