"""Commands on a disk that takes nothing: they answer from what is there, or say in one line what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import output
from bot.cli.main import main
from bot.cli.terminal import Screen
from bot.clock import now
from bot.container import Container
from bot.domain.chat import Chat
from bot.replies.reply import Attachment, Paragraph, Reply
from bot.replies.texts import say
from bot.settings import Settings
from bot.storage.consultations import Consultation, ConsultationLog
from bot.storage.database import open_database
from index.library import Library
from tests.support.small_disk import SmallDisk, small_disk

QUESTION = "Qui assure le suivi des mesures correctives ?"


@pytest.fixture
def disk(tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmallDisk]:
    """Return a disk of 8 MB with the home of the commands; the library is elsewhere."""
    monkeypatch.setattr("bot.container.Container", partial(Container, library=library))
    with small_disk(tmp_path / "disk", 8) as mounted:
        monkeypatch.setenv("RELAIS_HOME", str(mounted.home))
        yield mounted


def relais(*words: str, said: str = "") -> Result:
    """Run a command."""
    return CliRunner().invoke(main, words, input=said)


def found_by_doctor(subject: str) -> str:
    """Return the line of the doctor about a subject."""
    (line,) = [line for line in relais("doctor").stdout.splitlines() if line[2:].startswith(f"{subject}: ")]
    return line


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_the_terminal_answers_and_says_that_it_keeps_nothing(disk: SmallDisk, fault: str) -> None:
    """`relais ask` needs nothing of the disk, `relais chat` keeps its log in memory."""
    (disk.fill if fault == "full" else disk.make_read_only)()
    assert "mesures correctives" in relais("ask", QUESTION).stdout
    done = relais("chat", said=f"{QUESTION}\nEt en anglais ?\n/quit\n")
    assert (done.exit_code, "mesures correctives" in done.stdout, "corrective" in done.stdout) == (0, True, True)
    assert "Nothing of this chat is kept." in done.stderr
    assert "should not happen" not in done.output


def test_a_disk_that_fills_while_people_chat_takes_no_answer_away(disk: SmallDisk, library: Library) -> None:
    """The question is answered in its language; that nothing is kept of it is told with it."""
    with Container(Settings(home=disk.home), library=library) as container:
        good = next(
            b for row in container.conversation.ask(Chat("a"), QUESTION).buttons for b in row if b.label == "👍"
        )
        disk.fill()
        french = container.conversation.ask(Chat("a", "fr"), QUESTION)
        english = container.conversation.ask(Chat("b", "fr"), "Who follows up the corrective measures?")
        assert container.conversation.press(Chat("a", "fr"), good.action).notice == say("fr", "error.storage")
        assert container.conversation.command(Chat("a", "fr"), "langue", "en").plain == say("fr", "error.storage")
        disk.free()
        after = container.conversation.ask(Chat("a", "fr"), QUESTION)
    assert "mesures correctives" in french.plain and french.plain.endswith(say("fr", "error.unkept"))
    assert "corrective measures" in english.plain and english.plain.endswith(say("en", "error.unkept"))
    assert say("fr", "error.unkept") not in after.plain and after.consultation


def test_a_file_that_can_not_be_saved_is_told_and_the_chat_goes_on(disk: SmallDisk) -> None:
    """As the export of one's data."""
    shown = list[str]()
    screen = Screen(shown.append, disk.home / "files")
    disk.fill()
    screen.show(Reply("en", (Paragraph("Here."),), attachments=(Attachment("data.json", b"x" * 9000, "text/plain"),)))
    assert shown[-1] == f"({say('en', 'error.storage')})\n"


def test_the_doctor_tells_of_a_full_disk(disk: SmallDisk) -> None:
    """A line about the disk and one about the database, with the remedy."""
    assert found_by_doctor("Database").startswith("✓")
    disk.fill()
    assert found_by_doctor("Disk") == "✗ Disk: No space left on device. Free room on its disk."
    assert "disk" in found_by_doctor("Database")


def test_the_doctor_tells_of_a_read_only_disk(disk: SmallDisk) -> None:
    """The rest is examined all the same."""
    disk.make_read_only()
    assert "mount it for writing" in found_by_doctor("Disk")
    assert "Read-only file system" in found_by_doctor("Database")
    assert found_by_doctor("Safeguarding contacts").startswith("⚠")


def test_the_doctor_tells_of_a_damaged_database(disk: SmallDisk) -> None:
    """In the words of SQLite, with the remedy."""
    (disk.home / "relais.db").write_bytes(b"no database" * 1000)
    line = found_by_doctor("Database")
    assert "file is not a database" in line and "restore it from a backup" in line


def test_the_doctor_tells_of_a_clock_that_was_put_back(disk: SmallDisk) -> None:
    """By what was recorded after the present time."""
    with closing(open_database(disk.home / "relais.db")) as database:
        later = (now() + timedelta(hours=1)).isoformat(timespec="seconds")
        ConsultationLog(database).add(Consultation("a", "fr", "?", "answered", "!", at=later))
    assert "minutes in the future: see that the clock is right" in found_by_doctor("Clock")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "/x"), "/x: No space left on device. Free room on its disk."),
        (OSError(30, "Read-only file system", "/x"), "mount it for writing."),
        (PermissionError(13, "Permission denied", "/x"), "See that the user who runs Relais may read and write it."),
        (UnicodeEncodeError("ascii", "mot-canari", 0, 1, "x"), "(ascii). Save the file as UTF-8"),
    ],
)
def test_what_is_the_machines_is_no_surprise(
    disk: SmallDisk, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    """A disk, a right, an encoding: one line with the remedy, and no word of people."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(output, "answer", fail)
    done = relais("ask", QUESTION)
    assert done.exit_code == 1 and len(done.stderr.splitlines()) == 1
    assert said in done.stderr
    assert ("should not happen" in done.stderr, "mot-canari" in done.stderr) == (False, False)
