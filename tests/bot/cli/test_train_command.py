"""The commands `train` and `index enrich`: what they print, and what they leave as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.answering.llm import question_writer
from bot.cli.main import main
from bot.container import Container
from bot.evaluation import training
from bot.evaluation.training import Tally, TrainingResult
from index.library import EntryQuestion, Library
from tests.support.modelapi.server import ModelServer
from tests.support.modelapi.turns import Fails, Says
from tests.support.small_library import add, small_library

HALL = "# Salle\n\nLa salle du haut se réserve auprès de la gardienne, dix jours avant la fête.\n"
GOOD = "À qui faut-il demander la grande salle ?"
Run = Callable[..., Result]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library with one card and one document."""
    made = small_library(tmp_path)
    (tmp_path / "hall.md").write_text(HALL, encoding="utf-8")
    add(made, tmp_path / "hall.md")
    return made


@pytest.fixture
def relais(library: Library, tmp_path: Path, modelapi: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a runner of commands in this process, on the small library, with the scripted model."""
    monkeypatch.setattr("bot.container.Container", partial(Container, library=library))
    monkeypatch.setattr(question_writer, "LEAST_ODDS", float("-inf"))  # the reader has no model here
    monkeypatch.setattr(library.passage_reader, "judge", lambda question, texts: [0.0 for _ in texts])
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RELAIS_MODEL", "openai:scripted")
    monkeypatch.setenv("RELAIS_MODEL_BASE_URL", modelapi.base_url)

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    return run


def test_questions_are_written_listed_and_removed(relais: Run, library: Library, modelapi: ModelServer) -> None:
    """They are in the index as soon as the command ends, and out of it again."""
    modelapi.plays(Says(json.dumps({"fr": [GOOD, "Quand ?  Où ?"], "en": []})))
    before = library.generation
    done = relais("index", "enrich", "hall.md")
    assert "1 passages, 1 questions kept, 1 dropped." in done.output and not library.is_stale()
    assert library.generation != before
    assert GOOD in relais("index", "enrich", "--list").output
    assert "Removed 1 questions." in relais("index", "enrich", "--remove").output
    assert library.generation and before and library.generation.documents == before.documents


def test_a_model_that_fails_is_told_and_nothing_is_lost(relais: Run, library: Library, modelapi: ModelServer) -> None:
    """In one line, with what to do."""
    modelapi.plays(Fails(401))
    done = relais("index", "enrich")
    assert "the model refused the request: call it again to go on" in done.output and not library.is_stale()


def test_the_tokens_of_a_call_are_bounded(relais: Run, modelapi: ModelServer) -> None:
    """Nothing is sent beyond them."""
    assert "the tokens are used up" in relais("index", "enrich", "--tokens", "5").output
    assert modelapi.requests == []


def test_without_a_model_it_says_which_setting(relais: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line."""
    monkeypatch.setenv("RELAIS_MODEL", "")
    done = relais("index", "enrich")
    assert done.exit_code == 1 and "RELAIS_MODEL: No language model is set" in done.output


def confirm(folder: Path, text: str = "Quand ouvre-t-on ?") -> None:
    """Write a confirmed line."""
    line = f"yes\topening\tfr\t{text}\n"
    (folder / "home").mkdir(exist_ok=True)
    (folder / "home" / "confirmed.tsv").write_text(line, encoding="utf-8")


def test_nothing_confirmed_is_nothing_to_train_with(relais: Run) -> None:
    """With what comes first."""
    done = relais("train")
    assert done.exit_code == 1 and "relais train --collect" in done.output
    assert "0 new lines in" in relais("train", "--collect").output
    assert relais("train", "--undo").exit_code == 1


@pytest.mark.parametrize(
    ("faults", "options", "kept"), [((), (), 1), (("worse",), (), 0), (("worse",), ("--keep",), 1)]
)
def test_a_state_is_kept_if_not_worse_or_on_request(
    relais: Run,
    library: Library,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    faults: tuple[str, ...],
    options: tuple[str, ...],
    kept: int,
) -> None:
    """The figures are printed in any case; a name is taken out of a line first."""
    confirm(tmp_path, "Écrivez à awa@example.org : quand ouvre-t-on ?")
    seen: list[str] = []

    def measured(home: Library, confirmed: list[EntryQuestion], *_: object) -> TrainingResult:
        seen.extend(one.text for one in confirmed)
        return TrainingResult(tuple(confirmed), (), (Tally("mine", right=1),), (Tally("mine", wrong=1),), faults)

    monkeypatch.setattr(training, "train", measured)
    done = relais("train", *options)
    assert "mine (1)" in done.output and "1 -> 0" in done.output
    assert (done.exit_code, len(library.questions.trained.read())) == (0 if kept else 1, kept)
    assert len(seen) == 1 and "awa@example.org" not in seen[0]
