"""`relais desk` where it can't listen."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import main


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the setting that names another one."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("RELAIS_HOME", str(tmp_path))
        monkeypatch.setenv("RELAIS_DESK_LISTEN", f"127.0.0.1:{taken.getsockname()[1]}")
        result = CliRunner().invoke(main, ["desk"])
    assert result.exit_code == 1
    assert "RELAIS_DESK_LISTEN" in result.output.splitlines()[-1]
