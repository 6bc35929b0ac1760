"""The command line names settings and commands; the layers below it name neither."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.errors import SettingsError
from bot.examination.remedies import explain
from bot.settings import Settings
from bot.storage.transactions import StorageError
from index.errors import MissingIndex, ModelError, ModelPurpose, StaleIndex, UnreachableStore

ROOT = Path(__file__).parents[3]
TOP = ("bot/cli/", "bot/demo/", "bot/examination/", "bot/container", "bot/home.py", "bot/settings.py")
NAMED = re.compile(r"RELAIS_[A-Z]|`relais [a-z]")


def test_no_lower_layer_names_a_setting_or_a_command() -> None:
    """They say what is wrong; how to change it is known above."""
    modules = [path for folder in ("bot", "index", "corpus") for path in sorted((ROOT / folder).rglob("*.py"))]
    lower = [path for path in modules if not path.relative_to(ROOT).as_posix().startswith(TOP)]
    assert [path for path in lower if NAMED.search(path.read_text(encoding="utf-8"))] == []


def test_a_setting_is_named_as_it_is_set() -> None:
    """By its environment variable, ahead of what is wrong with it."""
    said = explain(SettingsError("Nothing can listen there.", "telegram_webhook_listen"))
    assert said == "RELAIS_TELEGRAM_WEBHOOK_LISTEN: Nothing can listen there."


@pytest.mark.parametrize("purpose", get_args(ModelPurpose))
def test_every_model_has_a_setting(purpose: ModelPurpose) -> None:
    """Which is one that exists."""
    found = re.search(r"RELAIS_(\w+)", explain(ModelError("No model.", purpose=purpose)))
    assert found is not None
    assert found[1].lower() in Settings.model_fields


@pytest.mark.parametrize("error", [MissingIndex("None."), StaleIndex("Old."), UnreachableStore("Gone.")])
def test_an_error_of_the_index_has_a_remedy(error: Exception) -> None:
    """In a sentence after it."""
    assert explain(error).startswith(f"{error} ")
    assert NAMED.search(explain(error))


def test_a_database_that_fails_is_one_line_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own message names neither the file nor what to do."""
    (tmp_path / "relais.db").write_bytes(b"no database at all, but a text of many bytes" * 40)
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    done = CliRunner().invoke(main, ["cases", "list"])
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr == f"Error: {explain(StorageError('file is not a database'))}\n"
