"""What was computed lately is not computed again, and memory stays bounded."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.text.recent import Recent


@pytest.fixture
def computed() -> list[list[str]]:
    """Return the texts that were computed, call by call."""
    return []


def lengths(recent: Recent[int], computed: list[list[str]], texts: Sequence[str]) -> list[int]:
    """Return the lengths of the texts, of which those that are computed are added to `computed`."""

    def compute(fresh: list[str]) -> list[int]:
        computed.append(fresh)
        return [len(text) for text in fresh]

    return recent.of(texts, compute)


def test_what_is_not_known_is_computed_in_one_call(computed: list[list[str]]) -> None:
    """Each text once, however often it is asked for."""
    recent = Recent[int](9)
    assert lengths(recent, computed, ["a", "bb", "a"]) == [1, 2, 1]
    assert lengths(recent, computed, ["bb", "ccc", "a"]) == [2, 3, 1]
    assert lengths(recent, computed, ["a"]) == [1]
    assert computed == [["a", "bb"], ["ccc"]]


def test_the_texts_that_were_asked_for_last_are_kept(computed: list[list[str]]) -> None:
    """And more at once than are remembered are all returned."""
    recent = Recent[int](2)
    assert lengths(recent, computed, ["a", "bb", "ccc"]) == [1, 2, 3]
    assert lengths(recent, computed, ["bb"]) == [2]
    assert lengths(recent, computed, ["dddd"]) == [4]
    assert lengths(recent, computed, ["bb"]) == [2]
    assert computed == [["a", "bb", "ccc"], ["dddd"]]


def test_a_text_is_held_under_its_key_alone(computed: list[list[str]]) -> None:
    """As a digest, where no words may stay in memory."""
    recent = Recent[int](2, len)
    assert lengths(recent, computed, ["ab"]) == lengths(recent, computed, ["cd"]) == [2]
    assert list(recent._held) == [2]
