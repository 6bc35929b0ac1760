"""The order of a run names files that there are."""

from __future__ import annotations

from tests.support.run_order import LONGEST, TESTS


def test_each_file_that_is_begun_first_exists() -> None:
    """One that is renamed would be run at the end."""
    assert [name for name in LONGEST if not (TESTS / name).is_file()] == []
