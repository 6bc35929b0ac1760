"""The command line: quick to help, honest in its errors, and of one shape for programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.library import Library

ROOT = Path(__file__).parents[3]
HEAVY = {
    "chromadb",
    "langchain_core",
    "lingua",
    "numpy",
    "pydantic",
    "sentence_transformers",
    "sqlite_utils",
    "telegram",
}
HEAVY |= {"torch", "transformers", "yaml"}
SCORES = {"dense", "bm25", "fused"}


@pytest.fixture(scope="module")
def environ(library: Library, home: Path) -> dict[str, str]:
    """Return the environment of a process that uses the session's library."""
    assert library.generation is not None
    return os.environ | {"RELAIS_HOME": str(home.absolute())}


def relais(*words: str, environ: dict[str, str], said: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in the tree, with the settings of `environ` and `said` as its standard input."""
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(
        command, env=environ, cwd=ROOT, input=said, capture_output=True, text=True, check=False, timeout=100
    )


@pytest.mark.parametrize(
    "words", [["--help"], ["ask", "--help"], ["index", "--help"], ["index", "add", "--help"], ["cases", "--help"]]
)
def test_help_is_there_in_half_a_second(words: list[str]) -> None:
    """The best of three runs: nothing heavy is imported for it."""
    took = []
    for _ in range(3):
        started = time.perf_counter()
        done = relais(*words, environ=dict(os.environ))
        took.append(time.perf_counter() - started)
        assert (done.returncode, done.stdout.startswith("Usage: ")) == (0, True)
    assert min(took) < 0.5


def test_the_command_line_imports_nothing_heavy() -> None:
    """Until a command is run that needs it."""
    script = "import sys, bot.cli.main; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & HEAVY == set()


def test_an_answer_is_one_object(environ: dict[str, str]) -> None:
    """With the keys that programs are promised, and nothing else on standard output."""
    done = relais("ask", "--json", "Who follows up the corrective measures?", environ=environ)
    found = json.loads(done.stdout)
    assert set(found) == {"answer", "outcome", "language", "citations", "timings_ms"}
    assert (done.returncode, found["outcome"], found["language"]) == (0, "answered", "en")
    assert set(found["citations"][0]) == {"n", "id", "owner", "title", "section"}
    assert (found["citations"][0]["n"], found["citations"][0]["owner"]) == (1, "UNICEF")
    assert all(isinstance(took, int) for took in found["timings_ms"].values())


def test_the_language_can_be_chosen(environ: dict[str, str]) -> None:
    """Whatever that of the question."""
    done = relais("ask", "--lang", "fr", "Who follows up the corrective measures?", environ=environ)
    assert "mesures correctives" in done.stdout
    assert "corrective measures" not in done.stdout


def test_a_batch_gives_one_object_a_line(environ: dict[str, str], tmp_path: Path) -> None:
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
    done = relais("ask", "--batch", str(tmp_path / "batch.jsonl"), environ=environ)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in found] == ["a", 2, None]
    assert [line["language"] for line in found] == ["fr", "en", "fr"]
    assert found[1]["citations"][0]["id"].startswith("dci-inco")
    assert found[2]["outcome"] == "smalltalk"


def test_a_bad_line_of_a_batch_is_named(environ: dict[str, str]) -> None:
    """In one line, with what is expected."""
    done = relais("ask", "--batch", "-", environ=environ, said='{"question": "?"}\n')
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == 'Error: Line 1 of the batch must be a JSON object with a "text".'


def test_hits_are_one_object(environ: dict[str, str]) -> None:
    """With each retriever's score, best first."""
    done = relais("index", "search", "--json", "-n", "3", "mesures correctives", environ=environ)
    hits = json.loads(done.stdout)["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert {"rank", "id", "owner", "title", "section", "language", "text", "scores"} <= set(hits[0])
    assert set(hits[0]["scores"]) >= SCORES


def test_hits_of_a_batch_carry_their_id(environ: dict[str, str]) -> None:
    """One object a line."""
    asked = '{"id": "x", "text": "évaluation finale"}\n{"id": "y", "text": "INCO council"}\n'
    done = relais("index", "search", "--batch", "-", environ=environ, said=asked)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["id"], line["hits"][0]["id"].partition("-")[0]) for line in found] == [
        ("x", "evaluation"),
        ("y", "dci"),
    ]


def test_status_says_what_the_index_holds(environ: dict[str, str], library: Library) -> None:
    """And that it is up to date."""
    found = json.loads(relais("index", "status", "--json", environ=environ).stdout)
    assert (found["stale"], found["documents"], found["model"]) == (False, [], "multilingual-e5-small")
    assert found["cards"] == len(library.corpus.cards) // 2


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("RELAIS_LOG_LEVEL", "loud", "RELAIS_LOG_LEVEL is 'loud': "),
        ("RELAIS_CORPUS", "/nowhere", "/nowhere holds no sources.yaml. Set RELAIS_CORPUS to a folder of cards"),
        ("RELAIS_CHROMA_URL", "http://127.0.0.1:9", "No Chroma server answers at http://127.0.0.1:9. Start it"),
    ],
)
def test_an_error_is_one_line_with_its_remedy(environ: dict[str, str], key: str, value: str, said: str) -> None:
    """No traceback, and an exit status that scripts can see."""
    done = relais("ask", "Bonjour", environ=environ | {key: value})
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"Error: {said}")


def test_a_chat_in_the_terminal_goes_through_the_same_conversation(environ: dict[str, str], tmp_path: Path) -> None:
    """With no token, `relais run` greets, answers, and presses a button by its number."""
    (tmp_path / "models").symlink_to(Path(environ["RELAIS_HOME"]) / "models")
    (tmp_path / "index").symlink_to(Path(environ["RELAIS_HOME"]) / "index")
    said = "Who follows up the corrective measures?\n1\n/quit\n"
    done = relais("run", environ=environ | {"RELAIS_HOME": str(tmp_path)}, said=said)
    assert done.returncode == 0
    assert "No RELAIS_TELEGRAM_TOKEN: a chat in this terminal instead." in done.stderr
    assert done.stdout.count("[1] UNICEF, “Concluding the partnership”") == 2
    assert (tmp_path / "relais.db").exists()


def test_the_doctor_finds_nothing_to_mend(environ: dict[str, str]) -> None:
    """In an installation that works; with a bad setting it exits with 1."""
    done = relais("doctor", environ=environ)
    assert (done.returncode, done.stdout.count("✗")) == (0, 0)
    assert relais("doctor", environ=environ | {"RELAIS_CORPUS": "/nowhere"}).returncode == 1
