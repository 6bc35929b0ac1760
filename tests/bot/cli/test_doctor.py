"""The doctor tries the model and says what to mend."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.container import Container
from bot.examination.doctor import (
    examine_chroma,
    examine_database,
    examine_embedding,
    examine_index,
    examine_model,
    examine_quickly,
    examine_running,
    examine_scans,
)
from bot.examination.finding import DoctorFinding
from bot.settings import Settings
from bot.storage.backup import note_backup
from bot.storage.model_usage import ModelUsage
from corpus.collection import read_corpus
from index.chroma_store import ChromaStore
from index.library import ChromaAddress, missing_for_ocr
from index.models import packaged_model
from index.statement import state
from tests.support.chroma_server import ChromaServer
from tests.support.engines import postgres_server as postgres_server
from tests.support.modelapi.server import ModelServer
from tests.support.modelapi.turns import Fails, Says, ScriptedTurn, Stalls
from tests.support.postgres_server import PostgresServer
from tests.support.small_library import quiet, small_corpus, small_library


def examined(**settings: object) -> DoctorFinding:
    """Return the doctor's finding about the model."""
    return examine_model(Container(Settings.model_validate(settings)))


def test_no_model_is_no_fault() -> None:
    """It says that the texts answer."""
    assert examined() == DoctorFinding("language_model", state("model.none"))


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (Says("Yes."), "openai:scripted, on this machine, first word after"),
        (Fails(401), "does not answer (refused: OpenAIAuthenticationError): check RELAIS_MODEL, and the key"),
        (Stalls(), ": raise RELAIS_MODEL_TIMEOUT"),
        (Says(""), "answers nothing"),
    ],
)
def test_the_model_is_tried(modelapi: ModelServer, tmp_path: Path, turn: ScriptedTurn, said: str) -> None:
    """One word is asked of it; what keeps it from answering is named with its remedy."""
    modelapi.plays(turn)
    wait = 1 if isinstance(turn, Stalls) else 60  # seconds: what answers may take its time on a busy machine
    found = examined(home=tmp_path, model="openai:scripted", model_base_url=modelapi.base_url, model_timeout=wait)
    assert (said in found.text, found.is_fault) == (True, not said.startswith("openai"))


@pytest.mark.parametrize("is_thorough", [True, False])
def test_an_index_that_is_missing_or_out_of_date_is_a_warning(tmp_path: Path, is_thorough: bool) -> None:
    """It is never said to be in order; the finding names the command that builds it."""
    library = small_library(tmp_path)
    with Container(Settings(home=tmp_path), library=library) as container:
        missing = examine_index(container, is_thorough=is_thorough)
        library.build(quiet)
        built = examine_index(container, is_thorough=is_thorough)
        library.corpus = read_corpus(small_corpus(tmp_path / "other", "Les Potiers"))
        stale = examine_index(container, is_thorough=is_thorough)
    assert [(one.is_fault, one.is_warning) for one in (missing, built, stale)] == [
        (False, True),
        (False, False),
        (False, True),
    ]
    assert all("relais index build" in one.text for one in (missing, stale))


@pytest.mark.parametrize(
    ("chooses", "said"),
    [("auto", "failed the trial of choosing passages"), ("on", "choosing passages is on"), ("off", "is off")],
)
def test_a_model_that_can_not_choose_is_named(modelapi: ModelServer, tmp_path: Path, chooses: str, said: str) -> None:
    """It is no fault: the gate decides. The result is kept, so that the bot need not try again."""
    modelapi.plays(Says("Yes."))
    named = {"home": tmp_path, "model": "openai:scripted", "model_base_url": modelapi.base_url}
    found = examined(**named, model_chooses=chooses)
    assert said in found.text and not found.is_fault
    assert (tmp_path / "model.json").exists() == (chooses == "auto")


