"""An index on a Chroma server and in a database, on machines that share no disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import pytest

from bot.clock import now
from bot.container import Container
from bot.settings import Settings
from bot.storage import index_records
from bot.storage.backup import back_up, restore
from bot.storage.database import Database
from bot.storage.index_records import LEASE, DatabaseIndexRecords
from index.document_details import DocumentDetails
from index.entry_questions import EntryQuestion
from index.errors import CorruptIndex, OvertakenBuild, UnreachableStore
from index.library import Library
from index.passage import STAFF
from index.shared_index import SharedGeneration
from tests.support.chroma_server import ChromaServer
from tests.support.engines import Engine, open_database
from tests.support.letter_embeddings import LetterEmbeddings
from tests.support.letter_reader import LetterReader
from tests.support.shared_library import library_on, titles
from tests.support.small_library import add, quiet, small_corpus, small_library

NOTES = {
    "hangar": "# Le hangar\n\nLe hangar ferme à vingt heures, et le gardien en garde la clé.\n",
    "moulin": "# Le moulin\n\nLe moulin tourne de l'aube au soir, et nul n'en garde la clé.\n",
}
Machine = Callable[[str], Library]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """Run a Chroma server for all tests here, as several offices would share one."""
    with ChromaServer(tmp_path_factory.mktemp("chroma")) as running:
        yield running


@pytest.fixture
def machine(tmp_path: Path, database: Database, server: ChromaServer) -> Machine:
    """Return a function that gives the library on the machine of that name."""
    return lambda name: library_on(tmp_path / name, database, server.url)


def note(folder: Path, name: str) -> Path:
    """Write one of the notes, and return its path."""
    path = folder / f"{name}.md"
    path.write_text(NOTES[name], encoding="utf-8")
    return path


def test_what_one_machine_builds_another_one_answers_from(machine: Machine, tmp_path: Path) -> None:
    """At its next question: after a build, an addition and a removal."""
    a, b = machine("a"), machine("b")
    a.build(quiet)
    assert titles(b) == {"La charte"} == titles(a)
    add(a, note(tmp_path, "hangar"))
    assert "Le hangar" in titles(b)
    assert titles(a) == titles(b)
    b.remove("Le hangar", quiet)
    assert titles(a) == {"La charte"}
    assert (a.is_stale(), b.is_stale()) == (False, False)


def test_what_is_listed_is_the_same_everywhere(machine: Machine, tmp_path: Path) -> None:
    """Also the file itself, once it is gone from the machine that added it."""
    a, b = machine("a"), machine("b")
    path = note(tmp_path, "hangar")
    add(a, path, details=DocumentDetails(owner="Les Gardiens"))
    path.unlink()
    (document,) = b.status().documents
    assert (document.title, document.owner, b.status().is_shared) == ("Le hangar", "Les Gardiens", True)
    original = b.documents.original(document)
    assert original is not None and original.read_text(encoding="utf-8") == NOTES["hangar"]


def test_an_answer_sees_one_generation(machine: Machine, tmp_path: Path) -> None:
    """Whatever is published meanwhile; the next one sees the new one."""
    a, b = machine("a"), machine("b")
    a.build(quiet)
    with b.pinned():
        before = b.searcher(), b.generation
        add(a, note(tmp_path, "hangar"))
        assert (b.searcher(), b.generation) == before
        assert b.searcher(STAFF) is before[0]
    assert b.searcher() is not before[0]
    assert b.generation == a.generation


def test_one_machine_answers_while_another_one_adds(machine: Machine, tmp_path: Path) -> None:
    """Each answer is of the state before or after, and none fails."""
    a, b = machine("a"), machine("b")
    a.build(quiet)
    ended, seen, failed = Event(), list[frozenset[str]](), list[BaseException]()

    def ask() -> None:
        try:
            while not ended.is_set():
                seen.append(frozenset(titles(a)))
        except BaseException as error:  # noqa: BLE001 - told to the thread of the test
            failed.append(error)

    asking = Thread(target=ask)
    asking.start()
    for name in NOTES:
        add(b, note(tmp_path, name))
    ended.set()
    asking.join()
    states = {frozenset({"La charte"}), frozenset({"La charte", "Le hangar"})}
    assert not failed and seen and set(seen) <= states | {frozenset({"La charte", "Le hangar", "Le moulin"})}
    assert titles(a) == {"La charte", "Le hangar", "Le moulin"}


@contextmanager
def hanging_build(
    machine: Path, engine: Engine, database: Path, url: str, path: str
) -> Iterator[subprocess.Popen[str]]:
    """Run a process that has written all of a change, and not published it."""
    machine.mkdir(exist_ok=True)
    (machine / "hang").touch()
    command = [
        sys.executable,
        "-m",
        "tests.support.shared_library",
        str(machine),
        str(engine.place(database)),
        url,
        path,
    ]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=os.environ, **pipes) as process:  # type: ignore[call-overload]
        try:
            assert process.stdout.readline() == "written\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("kind", ["build", "addition"])
def test_a_change_that_is_killed_is_never_seen_and_is_cleaned_up(
    tmp_path: Path,
    database: Database,
    engine: Engine,
    server: ChromaServer,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    """Another machine takes its turn over, and drops the collection that it had begun."""
    present = [now()]  # of the other machine: no time passes there but while it waits
    monkeypatch.setattr(
        index_records, "sleep", lambda seconds: present.append(present[-1] + timedelta(seconds=seconds))
    )
    records = DatabaseIndexRecords(database, lambda: present[-1])
    b = library_on(tmp_path / "b", database, server.url, records)
    if kind == "addition":
        b.build(quiet)
    path = str(note(tmp_path, "hangar")) if kind == "addition" else ""
    with hanging_build(tmp_path / "a", engine, tmp_path / "relais.db", server.url, path) as process:
        process.kill()
        process.wait()
        begun = records.collections()
        assert (b.generation is None) == (kind == "build")
    add(b, note(tmp_path, "moulin"))
    assert present[-1] - present[0] >= LEASE  # it waited for that of the dead one
    assert {"La charte", "Le moulin"} <= titles(b)
    b.tidy()
    assert b.generation is not None
    assert records.collections() == [b.generation.collection]
    assert kind == "addition" or b.generation.collection not in begun


def test_a_builder_that_lost_its_turn_changes_nothing(machine: Machine, tmp_path: Path, database: Database) -> None:
    """Since another one has changed the index meanwhile."""
    a, b = machine("a"), machine("b")
    a.build(quiet)
    generation = a.generation
    assert generation is not None
    with a._state.changing() as folder:
        with database.write() as db:
            db.delete("index_turns", "1 = 1")  # as if it had hung for longer than its lease
        add(b, note(tmp_path, "hangar"))
        with pytest.raises(OvertakenBuild):
            a._state.publish(generation, folder)
    assert "Le hangar" in titles(a)


def test_a_generation_is_published_whole_and_in_its_turn(database: Database, tmp_path: Path) -> None:
    """Not without its files, and not in place of another one than the builder began with."""
    records = DatabaseIndexRecords(database)
    digest = sha256(b"vectors").hexdigest()
    first = SharedGeneration("1", "{}", {"a.npz": digest})
    assert not records.publish(first, "")
    (tmp_path / "file").write_bytes(b"vectors")
    records.add_file(digest, tmp_path / "file")
    assert records.publish(first, "")
    assert not records.publish(SharedGeneration("2", "{}", {}), "")
    assert (records.current(), b"".join(records.file(digest))) == ("1", b"vectors")


def test_a_replaced_generation_is_kept_for_an_hour(database: Database, tmp_path: Path) -> None:
    """For whoever has yet to open it; then its files go."""
    present = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    records = DatabaseIndexRecords(database, lambda: present[0])
    for name in ("1", "2"):
        (tmp_path / name).write_bytes(name.encode())
        digest = sha256(name.encode()).hexdigest()
        records.add_file(digest, tmp_path / name)
        assert records.publish(SharedGeneration(name, "{}", {name: digest}), records.current())
    for hours, held in ((0.9, {"1", "2"}), (1.1, {"2"})):
        present[0] = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(hours=hours)
        records.keep_files({digest for one in records.held() for digest in one.files.values()})
        assert {one.id for one in records.held()} == held
        kept = {name for name in ("1", "2") if list(records.file(sha256(name.encode()).hexdigest()))}
        assert kept == held


def test_one_builds_at_a_time_and_a_dead_one_loses_its_turn(database: Database) -> None:
    """A turn that is not renewed ends with its lease."""
    present = [datetime(2026, 3, 2, 9, tzinfo=UTC)]
    records = DatabaseIndexRecords(database, lambda: present[0])
    assert records._take_turn("dead")
    assert not records._take_turn("next")
    present[0] += LEASE + timedelta(seconds=1)
    assert records._take_turn("next")


def test_a_copy_on_a_machine_is_only_a_copy(machine: Machine, tmp_path: Path) -> None:
    """Whoever deletes it gets it again."""
    a, b = machine("a"), machine("b")
    add(a, note(tmp_path, "hangar"))
    expected = titles(b)
    shutil.rmtree(b.home / "index")
    assert titles(machine("b")) == expected


def test_a_damaged_file_is_told_and_the_state_before_answers(
    machine: Machine, tmp_path: Path, database: Database
) -> None:
    """Where there is one: a machine that has just started has none."""
    a, b = machine("a"), machine("b")
    a.build(quiet)
    before = titles(b)
    add(a, note(tmp_path, "hangar"))
    with database.write() as db:
        db.execute("UPDATE index_files SET content = ?", [b"no vectors"])
    assert titles(b) == before
    with pytest.raises(CorruptIndex):
        titles(machine("c"))
    machine("c").build_anew(quiet)
    assert titles(machine("d")) == titles(b) == {"La charte", "Le hangar"}


def test_a_server_that_lost_its_data_is_told_and_filled_anew(
    machine: Machine, tmp_path: Path, server: ChromaServer
) -> None:
    """Meanwhile the vectors in the segments answer, the same."""
    a = machine("a")
    add(a, note(tmp_path, "hangar"))
    expected, store = titles(a), a._store
    assert a.generation is not None
    store.drop(a.generation.collection)
    b = machine("b")
    told = b.store_state()
    assert told is not None and told[0].entries is None
    assert titles(b) == expected
    b.build_anew(quiet)
    told = b.store_state()
    assert told is not None and told[0].entries == told[1] > 0
    assert titles(a) == expected


def test_the_first_build_takes_over_what_the_machine_had(machine: Machine, tmp_path: Path) -> None:
    """Documents and questions of an installation of its own."""
    alone = small_library(tmp_path / "a")
    add(alone, note(tmp_path, "hangar"))
    alone.questions.trained.write([EntryQuestion("trained", "opening", "fr", "À quelle heure ouvre la salle ?")])
    a, b = machine("a"), machine("b")
    a.build(quiet)
    assert "Le hangar" in titles(b)
    assert b.questions.in_use() == alone.questions.in_use() != []
    assert not b.is_stale()


@pytest.mark.postgresql
def test_a_backup_holds_the_documents_and_the_index_is_built_from_them(
    machine: Machine, tmp_path: Path, database: Database, server: ChromaServer
) -> None:
    """Their files too; restored elsewhere, a build makes the same index."""
    path = note(tmp_path, "hangar")
    add(machine("a"), path)
    path.unlink()
    expected = titles(machine("a"))
    back_up(database, tmp_path / "backup.db")
    other = open_database(tmp_path / "other.db")
    restore(other, tmp_path / "backup.db", tmp_path)
    again = library_on(tmp_path / "d", other, server.url)
    assert again.is_stale()
    again.build(quiet)
    assert titles(again) == expected
    (document,) = again.documents.all()
    assert again.documents.original(document) is not None


def test_offices_on_one_server_leave_each_other_alone(machine: Machine, tmp_path: Path, server: ChromaServer) -> None:
    """A build drops the collections of its own database only."""
    a = machine("a")
    a.build(quiet)
    other = library_on(tmp_path / "office", open_database(tmp_path / "office.db"), server.url)
    other.build(quiet)
    other.tidy()
    for library in (a, other):
        told = library.store_state()
        assert told is not None and told[0].entries == told[1]


@pytest.mark.postgresql
def test_a_database_that_is_down_leaves_the_open_index_answering(
    tmp_path: Path, engine: Engine, server: ChromaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a machine that has opened none yet says that it can't be reached; once it is back, all is as before."""
    from bot.storage import postgres_connection

    monkeypatch.setattr(postgres_connection, "WAIT_SECONDS", 1.0)
    database = open_database(tmp_path / "relais.db")
    a, b = (library_on(tmp_path / name, database, server.url) for name in ("a", "b"))
    add(a, note(tmp_path, "hangar"))
    expected, running = titles(a), engine.server
    assert running is not None
    running.stop()
    try:
        assert titles(a) == expected
        with pytest.raises(UnreachableStore):
            titles(b)
    finally:
        running.start()
    assert titles(b) == titles(a) == expected


