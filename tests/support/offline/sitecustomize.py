"""Refuse and record every socket that would leave this machine.

`tests/conftest.py` puts this folder on PYTHONPATH, so that each Python process that a test starts imports this module
first (docs.python.org, `site`: sitecustomize). It refuses by an audit hook (PEP 578), which no library can undo.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import sys
from typing import Any

RECORD = "RELAIS_TEST_OFFLINE"  # the file to which attempts are appended, one a line
_HOST_FIRST = {"socket.getaddrinfo", "socket.gethostbyname"}
_ADDRESS_SECOND = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def refuse_network(event: str, args: tuple[Any, ...]) -> None:
    """Raise OSError, as on a machine without a network, for an address elsewhere."""
    if event in _HOST_FIRST:
        host = args[0]
    elif event in _ADDRESS_SECOND and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if not is_here(host):
        with open(os.environ[RECORD], "a", encoding="utf-8") as record:
            record.write(f"{event} {host!r} by {' '.join(sys.argv)}\n")
        raise OSError(errno.ENETUNREACH, f"{host!r} is not on this machine")


def is_here(host: Any) -> bool:
    """Tell whether a host is this machine.

    >>> is_here("127.0.0.1"), is_here("::1"), is_here("localhost"), is_here(None), is_here("pypi.org")
    (True, True, True, True, False)
    """
    name = host.decode() if isinstance(host, bytes | bytearray) else host
    if not isinstance(name, str) or name in ("", "localhost"):  # no name: any of our own addresses; numbers: netlink
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


if RECORD in os.environ and __name__ == "sitecustomize":
    sys.addaudithook(refuse_network)
