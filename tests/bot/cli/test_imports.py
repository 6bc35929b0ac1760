"""What each command imports: the modules that it works with, and nothing of the other parts of the bot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.container import Container
from bot.settings import Settings
from index.library import Library
from tests.support.cases import ASKER, new_case

ROOT = Path(__file__).parents[3]
SCRIPT = """
import sys
from click.testing import CliRunner
from bot.cli.main import main

done = CliRunner().invoke(main, sys.argv[2:])
assert done.exit_code == int(sys.argv[1]), done.output
print(*sys.modules)
"""
MODELS = ("index.models", "sentence_transformers", "torch", "transformers", "sklearn", "chromadb")
THIRD_PARTY = ("chromadb", "langchain_core", "lingua", "numpy", "pydantic", "sentence_transformers", "sqlite_utils")


def imported(home: Path, *words: str, exit_code: int = 0) -> set[str]:
    """Return the names of the modules that a process holds after a command that ends with `exit_code`."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(exit_code), *words],
        cwd=ROOT,
        env={"RELAIS_HOME": str(home), "PATH": "", "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def within(modules: set[str], *packages: str) -> list[str]:
    """Return those of the modules that are, or lie in, one of the packages."""
    return sorted(name for name in modules if name.startswith(tuple(f"{one}." for one in packages)) or name in packages)


def test_closing_a_case_needs_no_conversation_and_no_model(tmp_path: Path) -> None:
    """A case is a matter of storage and domain alone."""
    with Container(Settings(home=tmp_path)) as container:
        number = container.case_service.open(new_case("Qui paie ?", ""), ASKER).number
    modules = imported(tmp_path, "cases", "close", number, "--by", "Awa")
    assert within(modules, "bot.conversation", "bot.telegram", "bot.answering", "index.library", *MODELS) == []
    assert "bot.domain.cases.case_service" in modules


def test_adding_a_document_needs_no_cases_no_access_and_no_conversation(
    library: Library, home: Path, tmp_path: Path
) -> None:
    """Documents are a matter of the index alone, also where one is refused."""
    assert library.generation is not None  # nothing is left to build
    (tmp_path / "sheet.xlsx").write_bytes(b"PK")
    modules = imported(home.absolute(), "index", "add", str(tmp_path / "sheet.xlsx"), exit_code=1)
    assert within(modules, "bot.conversation", "bot.telegram", "bot.answering", "bot.domain", "bot.storage") == []


@pytest.mark.parametrize("words", [["--help"], ["ask", "--help"], ["index", "add", "--help"], ["cases", "--help"]])
def test_help_imports_nothing_heavy(tmp_path: Path, words: list[str]) -> None:
    """So that it is there at once."""
    modules = imported(tmp_path, *words)
    assert within(modules, *THIRD_PARTY, "telegram", "torch", "transformers", "yaml") == []
    own = within(modules, "bot.conversation", "bot.domain", "bot.telegram", "index")
    assert set(own) <= {"index", "index.statement"}
