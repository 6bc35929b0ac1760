"""Statistics of groups that grow and shrink."""

from __future__ import annotations

import numpy as np

from index.search.scoring import GroupStatistics

ROWS = np.random.default_rng(7).normal(size=(30, 6)).astype(np.float32)


def assert_alike(left: GroupStatistics, right: GroupStatistics) -> None:
    """Compare two statistics up to rounding."""
    assert left.count == right.count
    np.testing.assert_allclose(left.mean, right.mean, atol=1e-5)
    np.testing.assert_allclose(left.covariance, right.covariance, atol=1e-5)


def test_added_vectors_count_as_if_measured_together() -> None:
    """The order of additions does not matter."""
    assert_alike(GroupStatistics.of(ROWS[:20]).with_more(GroupStatistics.of(ROWS[20:])), GroupStatistics.of(ROWS))


def test_removed_vectors_leave_no_trace() -> None:
    """What remains is what was never with them."""
    assert_alike(GroupStatistics.of(ROWS).without(GroupStatistics.of(ROWS[20:])), GroupStatistics.of(ROWS[:20]))
