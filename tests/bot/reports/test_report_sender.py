"""The monthly report to the staff group: on the first working day, once, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.container import Container
from bot.replies.reply import unpack
from bot.settings import Settings
from bot.storage.database import Database
from bot.telegram.delivery import parts_of
from index.library import Library
from tests.support.cases import ManualClock
from tests.support.engines import open_database
from tests.support.reports import log

GROUP = "-1001234567890"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)  # 1 March is a Sunday


def started(home: Path, library: Library, database: Database, clock: ManualClock, setting: str = "on") -> Container:
    """Return a bot, as it is after a start."""
    settings = Settings(home=home, staff_chat=GROUP, monthly_report=setting)  # type: ignore[arg-type]  # off or on
    return Container(settings, database=database, library=library, clock=clock)


def waiting(database: Database) -> list[dict[str, object]]:
    """Return the reports in the outbox."""
    with database.read() as db:
        return db.select("outbox", "reference LIKE 'report:%'")


def filled(home: Path) -> Database:
    """Open a database with exchanges of February."""
    database = open_database(home / "relais.db")
    for n in range(6):
        log(database, f"p{n}", at="2026-02-10T09:00:00+00:00")
    return database


def test_the_group_gets_the_report_as_two_files(tmp_path: Path, library: Library) -> None:
    """About the month before, in the language of the group."""
    database = filled(tmp_path)
    container = started(tmp_path, library, database, ManualClock(MONDAY))
    container.report_sender.run()
    (row,) = waiting(database)
    reply = unpack("fr", str(row["content"]))
    assert (row["address"], row["reference"], row["language"]) == (GROUP, "report:2026-02", "fr")
    assert "février 2026" in reply.plain
    assert [one.name.rpartition(".")[2] for one in reply.attachments] == ["html", "pdf"]
    assert reply.attachments[1].data.startswith(b"%PDF")
    files = [part.file for part in parts_of(reply, lambda action: action)]
    assert files == [None, *reply.attachments]
    database.close()


def test_it_is_sent_once_also_after_a_restart(tmp_path: Path, library: Library) -> None:
    """Every minute of the month, and again for the next month."""
    database, clock = filled(tmp_path), ManualClock(MONDAY)
    for _ in range(3):
        container = started(tmp_path, library, database, clock)
        container.report_sender.run()
        container.report_sender.run()
    clock.now = MONDAY.replace(day=20)
    started(tmp_path, library, database, clock).report_sender.run()
    assert [row["reference"] for row in waiting(database)] == ["report:2026-02"]
    log(database, "p1", at="2026-03-10T09:00:00+00:00")
    clock.now = datetime(2026, 4, 1, 9, tzinfo=UTC)
    started(tmp_path, library, database, clock).report_sender.run()
    assert [row["reference"] for row in waiting(database)] == ["report:2026-02", "report:2026-03"]
    database.close()


def test_it_waits_for_a_working_day_and_its_hour(tmp_path: Path, library: Library) -> None:
    """A Sunday and the early morning are none."""
    database, clock = filled(tmp_path), ManualClock(MONDAY.replace(day=1))
    container = started(tmp_path, library, database, clock)
    container.report_sender.run()
    clock.now = MONDAY.replace(hour=7)
    container.report_sender.run()
    assert waiting(database) == []
    clock.now = MONDAY.replace(hour=8)
    container.report_sender.run()
    assert len(waiting(database)) == 1
    database.close()


def test_nothing_is_sent_unless_it_is_set(tmp_path: Path, library: Library) -> None:
    """By default it isn't."""
    database = filled(tmp_path)
    started(tmp_path, library, database, ManualClock(MONDAY), "off").report_sender.run()
    assert Settings().monthly_report == "off"
    assert waiting(database) == []
    database.close()


def test_a_month_without_a_word_gets_no_report(tmp_path: Path, library: Library) -> None:
    """There is nothing to tell."""
    database = open_database(tmp_path / "relais.db")
    started(tmp_path, library, database, ManualClock(MONDAY)).report_sender.run()
    assert waiting(database) == []
    database.close()
