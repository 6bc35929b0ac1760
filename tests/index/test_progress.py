"""Progress of a change of the index: one task over all its stages."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

from index.library import DocumentDetails, Stage
from index.progress import STEPS, Stages
from tests.support.small_library import quiet, small_library


class Shown:
    """Keeps what a bar would show: each step with its stage."""

    def __init__(self) -> None:
        self.stage: Stage | None = None
        self.steps: list[tuple[Stage | None, int]] = []

    def enter(self, stage: Stage) -> None:
        """Show that `stage` begins."""
        self.stage = stage

    def __call__(self, done: int, total: int) -> None:
        """Show `done` of `total`."""
        assert total == STEPS
        self.steps.append((self.stage, done))

    @property
    def stages(self) -> list[Stage | None]:
        """The stages in the order in which they were shown."""
        return [stage for stage, _ in groupby(stage for stage, _ in self.steps)]

    @property
    def done(self) -> list[int]:
        """The steps that were shown as done."""
        return [done for _, done in self.steps]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of three files, one of which is refused."""
    (tmp_path / "files").mkdir()
    for name in ("gate", "hall", "yard"):
        text = f"# The {name}\n\nThe {name} opens at nine, and whoever comes later rings the bell.\n"
        (tmp_path / "files" / f"{name}.md").write_text(text * (name != "yard"), encoding="utf-8")
    return tmp_path / "files"


@pytest.mark.parametrize("is_built", [True, False], ids=["to an index", "with the first index"])
def test_adding_shows_all_stages_and_never_goes_back(tmp_path: Path, folder: Path, is_built: bool) -> None:
    """From nothing to all of it, each step further than the one before."""
    library, shown = small_library(tmp_path), Shown()
    if is_built:
        library.build(quiet)
    changes, refusals = library.add_files([folder], DocumentDetails(), shown)
    assert (len(changes.added), len(refusals)) == (2, 1)
    assert shown.stages == ["reading", "splitting", "embedding", "words", "writing"]
    assert (shown.done[0], shown.done[-1]) == (0, STEPS)
    assert shown.done == sorted(set(shown.done))


def test_what_changes_nothing_is_done_once_it_is_read(tmp_path: Path, folder: Path) -> None:
    """The bar is not left half way."""
    library, shown = small_library(tmp_path), Shown()
    library.add_files([folder], DocumentDetails(), quiet)
    library.add_files([folder], DocumentDetails(), shown)
    assert (shown.stages, shown.done[-1]) == (["reading"], STEPS)


def test_a_build_begins_at_nothing_though_no_file_is_read(tmp_path: Path) -> None:
    """Its first stage is the beginning of the whole."""
    shown = Shown()
    small_library(tmp_path).build(shown)
    assert (shown.stages[0], shown.done[0], shown.done[-1]) == ("splitting", 0, STEPS)


def test_a_stage_moves_by_its_own_work() -> None:
    """Half of its bytes are half of its steps."""
    shown = Shown()
    progress = Stages(shown).at("writing")
    for done in (1, 2, 3, 4):
        progress(done, 4)
    assert shown.done == [0, STEPS // 4, STEPS // 2, 3 * STEPS // 4, STEPS]
