"""The commands about documents: what is told of them, and what is printed."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.container import Container
from index.errors import IndexNotWritten
from index.library import Library
from tests.bot.cli.conftest import RunRelais
from tests.support.small_library import quiet, small_library

TEXT = "# Salaires\n\nLe salaire de la direction est de quatre mille florins chaque mois de l'année.\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Return a library with one card."""
    return small_library(tmp_path)


@pytest.fixture
def relais(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunRelais:
    """Return a runner of commands in this process, on the small library."""
    monkeypatch.setattr("bot.container.Container", partial(Container, library=library))
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path / "home"))

    def run(*words: str) -> Result:
        return CliRunner().invoke(main, words)

    return run


def test_details_are_shown_by_status(relais: RunRelais, tmp_path: Path) -> None:
    """In words, and for programs."""
    file = tmp_path / "pay.md"
    file.write_text(TEXT, encoding="utf-8")
    told = ("--owner", "ONG", "--date", "2024-05", "--authority", "internal", "--readers", "staff")
    assert relais("index", "add", *told, str(file)).exit_code == 0
    (line,) = (line for line in relais("index", "status").stdout.splitlines() if line.startswith("Document:"))
    assert line.split("  ")[2:] == ["Salaires", "ONG", "2024-05", "internal", "for staff alone", str(file)]
    (document,) = json.loads(relais("index", "status", "--json").stdout)["documents"]
    assert (document["date"], document["authority"], document["readers"]) == ("2024-05", "internal", "staff")


@pytest.mark.parametrize("command", ["add", "sync"])
def test_a_file_that_is_refused_shows_in_the_exit_code(relais: RunRelais, tmp_path: Path, command: str) -> None:
    """The others are added."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in (("pay.md", TEXT), ("empty.md", "")):
        (folder / name).write_text(text, encoding="utf-8")
    done = relais("index", command, str(folder))
    assert (done.exit_code, "Added: Salaires" in done.stdout, "empty.md" in done.stderr) == (1, True, True)
    (folder / "empty.md").unlink()
    assert relais("index", command, str(folder)).exit_code == 0


def test_a_newer_file_takes_the_place_of_an_old_one(relais: RunRelais, tmp_path: Path) -> None:
    """What was told of the old one stays; a file that can't be read changes nothing."""
    for name, text in (("pay.md", TEXT), ("new.md", TEXT.replace("quatre", "cinq")), ("empty.md", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    relais("index", "add", "--owner", "ONG", "--readers", "staff", str(tmp_path / "pay.md"))
    assert relais("index", "replace", "pay.md", str(tmp_path / "empty.md")).exit_code == 1
    assert relais("index", "replace", "nothing.md", str(tmp_path / "new.md")).exit_code == 1
    assert relais("index", "replace", "pay.md", str(tmp_path / "new.md")).exit_code == 0
    (document,) = json.loads(relais("index", "status", "--json").stdout)["documents"]
    assert (document["path"], document["owner"], document["readers"]) == (str(tmp_path / "new.md"), "ONG", "staff")


def test_what_is_left_out_of_a_file_is_told_by_each_command(relais: RunRelais, tmp_path: Path) -> None:
    """Whether it is added, synced or put in the place of another."""
    (folder := tmp_path / "files").mkdir()
    files = [folder / "a.md", folder / "b.md", tmp_path / "c.md"]

    def told(file: Path, *words: str) -> Result:
        file.write_bytes(TEXT.replace("quatre", file.stem).encode().replace(b"florins", b"flor\xffins"))
        return relais("index", *words)

    done = [
        told(files[0], "add", str(files[0])),
        told(files[1], "sync", str(folder)),
        told(files[2], "replace", "--readers", "staff", "a.md", str(files[2])),
    ]
    assert [one.stderr.split("Note: ")[1].split(": ")[0] for one in done] == [str(file) for file in files]
    assert [", for staff alone" in one.stdout for one in done] == [False, False, True]


def test_a_date_that_is_none_is_refused(relais: RunRelais, tmp_path: Path) -> None:
    """With what is expected."""
    (tmp_path / "pay.md").write_text(TEXT, encoding="utf-8")
    done = relais("index", "add", "--date", "31.05.2024", str(tmp_path / "pay.md"))
    assert done.exit_code == 2
    assert "2024-05-31" in done.output
    late = relais("index", "add", "--date", "2090", str(tmp_path / "pay.md"))
    assert (late.exit_code, "more than a year ahead" in late.output) == (2, True)


def test_gone_files_are_named_and_control_characters_are_not_printed(relais: RunRelais, tmp_path: Path) -> None:
    """A name is one line, whatever is in it."""
    file = tmp_path / "a\x1b[31m\nb.md"
    file.write_text(TEXT, encoding="utf-8")
    printed = relais("index", "add", str(file)).stdout
    file.unlink()
    printed += relais("index", "status").stdout
    assert "\x1b" not in printed
    assert f"Gone: {tmp_path}/a [31m b.md" in printed


def test_a_title_of_several_asks_for_one(relais: RunRelais, tmp_path: Path) -> None:
    """Nothing is removed."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(TEXT.replace("mois", f"mois, {name}"), encoding="utf-8")
    relais("index", "add", str(tmp_path / "a.md"), str(tmp_path / "b.md"))
    done = relais("index", "remove", "Salaires")
    assert done.exit_code == 1
    assert str(tmp_path / "a.md") in done.output
    assert len(json.loads(relais("index", "status", "--json").stdout)["documents"]) == 2


def test_the_old_index_answers_while_no_new_one_can_be_made(
    relais: RunRelais, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one line that says why."""
    library.build(quiet)
    monkeypatch.setattr(library, "is_stale", lambda: True)

    def full(progress: object) -> None:
        raise IndexNotWritten("The disk is full: the index was not changed.")

    monkeypatch.setattr(library, "build", full)
    done = relais("index", "search", "Quand ouvre la salle ?")
    assert done.exit_code == 0
    assert "opening" in done.stdout
    assert "The disk is full" in done.stderr
