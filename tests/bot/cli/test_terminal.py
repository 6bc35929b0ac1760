"""The chat in the terminal: what goes beyond text."""

from __future__ import annotations

import stat
from pathlib import Path

from bot.cli.terminal import Screen, save
from bot.replies.reply import Attachment, Paragraph, Reply


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
