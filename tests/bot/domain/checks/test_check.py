"""Checks in the database: several at once, of several chats, over restarts and new versions of a procedure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.checks.check import Check, CheckLog
from bot.domain.checks.progress import begin
from bot.storage.database import Database
from corpus.procedure_file import parse_procedure
from tests.support.checks import CLOSING, EARLY
from tests.support.engines import open_database

HOUR = timedelta(hours=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a database on the disk."""
    opened = open_database(tmp_path / "relais.db")
    yield opened
    opened.close()


def test_a_check_survives_a_restart(database: Database, tmp_path: Path) -> None:
    """Every answer, the place, the name; from another connection to the same file."""
    progress = begin(EARLY).answer("context").answer("Le pont est coupé.").remark("Chaque lundi").answer("partly")
    kept = CheckLog(database).save(Check("chat", "OSC Espoir", progress, state="open"))
    database.close()
    reopened = open_database(tmp_path / "relais.db")
    found = CheckLog(reopened).find("chat", kept.id)
    reopened.close()
    assert found == kept


def test_a_check_keeps_the_version_it_began_with(database: Database) -> None:
    """A new version of the file changes nothing for a check under way."""
    log = CheckLog(database)
    log.save(Check("chat", "Old", begin(CLOSING)))
    newer, mistakes = parse_procedure(CLOSING.text.replace('version: "1.1"', 'version: "1.2"'), "closing.yaml")
    assert mistakes == []
    log.save(Check("chat", "New", begin(newer)))
    assert {check.name: check.procedure.version for check in log.of("chat")} == {"Old": "1.1", "New": "1.2"}


def test_one_check_is_open_at_a_time_and_the_others_are_paused(database: Database) -> None:
    """Opening one pauses the others."""
    log = CheckLog(database)
    first = log.save(Check("chat", "First", begin(EARLY), state="open"))
    second = log.save(Check("chat", "Second", begin(EARLY), state="open"))
    assert [(check.name, check.state) for check in log.of("chat")] == [("Second", "open"), ("First", "paused")]
    present = log.open_check("chat", HOUR)
    assert present and present.id == second.id
    log.save(replace(first, state="open"))
    assert (present := log.open_check("chat", HOUR)) and present.id == first.id


def test_a_check_is_not_open_any_more_after_a_while(database: Database) -> None:
    """What is typed days later is not taken as a remark."""
    log = CheckLog(database)
    kept = log.save(Check("chat", "Old", begin(EARLY), state="open"))
    with database.write() as db:
        db.execute("UPDATE checks SET changed = '2026-01-01T00:00:00+00:00'")
    assert log.open_check("chat", HOUR) is None
    assert log.find("chat", kept.id) is not None


def test_nobody_finds_or_removes_the_check_of_another_chat(database: Database) -> None:
    """Not even with its id."""
    log = CheckLog(database)
    kept = log.save(Check("mine", "Mine", begin(EARLY)))
    assert (log.find("theirs", kept.id), log.of("theirs"), log.remove("theirs", kept.id)) == (None, [], False)
    assert log.remove("mine", kept.id)
    assert log.of("mine") == []


def test_a_removed_check_leaves_no_byte_in_the_files(database: Database, tmp_path: Path) -> None:
    """Overwritten, and not in the write-ahead log either."""
    log = CheckLog(database)
    kept = log.save(Check("chat", "Nom à effacer", begin(EARLY).remark("une remarque à effacer")))
    log.remove("chat", kept.id)
    assert not any(b"effacer" in path.read_bytes() for path in tmp_path.glob("relais.db*"))


def test_a_message_that_comes_again_replaces_its_own_answer() -> None:
    """Edited, or delivered twice after a crash; an earlier message answers nothing any more."""
    check = Check("chat", "One", begin(EARLY).answer("context"), state="open")
    once = check.answered_by(7)
    assert once
    once = replace(once, progress=once.progress.answer("The bridge is cut."))
    again = once.answered_by(7)
    assert again and again.progress == check.progress
    assert once.answered_by(6) is None
    assert once.with_progress(once.progress.answer("yes")).answered_by(7) is None
    later = once.answered_by(8)
    assert later and later.progress == once.progress
