"""The network block: an attempt to leave the machine is refused and recorded, and fails the test."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.offline.sitecustomize import RECORD

ELSEWHERE = ("192.0.2.1", 80)  # TEST-NET-1 (RFC 5737): nobody's address


def test_a_connection_elsewhere_is_refused_and_recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by address nor by name."""
    monkeypatch.setenv(RECORD, str(tmp_path / "attempts"))
    with socket.socket() as one, pytest.raises(OSError, match="not on this machine"):
        one.connect(ELSEWHERE)
    with pytest.raises(OSError, match="not on this machine"):
        socket.getaddrinfo("example.org", 80)
    lines = (tmp_path / "attempts").read_text().splitlines()
    assert [line.partition(" by ")[0] for line in lines] == [
        "socket.connect '192.0.2.1'",
        "socket.getaddrinfo 'example.org'",
    ]


def test_a_child_process_is_blocked_too(tmp_path: Path) -> None:
    """It inherits the block by its environment, even if it catches the error."""
    script = f"import socket\ntry: socket.create_connection({ELSEWHERE!r})\nexcept OSError as error: print(error.errno)"
    environ = os.environ | {RECORD: str(tmp_path / "attempts")}
    done = subprocess.run([sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True)
    assert "socket.getaddrinfo '192.0.2.1'" in (tmp_path / "attempts").read_text()
    assert done.stdout == f"{errno.ENETUNREACH}\n"


def test_this_machine_can_be_reached() -> None:
    """The tests use servers on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
