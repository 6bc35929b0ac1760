"""The chat in the terminal: what goes beyond text."""

from __future__ import annotations

import io
import stat
from pathlib import Path
from unittest.mock import Mock

from bot.cli.terminal import Screen, converse, save
from bot.conversation.router import Conversation
from bot.replies.reply import Attachment, Paragraph, Reply
from bot.storage.transactions import ServerError


def test_a_file_is_saved_under_a_free_name_for_its_owner_alone(tmp_path: Path) -> None:
    """Nothing is overwritten, and no name leads out of the folder."""
    saved = [save(Attachment("../a.json", data, "application/json"), tmp_path) for data in (b"1", b"2")]
    assert [path.name for path in saved] == ["a.json", "a-2.json"]
    assert [path.read_bytes() for path in saved] == [b"1", b"2"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in saved} == {0o600}
    assert {path.parent for path in saved} == {tmp_path}


def test_the_addresses_of_sources_are_written_once_each(tmp_path: Path) -> None:
    """A terminal shows no links behind words."""
    written: list[str] = []
    source = Paragraph("[1] UNICEF", "source", link="https://example.org/a")
    Screen(written.append, tmp_path).show(Reply("fr", (Paragraph("Oui."), source, source)))
    assert "".join(written).count("https://example.org/a") == 1


def test_while_the_database_server_is_away_a_question_is_answered_without_it(tmp_path: Path) -> None:
    """A person waits; nobody has the line again."""
    written: list[str] = []
    spoken = Mock(spec=Conversation, start=Mock(return_value=Reply("fr", ())))
    spoken.ask.side_effect = spoken.command.side_effect = ServerError("away", "unreachable")
    spoken.answer_unlogged.side_effect = lambda chat, message: Reply("fr", (Paragraph(f"sans : {message.text}"),))
    converse(spoken, io.StringIO("Qui décide ?\n/langue en\n"), Screen(written.append, tmp_path))
    assert [line for line in "".join(written).splitlines() if "sans" in line] == ["sans : Qui décide ?", "sans : "]
