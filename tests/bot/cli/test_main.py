"""The command line as a whole: answers and hits for programs, and errors of one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.container import Container
from index.library import Library
from tests.bot.cli.conftest import RunRelais

ROOT = Path(__file__).parents[3]
SCORES = {"dense", "bm25", "fused"}


@pytest.fixture
def relais(library: Library, home: Path, monkeypatch: pytest.MonkeyPatch) -> RunRelais:
    """Return a runner of commands in this process, on the session's library."""
    assert library.generation is not None
    monkeypatch.setattr("bot.container.Container", partial(Container, library=library))
    monkeypatch.setenv("RELAIS_HOME", str(home.absolute()))

    def run(*words: str, said: str = "") -> Result:
        return CliRunner().invoke(main, words, input=said)

    return run


def process(*words: str, environ: dict[str, str], said: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command as a process of its own, with `said` as its standard input."""
    command = [sys.executable, "-m", "bot", *words]
    environ = os.environ | environ
    return subprocess.run(
        command, env=environ, cwd=ROOT, input=said, capture_output=True, text=True, check=False, timeout=300
    )


def test_an_answer_is_one_object(relais: RunRelais) -> None:
    """With the keys that programs are promised."""
    done = relais("ask", "--json", "Who follows up the corrective measures?")
    found = json.loads(done.stdout)
    assert set(found) == {"answer", "outcome", "language", "citations", "timings_ms", "suggestions", "confidence"}
    assert (done.exit_code, found["outcome"], found["language"]) == (0, "answered", "en")
    assert set(found["citations"][0]) == {"n", "id", "owner", "title", "section", "date", "authority", "unsaid"}
    assert (found["citations"][0]["n"], found["citations"][0]["owner"]) == (1, "UNICEF")
    assert all(isinstance(took, int) for took in found["timings_ms"].values())


def test_the_language_can_be_chosen(relais: RunRelais) -> None:
    """Whatever that of the question."""
    done = relais("ask", "--lang", "fr", "Who follows up the corrective measures?")
    assert "mesures correctives" in done.stdout
    assert "corrective measures" not in done.stdout


def test_a_batch_gives_one_object_a_line(relais: RunRelais, tmp_path: Path) -> None:
    """In order, each with its id; history gives a follow-up its meaning; blank lines are nothing."""
    history = [
        {"role": "user", "content": "Qu'est-ce que le Conseil INCO ?"},
        {"role": "assistant", "content": "Un conseil interagences."},
    ]
    asked = [
        {"id": "a", "text": "Qui assure le suivi des mesures correctives ?"},
        {"id": 2, "text": "in english please", "history": history},
        {"text": "Bonjour"},
    ]
    (tmp_path / "batch.jsonl").write_text("\n\n".join(json.dumps(line) for line in asked), encoding="utf-8")
    done = relais("ask", "--batch", str(tmp_path / "batch.jsonl"))
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in found] == ["a", 2, None]
    assert [line["language"] for line in found] == ["fr", "en", "fr"]
    assert found[1]["citations"][0]["id"].startswith("dci-inco")
    assert found[2]["outcome"] == "smalltalk"


def test_a_bad_line_of_a_batch_is_named(relais: RunRelais) -> None:
    """In one line, with what is expected."""
    done = relais("ask", "--batch", "-", said='{"question": "?"}\n')
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == 'Error: Line 1 of the batch must be a JSON object with a "text".'


def test_hits_are_one_object(relais: RunRelais) -> None:
    """With each retriever's score, best first."""
    done = relais("index", "search", "--json", "-n", "3", "mesures correctives")
    hits = json.loads(done.stdout)["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert {"rank", "id", "owner", "title", "section", "language", "text", "scores"} <= set(hits[0])
    assert set(hits[0]["scores"]) >= SCORES


def test_hits_of_a_batch_carry_their_id(relais: RunRelais) -> None:
    """One object a line."""
    asked = '{"id": "x", "text": "évaluation finale"}\n{"id": "y", "text": "INCO council"}\n'
    done = relais("index", "search", "--batch", "-", said=asked)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["id"], line["hits"][0]["id"].partition("-")[0]) for line in found] == [
        ("x", "evaluation"),
        ("y", "dci"),
    ]


def test_status_says_what_the_index_holds(relais: RunRelais, library: Library) -> None:
    """And that it is up to date."""
    found = json.loads(relais("index", "status", "--json").stdout)
    assert (found["stale"], found["documents"], found["model"]) == (False, [], "multilingual-e5-small")
    assert found["cards"] == len(library.corpus.cards) // 2


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("RELAIS_LOG_LEVEL", "loud", "RELAIS_LOG_LEVEL is 'loud': "),
        ("RELAIS_CORPUS", "/nowhere", "/nowhere holds no sources.yaml. Set RELAIS_CORPUS to a folder of cards"),
    ],
)
def test_an_error_is_one_line_with_its_remedy(library: Library, home: Path, key: str, value: str, said: str) -> None:
    """No traceback, and an exit status that scripts can see."""
    assert library.generation is not None
    done = CliRunner().invoke(main, ["ask", "Bonjour"], env={"RELAIS_HOME": str(home.absolute()), key: value})
    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"Error: {said}")


def test_a_process_prints_the_answer_alone_on_standard_output(library: Library, home: Path) -> None:
    """Libraries that have something to say say it elsewhere."""
    assert library.generation is not None
    done = process("ask", "--json", "Bonjour", environ={"RELAIS_HOME": str(home.absolute())})
    assert (done.returncode, json.loads(done.stdout)["outcome"]) == (0, "smalltalk")


def test_a_chat_in_the_terminal_goes_through_the_same_conversation(
    library: Library, home: Path, tmp_path: Path
) -> None:
    """With no token, `relais run` greets, answers, and presses a button by its number."""
    assert library.generation is not None
    for folder in ("models", "index"):
        (tmp_path / folder).symlink_to(home.absolute() / folder)
    said = "Who follows up the corrective measures?\n1\n/quit\n"
    done = process("run", environ={"RELAIS_HOME": str(tmp_path)}, said=said)
    assert done.returncode == 0
    assert "No RELAIS_TELEGRAM_TOKEN: a chat in this terminal instead." in done.stderr
    assert done.stdout.count("[1] UNICEF, “Concluding the partnership”") == 2
    assert (tmp_path / "relais.db").exists()


def test_the_doctor_finds_nothing_to_mend(relais: RunRelais) -> None:
    """In an installation that works."""
    done = relais("doctor")
    assert (done.exit_code, done.stdout.count("✗")) == (0, 0)


def test_the_doctor_exits_with_1_where_something_is_wrong(tmp_path: Path) -> None:
    """Such as a corpus that is not there."""
    environ = {"RELAIS_HOME": str(tmp_path), "RELAIS_CORPUS": "/nowhere"}
    assert CliRunner().invoke(main, ["doctor"], env=environ).exit_code == 1
