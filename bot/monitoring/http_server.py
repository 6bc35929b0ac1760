"""Serve /metrics and /healthz over HTTP, in threads of their own: a bot that hangs still says so."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bot.errors import SettingsError

TEXT = "text/plain; version=0.0.4; charset=utf-8"


class _Server(ThreadingHTTPServer):
    """The server, with what it answers from."""

    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], metrics: Callable[[], bytes], health: Callable[[], Mapping[str, bool]]
    ) -> None:
        super().__init__(address, _Handler)
        self.metrics, self.health = metrics, health


class _Handler(BaseHTTPRequestHandler):
    """Answers GET for two paths; whatever else is asked is not found."""

    server: _Server

    def do_GET(self) -> None:
        """Answer."""
        if self.path == "/metrics":
            self._send(200, TEXT, self.server.metrics())
        elif self.path == "/healthz":
            found = self.server.health()
            status = "ok" if all(found.values()) else "failed"
            body = {"status": status, **{name: "ok" if good else "failed" for name, good in found.items()}}
            self._send(200 if status == "ok" else 503, "application/json", json.dumps(body).encode())
        else:
            self._send(404, TEXT, b"not found\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Log nothing: a probe comes every few seconds."""

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(
    listen: str, metrics: Callable[[], bytes], health: Callable[[], Mapping[str, bool]]
) -> Iterator[tuple[str, int]]:
    """Serve at `listen`, a host and a port with a colon between them, while the block runs; yield the address.

    Raise SettingsError if it can't be listened on.
    """
    host, _, port = listen.rpartition(":")
    try:
        server = _Server((host.strip("[]"), int(port)), metrics, health)
    except OSError as error:
        raise SettingsError(
            f"Nothing can listen at '{listen}' ({error.strerror}). Name a free port.", "monitoring_listen"
        ) from error
    threading.Thread(target=server.serve_forever, name="monitoring", daemon=True).start()
    try:
        yield server.server_address[0], server.server_address[1]  # type: ignore[misc]  # of IPv4, as the setting has it
    finally:
        server.shutdown()
        server.server_close()
