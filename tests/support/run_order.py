"""The files of tests that take longest: they are begun first, so that no process ends a run alone with one of them."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parents[1]
# Each took more than 45 seconds of a run beside two others.
LONGEST = (
    "bot/storage/test_shared_index.py",
    "bot/answering/test_floors.py",
    "bot/evaluation/test_invariance_floors.py",
    "bot/telegram/end_to_end/test_kill.py",
    "bot/desk/test_own_cards.py",
    "bot/desk/test_texts_in_browser.py",
    "bot/desk/test_in_browser.py",
    "index/models/test_encoder.py",
    "bot/desk/test_texts.py",
    "chaos/test_chaos.py",
    "bot/desk/test_figures_in_browser.py",
    "index/test_build.py",
)


def place(path: Path) -> int:
    """Return the place of a file in a run: that among the longest ones, or after them.

    >>> place(TESTS / "bot/answering/test_floors.py"), place(TESTS / "test_packaging.py")
    (1, 12)
    """
    return _PLACES.get(path, len(LONGEST))


_PLACES = {TESTS / name: number for number, name in enumerate(LONGEST)}