@pytest.mark.postgresql
def test_two_settings_make_machines_share_an_index(tmp_path: Path, engine: Engine, server: ChromaServer) -> None:
    """The Chroma server and the database. What is erased of one on the questions of people is erased for the other."""
    settings = {
        "database_url": engine.place(tmp_path / "relais.db"),
        "chroma_url": server.url,
        "corpus": small_corpus(tmp_path / "corpus"),
    }
    held = [Container(Settings.model_validate({"home": tmp_path / name, **settings})) for name in ("a", "b")]
    for container in held:
        container.library.embeddings = LetterEmbeddings()  # type: ignore[assignment]  # has the methods that are used
        container.library.passage_reader = LetterReader()  # type: ignore[assignment]  # the same
    a, b = held
    a.library.build(quiet)
    assert titles(b.library) == {"La charte"}
    asked = EntryQuestion("trained", "opening", "fr", "À quelle heure ouvre la salle ?", "chat")
    a.library.questions.trained.write([asked])
    b.confirmed_questions.erase("chat")
    assert a.library.questions.in_use() == []
    for container in held:
        container.close()


def test_one_of_them_alone_shares_nothing(tmp_path: Path) -> None:
    """As before: the index is below the home."""
    with Container(Settings(home=tmp_path, chroma_url="http://127.0.0.1:1")) as container:
        assert container.shared_storage is None
