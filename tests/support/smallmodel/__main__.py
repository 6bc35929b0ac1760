"""Serve until interrupted."""

from __future__ import annotations

import signal

from tests.support.smallmodel.server import serve

server = serve()
print(f"{server.listening_address}/v1", flush=True)
signal.pause()
