"""Serve the desk over HTTP: alone, until the process is told to stop, or in a thread beside the bot."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from bot.errors import SettingsError

STOP_SECONDS = 5.0  # for requests under way

_log = logging.getLogger(__name__)


def serve(application: ASGIApp, listen: str, on_listening: Callable[[], None]) -> None:
    """Serve at `listen`, host and port with a colon between them, until SIGINT or SIGTERM.

    `on_listening` is called once requests are taken, which wait for their answer until the server runs. Raise
    SettingsError if nothing can listen there; it is not called then.
    """
    with _socket(listen) as bound, suppress(KeyboardInterrupt):  # which uvicorn raises again once it has stopped
        _log.info("The desk listens at http://%s", listen)
        on_listening()
        _server(application).run([bound])


@contextmanager
def serving(application: ASGIApp, listen: str) -> Iterator[tuple[str, int]]:
    """Serve in a thread while the block runs; yield the address. Raise SettingsError as `serve` does."""
    with _socket(listen) as bound:
        server = _server(application)
        thread = threading.Thread(target=server.run, args=([bound],), name="desk", daemon=True)
        thread.start()
        try:
            yield bound.getsockname()[:2]
        finally:
            server.should_exit = True
            thread.join(STOP_SECONDS)


def _socket(listen: str) -> socket.socket:
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, int(port)))
        bound.listen()
    except OSError as error:
        bound.close()
        raise SettingsError(
            f"Nothing can listen at '{listen}' ({error.strerror}). Name a free port.", "desk_listen"
        ) from error
    return bound


def _server(application: ASGIApp) -> uvicorn.Server:
    """Return the server; it logs no addresses, which hold links and numbers, and believes no header of a proxy."""
    return uvicorn.Server(
        uvicorn.Config(
            application,
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=int(STOP_SECONDS),
        )
    )
