"""PostgreSQL when something is wrong: a stopped server, a killed connection, a wrong address, another version."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("psycopg_pool", reason="psycopg is not installed")

from bot.examination.remedies import explain
from bot.findings.wording import in_words
from bot.storage import postgres_connection
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.database import Database
from bot.storage.database import open_database as open_at
from bot.storage.postgres_connection import open_postgres
from bot.storage.schema import STEPS
from bot.storage.transactions import NewerSchemaError, ServerError, ServerFault, StorageError
from tests.support.engines import Engine, open_database
from tests.support.postgres_server import PostgresServer

pytestmark = [pytest.mark.postgresql, pytest.mark.made_anew]
SECRET = "s3cr:et/wörd"
SUPERGROUP = -1_002_345_678_901_234


@pytest.fixture
def server(engine: Engine) -> PostgresServer:
    """Return the server of the tests."""
    assert engine.server
    return engine.server


@pytest.fixture
def down(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresServer]:
    """Return the server with a short patience of its clients; it runs again after the test."""
    monkeypatch.setattr(postgres_connection, "WAIT_SECONDS", 1.0)
    yield server
    if not server.is_running():
        server.start()


def kill_connections(server: PostgresServer) -> None:
    """End every connection of ours, as an administrator or a failover does."""
    server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'relais'")


def count(database: Database) -> int:
    """Return the number of rows that `add` wrote."""
    with database.read() as db:
        return db.count("case_numbers", "1 = 1")


def add(database: Database, year: int) -> None:
    """Write a row."""
    with database.write() as db:
        db.insert("case_numbers", {"year": year, "last": 0})


def write_amid(database: Database, event: Callable[[], object]) -> None:
    """Write two rows in nested transactions, with an event between them."""
    with database.write():
        add(database, 2026)
        event()
        add(database, 2027)


def refused(url: str) -> tuple[ServerFault, str]:
    """Return the fault of a database that can't be opened, and what the command line says."""
    with pytest.raises(ServerError) as caught:
        open_at(url)
    assert SECRET not in explain(caught.value) and "wörd" not in repr(caught.value)
    return caught.value.fault, explain(caught.value)


def test_a_stopped_server_fails_as_storage_and_is_used_again_once_it_runs(down: PostgresServer, tmp_path: Path) -> None:
    """No restart of the bot is needed; what was written before is there."""
    database = open_database(tmp_path / "relais.db")
    add(database, 2026)
    down.stop()
    for use in (count, lambda database: add(database, 2027)):
        with pytest.raises(ServerError) as caught:
            use(database)
        assert caught.value.fault == "unreachable"
    down.start()
    add(database, 2028)
    assert count(database) == 2


def test_a_server_that_is_stopped_amid_a_transaction_keeps_nothing_of_it(down: PostgresServer, tmp_path: Path) -> None:
    """All or nothing, also then."""
    database = open_database(tmp_path / "relais.db")
    with pytest.raises(StorageError):
        write_amid(database, down.stop)
    down.start()
    assert count(database) == 0


def test_a_killed_connection_is_replaced_before_anybody_uses_it(server: PostgresServer, database: Database) -> None:
    """Nobody gets an error for a connection that died while it waited."""
    add(database, 2026)
    kill_connections(server)
    assert count(database) == 1
    kill_connections(server)
    add(database, 2027)
    assert count(database) == 2


def test_a_connection_killed_amid_a_transaction_keeps_nothing(server: PostgresServer, database: Database) -> None:
    """Neither of the nested one nor of the outer one, and the next one begins anew."""
    with pytest.raises(StorageError):
        write_amid(database, lambda: kill_connections(server))
    add(database, 2028)
    assert count(database) == 1


def test_a_process_that_hangs_amid_writing_stops_nobody_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server ends its transaction, and the others go on."""
    monkeypatch.setattr(postgres_connection, "IDLE_SECONDS", 0.3)
    hanging, other = (open_database(tmp_path / "relais.db") for _ in range(2))
    with pytest.raises(StorageError):  # `other` waits until the server has lost its patience with the first
        write_amid(hanging, lambda: add(other, 2099))
    assert count(other) == 1


def test_what_keeps_a_database_from_being_opened_is_told_with_its_remedy(
    down: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with the setting to correct, and none with the password."""
    down.run(f"DROP ROLE IF EXISTS office; CREATE ROLE office LOGIN PASSWORD '{SECRET}'")
    down.require_password()
    known = down.url("public", "office", SECRET)
    wrong = down.url("public", "office", SECRET + "!")
    found = {
        "wrong password": refused(wrong),
        "no password": refused(down.url("public", "office")),
        "no database": refused(known.replace("/postgres?", "/elsewhere?")),
        "not the owner": refused(known),
        "no URL": refused(known.replace("options=", "no_option=")),
        "no server": refused(known.replace(f":{down.port}/", ":1/")),
    }
    monkeypatch.setattr(postgres_connection, "OLDEST_VERSION", 99)
    found["too old"] = refused(known)
    faults = ["refused", "refused", "refused", "rights", "url", "unreachable", "version"]
    assert [fault for fault, _ in found.values()] == faults
    assert all("RELAIS_DATABASE_URL" in text for name, (_, text) in found.items() if name != "not the owner")
    assert "ALTER DATABASE" in found["not the owner"][1] and "15" not in found["wrong password"][1]