def test_missing_ocr_is_a_warning_and_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scanned pages can be done without; the finding names the program."""
    monkeypatch.setenv("PATH", str(tmp_path))
    missing_for_ocr.cache_clear()
    found = examine_scans()
    assert not found.is_fault and found.is_warning and "Tesseract is not installed" in found.text
    missing_for_ocr.cache_clear()


def examined_running(home: Path, now: datetime, **settings: object) -> list[DoctorFinding]:
    """Return the doctor's findings about what should go on by itself, at a moment."""
    with Container(Settings.model_validate({"home": home, **settings}), clock=lambda: now) as container:
        return examine_running(container)


@pytest.mark.parametrize(
    ("subject", "minutes", "key"),
    [
        ("received", 1, "running.received"),
        ("received", 3, "running.not_handled"),
        ("outgoing", 1, "running.outgoing"),
        ("outgoing", 3, "running.not_sent"),
    ],
)
def test_a_queue_that_stands_still_is_a_warning(tmp_path: Path, subject: str, minutes: int, key: str) -> None:
    """Not one that may still move."""
    since = datetime(2026, 3, 2, 8, tzinfo=UTC)
    with Container(Settings(home=tmp_path)) as container, container.database.write() as db:
        row = {"reference": "x", "language": "fr", "added": since.isoformat(), "due": since.isoformat()}
        db.insert("outbox", row | {"state": "waiting"})
        db.insert("updates", {"update_id": 1, "received": since.isoformat()})
    found = next(
        one for one in examined_running(tmp_path, since + timedelta(minutes=minutes)) if one.subject == subject
    )
    assert (found.said, found.is_warning) == (state(key, count=1), minutes > 2)


@pytest.mark.parametrize(
    ("made", "key"),
    [("", "no_backup"), ("2026-02-20T20:15:00+00:00", "old_backup"), ("2026-03-01T20:15:00+00:00", "backup")],
)
def test_no_backup_of_late_is_a_warning(tmp_path: Path, made: str, key: str) -> None:
    """None that is known, or one of more than a week ago."""
    if made:
        note_backup(tmp_path, made)
    found = examined_running(tmp_path, datetime(2026, 3, 2, 8, tzinfo=UTC))[-1]
    assert (found.said.key, found.is_warning) == (f"running.{key}", key != "backup")


@pytest.mark.parametrize(("taken", "key"), [(9, "tokens"), (10, "no_tokens")])
def test_a_budget_that_is_used_up_is_a_warning(tmp_path: Path, taken: int, key: str) -> None:
    """Where there is a language model; without one there is no such line."""
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    with Container(Settings(home=tmp_path)) as container:
        ModelUsage(container.database).reserve(now.date().isoformat(), "chat", taken, 100, 100)
    assert "tokens" not in [one.subject for one in examined_running(tmp_path, now)]
    found = examined_running(tmp_path, now, model="openai:scripted", model_tokens_per_day=10)
    assert [one.said.key for one in found if one.subject == "tokens"] == [f"running.{key}"]


@pytest.mark.parametrize(
    "settings", [{}, {"staff_chat": "-1001", "staff": "5001", "admins": "5003", "telegram_token": "1:t"}]
)
def test_what_is_missing_to_reach_people_is_never_in_order(tmp_path: Path, settings: dict[str, str]) -> None:
    """The token, the group of the team and an admin."""
    with Container(Settings.model_validate({"home": tmp_path, **settings})) as container:
        found = {one.subject: one.is_warning for one in examine_quickly(container)}
    assert {found[name] for name in ("telegram", "staff_group", "access")} == {not settings}


def examined_database(**settings: object) -> DoctorFinding:
    """Return the doctor's finding about the database."""
    with Container(Settings.model_validate(settings)) as container:
        return examine_database(container)


def test_the_database_is_named_with_what_erasing_can_not_reach(tmp_path: Path, postgres_server: PostgresServer) -> None:
    """On either engine; a password is never shown."""
    embedded = examined_database(home=tmp_path)
    assert f"{tmp_path}/relais.db" in embedded.text and "backups" in embedded.text
    on_server = examined_database(home=tmp_path, database_url=postgres_server.url(password="hidden-word"))
    assert "PostgreSQL" in on_server.text and "write-ahead log" in on_server.text
    assert "whole, 0 exchanges" in embedded.text and "whole, 0 exchanges" in on_server.text
    assert "hidden-word" not in on_server.text and not on_server.is_fault


