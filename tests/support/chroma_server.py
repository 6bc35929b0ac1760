"""A Chroma server on a free port of loopback, thrown away afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self


class ChromaServer:
    """A server on the folder at `path`; as a context manager it runs until the end of the block."""

    def __init__(self, path: Path) -> None:
        self._path, self.port = path, _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server, and wait until it listens."""
        command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(self._path)]
        place = ["--host", "127.0.0.1", "--port", str(self.port)]
        environ = os.environ | {"ANONYMIZED_TELEMETRY": "False"}
        self._process = subprocess.Popen([*command, *place], stdout=subprocess.DEVNULL, env=environ)
        for _ in range(1200):
            with socket.socket() as endpoint:
                if endpoint.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the Chroma server does not listen")

    def hang(self) -> None:
        """Have the server take connections and never answer."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """Kill the server."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _free_port() -> int:
    with socket.socket() as endpoint:
        endpoint.bind(("127.0.0.1", 0))
        return int(endpoint.getsockname()[1])