def test_a_database_that_does_not_store_all_characters_is_refused(server: PostgresServer) -> None:
    """French needs more than ASCII."""
    server.run("CREATE DATABASE narrow ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    fault, text = refused(server.url().replace("/postgres?", "/narrow?"))
    assert (fault, "SQL_ASCII" in text, "--encoding UTF8" in text) == ("encoding", True, True)


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(engine: Engine, tmp_path: Path) -> None:
    """Its tables may mean something else."""
    database = open_database(tmp_path / "relais.db")
    with database.write() as db:
        db.insert("schema_steps", {"step": len(STEPS) + 1})
    with pytest.raises(NewerSchemaError, match="newer version"):
        open_at(engine.place(tmp_path / "relais.db"))


def test_two_installations_in_one_database_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """Each has a schema of its own."""
    one, other = (open_database(tmp_path / name) for name in ("one.db", "other.db"))
    with one.write():
        add(other, 2026)
    assert (count(one), count(other)) == (0, 1)


def test_errors_quote_no_row(database: Database) -> None:
    """PostgreSQL's own text of this one holds the question."""
    row = {"id": "1", "at": "2026", "chat": "a", "language": "fr", "question": "mon salaire"}
    with pytest.raises(StorageError) as caught, database.write() as db:
        db.insert("consultations", row)
    assert "salaire" in str(caught.value.__cause__)
    assert "salaire" not in f"{caught.value} {explain(caught.value)}"


def test_ids_of_supergroups_and_every_character_of_people_fit(database: Database) -> None:
    """PostgreSQL's INTEGER holds 32 bits, and its texts no U+0000, which is replaced."""
    log = ConsultationLog(database)
    asked = log.add(Consultation("a", "fr", "Qui 💶 paie\0 ?", "answered", "Ń’importe"))
    with database.write() as db:
        db.insert("sent_keyboards", {"chat": "a", "message": SUPERGROUP, "at": "2026"})
        assert db.fetch_value("SELECT message FROM sent_keyboards") == SUPERGROUP
    turn = log.find(asked, "a")
    assert turn and (turn.question, turn.answer) == ("Qui 💶 paie\ufffd ?", "Ń’importe")


def test_more_threads_than_connections_all_get_their_turn(database: Database) -> None:
    """Those that wait to write hold no connection, so that readers go on."""
    threads = [threading.Thread(target=add, args=(database, year)) for year in range(60)]
    with database.write() as db:
        for thread in threads:
            thread.start()
        db.insert("case_numbers", {"year": 99, "last": 0})
    for thread in threads:
        thread.join()
    assert count(database) == 61


def test_texts_sort_by_their_bytes_whatever_the_language_of_the_server(database: Database) -> None:
    """Moments of different precision compare as in SQLite."""
    with database.write() as db:
        for day in ("2026-01-01 done", "2026-01-01", "É", "e", "Z"):
            db.insert("model_usage", {"day": day, "chat": "a", "tokens": 1})
        days = [row["day"] for row in db.select("model_usage", order_by="day")]
    assert days == ["2026-01-01", "2026-01-01 done", "Z", "e", "É"]


def test_the_server_is_named_without_the_password(server: PostgresServer) -> None:
    """For `relais doctor`."""
    database = open_postgres(server.url("public", password=SECRET))
    described = in_words(database.description(), "en")
    assert described.startswith("PostgreSQL 15.")
    assert f"at 127.0.0.1:{server.port}, database postgres, user postgres" in described
    database.close()


def test_a_table_whose_file_is_damaged_is_found(down: PostgresServer, database: Database) -> None:
    """The server refuses the page, and the remedy is told."""
    add(database, 2026)
    with database.write() as db:
        file = down.folder / "data" / db.fetch_value("SELECT pg_relation_filepath('case_numbers')")
    database.examine()
    down.run("CHECKPOINT")
    down.stop()
    file.write_bytes(b"\xff" * file.stat().st_size)
    down.start()
    with pytest.raises(ServerError) as caught:
        database.examine()
    assert "damaged" in explain(caught.value) and "restore a backup" in explain(caught.value)