def test_a_database_that_can_not_be_reached_is_a_fault_with_its_remedy(tmp_path: Path) -> None:
    """Without the password."""
    found = examined_database(home=tmp_path, database_url="postgresql://awa:hidden-word@127.0.0.1:1/relais")
    assert found.is_fault and "RELAIS_DATABASE_URL" in found.text and "hidden-word" not in found.text


def test_the_chroma_server_is_examined(tmp_path: Path) -> None:
    """Its version and number of vectors; one that is not there, or has lost them, is a fault with its remedy."""
    with ChromaServer(tmp_path / "server") as server, Container(Settings(home=tmp_path / "home")) as container:
        address = ChromaAddress(server.url)
        library = small_library(tmp_path, address)
        library.build(quiet)
        container.__dict__["library"] = library
        whole = examine_chroma(container)
        assert library.generation is not None
        ChromaStore(tmp_path, address).drop(library.generation.collection)
        lost = examine_chroma(container)
        server.stop()
        down = examine_chroma(container)
    assert (whole.is_fault, lost.is_fault, down.is_fault) == (False, True, True)
    assert server.url in whole.text and "vectors as the index says" in whole.text
    assert "no such collection" in lost.text and "--anew" in lost.text
    assert "RELAIS_CHROMA_URL" in down.text


def test_without_a_server_the_vectors_are_in_the_home(tmp_path: Path) -> None:
    """It is no fault."""
    with Container(Settings(home=tmp_path), library=small_library(tmp_path)) as container:
        assert examine_chroma(container) == DoctorFinding("chroma", state("index.local"))


def test_vectors_in_the_home_that_are_damaged_or_gone_are_told(tmp_path: Path) -> None:
    """The bot answers without them, and slower: the remedy is named. What is whole is counted."""
    library = small_library(tmp_path)
    library.build(quiet)
    with Container(Settings(home=tmp_path), library=library) as container:
        whole = examine_chroma(container)
    assert "vectors as the index says" in whole.text and not whole.is_fault
    copy = tmp_path / "copy"  # Chroma keeps what it has once opened, and has not opened this
    shutil.copytree(library.home.parent, copy, ignore=shutil.ignore_patterns("copy"))
    (found,) = copy.rglob("chroma.sqlite3")
    found.write_bytes(b"no database" * 1000)
    with Container(Settings(home=tmp_path), library=small_library(copy)) as container:
        damaged = examine_chroma(container)
    assert damaged.is_fault and "--anew" in damaged.text


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_index_is_told(tmp_path: Path, damage: str) -> None:
    """With the command that makes it anew."""
    library = small_library(tmp_path)
    library.build(quiet)
    for segment in (library.home / "index" / "segments").glob("*.npz"):
        whole = segment.read_bytes()
        segment.unlink()
        if damage == "cut":
            segment.write_bytes(whole[: len(whole) // 2])
    with Container(Settings(home=tmp_path), library=small_library(tmp_path)) as container:
        found = examine_index(container)
    assert found.is_fault and "relais index build --anew" in found.text


def test_a_model_that_can_not_be_loaded_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is loaded to be examined: its name alone says nothing."""
    monkeypatch.setattr(packaged_model, "_PACKAGE", "no-such-package")
    with Container(Settings(home=tmp_path)) as container:
        found = examine_embedding(container)
    assert found.is_fault and "no-such-package is not installed" in found.text


def test_a_locked_database_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time that a write waits."""
    monkeypatch.setattr("bot.storage.sqlite_database.BUSY_SECONDS", 0.3)
    with Container(Settings(home=tmp_path)) as container:
        assert not examine_database(container).is_fault
        with closing(sqlite3.connect(tmp_path / "relais.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            found = examine_database(container)
            other.execute("ROLLBACK")
    assert found.is_fault and "locked" in found.text
