"""`relais report`: two files for a month, or for the days that are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.clock import now
from bot.reports.period import last_month


def report(home: Path, *words: str) -> Result:
    """Run the command on a home."""
    return CliRunner().invoke(main, ["report", *words], env={"RELAIS_HOME": str(home)})


def test_the_last_whole_month_is_told_of(tmp_path: Path) -> None:
    """In French, as a page and a PDF, in the folder that is named."""
    done = report(tmp_path, "--output", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    month = last_month(now().date())
    names = {f"relais-rapport-{month.first}-{month.last}.{kind}" for kind in ("html", "pdf")}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    assert all(name in done.output for name in names)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["--from", "2026-03-01"], "relais-report-2026-03-01-2026-03-31"),
        (["--to", "2026-03-10"], "relais-report-2026-03-01-2026-03-10"),
        (["--from", "2026-03-05", "--to", "2026-04-02"], "relais-report-2026-03-05-2026-04-02"),
    ],
)
def test_other_days_can_be_named(tmp_path: Path, words: list[str], name: str) -> None:
    """Both, or one of them: then the month is filled up."""
    assert report(tmp_path, *words, "--lang", "en", "--output", str(tmp_path)).exit_code == 0
    assert (tmp_path / f"{name}.html").exists() and (tmp_path / f"{name}.pdf").exists()


def test_an_end_before_the_beginning_is_refused(tmp_path: Path) -> None:
    """In one line."""
    done = report(tmp_path, "--from", "2026-03-05", "--to", "2026-03-01")
    assert done.exit_code == 2 and "before" in done.output
