"""Procedures from the command line, for whoever edits them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from corpus.card import BUNDLED_CORPUS
from tests.bot.cli.conftest import RunRelais


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of our corpus, to be edited."""
    return Path(
        shutil.copytree(BUNDLED_CORPUS, tmp_path / "corpus", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    )


@pytest.fixture
def relais(folder: Path, tmp_path: Path) -> RunRelais:
    """Return a runner of `relais check` on that copy."""

    def run(*words: str) -> Result:
        env = {"RELAIS_HOME": str(tmp_path / "home"), "RELAIS_CORPUS": str(folder)}
        return CliRunner().invoke(main, ["check", *words], env=env)

    return run


def test_procedures_are_listed_with_their_versions(relais: RunRelais) -> None:
    """One line each."""
    assert relais("list").output.splitlines() == [
        "closing  1.1  20 steps  Closing a partnership",
        "early-termination  1.1  21 steps  Early termination: before and during",
    ]


def test_a_procedure_is_shown_in_either_language(relais: RunRelais) -> None:
    """With conditions, cards and what leads out of it."""
    shown = relais("show", "early-termination", "--lang", "fr").output
    assert "measures: Des mesures correctives ont-elles été convenues" in shown
    assert "only if progress is little or nothing or skipped" in shown
    assert "(leads to safeguarding)" in shown
    assert "there are closing, early-termination" in relais("show", "nothing").output


def test_a_mistake_is_told_with_file_line_and_field(relais: RunRelais, folder: Path) -> None:
    """And the command fails; other files are looked at all the same."""
    path = folder / "procedures" / "closing.yaml"
    assert relais("validate").exit_code == 0
    path.write_text(path.read_text(encoding="utf-8").replace("card: ending-continuity", "card: ending"), "utf-8")
    result = relais("validate")
    assert result.exit_code == 1
    line = path.read_text(encoding="utf-8").splitlines().index("        card: ending") + 1
    assert f'{path}:{line}: step continuity: card: there is no card "ending".' in result.output
    assert "early-termination 1.1, 21 steps, nothing wrong." in result.output


def test_without_a_corpus_there_is_nothing_to_validate(tmp_path: Path) -> None:
    """Said in a sentence."""
    env = {"RELAIS_HOME": str(tmp_path), "RELAIS_CORPUS": ""}
    result = CliRunner().invoke(main, ["check", "validate"], env=env)
    assert (result.exit_code, "RELAIS_CORPUS is empty" in result.output) == (1, True)
