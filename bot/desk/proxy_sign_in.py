"""Sign-in by a proxy that has asked for a password itself and names the person in a header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address

from starlette.requests import Request


class UntrustedProxyError(Exception):
    """The header came from an address that is none of the proxies', or names nobody: the request is refused."""


@dataclass(frozen=True, slots=True)
class ProxySignIn:
    """The `header` in which one of `proxies` names a person; `people` are the ids on Telegram of those names."""

    header: str = ""
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)

    def person(self, request: Request) -> tuple[str, str] | None:
        """Return the Telegram id and the name of the person in a request; None if no proxy signs people in.

        Raise UntrustedProxyError unless it comes from a proxy and names, once, a person who is known.
        """
        if not self.header:
            return None
        named = request.headers.getlist(self.header)
        peer = request.client.host if request.client else ""
        if len(named) != 1 or not self._is_proxy(peer) or named[0] not in self.people:
            raise UntrustedProxyError
        return self.people[named[0]], named[0]

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        return any(address in network for network in self.proxies)
