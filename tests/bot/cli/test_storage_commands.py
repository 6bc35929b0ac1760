"""The command line moves an installation to PostgreSQL and back, and backs it up and restores it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import main
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.database import open_database
from tests.support.engines import postgres_server as postgres_server
from tests.support.postgres_server import PostgresServer

AWA = "0a" * 12


@pytest.fixture(autouse=True)
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the id of an exchange in the home of these tests."""
    monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with closing(open_database(tmp_path / "relais.db")) as database:
        return ConsultationLog(database).add(Consultation(AWA, "fr", "Qui paie ?", "answered", "L’organisation."))


@pytest.fixture
def url(postgres_server: PostgresServer, tmp_path: Path) -> str:
    """Return the URL of an empty schema."""
    name = f"office{abs(hash(tmp_path))}"
    postgres_server.run(f"CREATE SCHEMA {name}")
    return postgres_server.url(name, password="hidden-word")


def relais(*words: str, said: str = "") -> Result:
    """Run a command."""
    return CliRunner().invoke(main, words, input=said)


def held(place: Path | str, asked: str) -> str:
    """Return the question of the exchange in a database; empty if it isn't there."""
    with closing(open_database(place)) as database:
        turn = ConsultationLog(database).find(asked, AWA)
    return turn.question if turn else ""


def test_an_installation_moves_to_postgresql_and_back(
    url: str, asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setting then names the copy; a second copy to the same place is refused."""
    done = relais("storage", "copy", "--to", url)
    assert (done.exit_code, done.output.splitlines()[0][:16]) == (0, "Copied 1 rows of"), done.output
    assert held(url, asked) == "Qui paie ?"
    again = relais("storage", "copy", "--to", url)
    assert (again.exit_code, "already (consultations)" in again.output) == (1, True)
    assert "hidden-word" not in done.output + again.output
    monkeypatch.setenv("RELAIS_DATABASE_URL", url)
    back = relais("storage", "copy", "--to", str(tmp_path / "back.db"))
    assert (back.exit_code, held(tmp_path / "back.db", asked)) == (0, "Qui paie ?")
    assert relais("storage", "copy", "--to", str(tmp_path / "back.db")).exit_code == 1


def test_a_copy_to_nowhere_leaves_nothing(tmp_path: Path) -> None:
    """The error says what to do, and shows no password."""
    pytest.importorskip("psycopg_pool", reason="psycopg is not installed")
    before = sorted(path.name for path in tmp_path.iterdir())
    wrong = relais("storage", "copy", "--to", "mysql://awa:hidden-word@host/relais")
    down = relais("storage", "copy", "--to", "postgresql://awa:hidden-word@127.0.0.1:1/relais")
    folder = relais("storage", "copy", "--to", "nowhere/copy.db")
    assert "postgresql://user@host:5432/database" in wrong.output
    assert "See that PostgreSQL runs" in down.output
    assert [one.exit_code for one in (wrong, down, folder)] == [2, 1, 1]
    assert "hidden-word" not in wrong.output + down.output
    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("is_on_server", [False, True])
def test_a_backup_is_restored(
    url: str, asked: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_on_server: bool
) -> None:
    """After a question, since everything is replaced; from either engine."""
    if is_on_server:
        relais("storage", "copy", "--to", url)
        monkeypatch.setenv("RELAIS_DATABASE_URL", url)
    place = url if is_on_server else tmp_path / "relais.db"
    assert relais("backup", "a.backup").exit_code == 0
    with closing(open_database(place)) as database, database.write() as db:
        db.delete("consultations", "1 = 1")
    assert (relais("restore", "a.backup", said="n\n").exit_code, held(place, asked)) == (1, "")
    done = relais("restore", "a.backup", said="y\n")
    assert (done.exit_code, "relais forget" in done.output, held(place, asked)) == (0, True, "Qui paie ?")
