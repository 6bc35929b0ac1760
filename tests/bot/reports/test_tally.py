"""Counts of few people are withheld, and no difference of shown counts gives them away."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.reports.tally import FEWEST_PEOPLE, Tally, withheld

CELLS = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(st.sampled_from([f"p{n}" for n in range(12)]), max_size=20).map(Counter)
)


@given(CELLS)
def test_what_is_withheld_can_not_be_had_from_the_whole(cells: dict[str, Counter[str]]) -> None:
    """The whole less what is shown is about at least five people and two kinds, unless nothing is shown."""
    hidden = withheld(cells)
    for kind, cell in cells.items():
        assert kind in hidden or len(cell) == 0 or len(cell) >= FEWEST_PEOPLE
    shown = [kind for kind in cells if kind not in hidden and cells[kind]]
    if hidden and shown:
        assert len(hidden) >= 2
        assert len(sum((cells[kind] for kind in hidden), Counter[str]())) >= FEWEST_PEOPLE


def test_kinds_that_were_not_counted_are_shown_as_zero() -> None:
    """Nobody is behind them."""
    tally = Tally[str]()
    for person in "vwxyz":
        tally.add("up", person, 2)
    assert tally.shown(("up", "down")) == {"up": 10, "down": 0}


def test_what_no_person_is_known_for_counts_as_one_person() -> None:
    """Nine exchanges without a chat may all be of one."""
    tally = Tally[str]()
    tally.add("up", "", 9)
    assert tally.shown() == {"up": None}
