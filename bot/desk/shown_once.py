"""What a form says to the page that follows it: it goes there in a cookie, never in an address, and is shown once.

An address that said it would say it again after a reload, and in the history of the browser, when it is true no longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

_SECONDS = 60  # in which the browser opens the page


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """Carries values from a form to the page at one path. The cookie goes over https alone if `is_https`."""

    is_https: bool

    @property
    def cookie_name(self) -> str:
        """The name of the cookie; the prefix has browsers take it over https alone (RFC 6265bis, 4.1.3)."""
        return "__Secure-relais_once" if self.is_https else "relais_once"

    def put(self, response: Response, path: str, values: Mapping[str, str]) -> None:
        """Send values to the browser, which gives them back to the page at `path` alone."""
        self._set(response, path, urlencode(values), _SECONDS)

    def take(self, request: Request) -> dict[str, str]:
        """Return the values that come with a request, none of which is to be trusted."""
        return dict(parse_qsl(request.cookies.get(self.cookie_name, "")))

    def end(self, response: Response, request: Request) -> None:
        """Have the browser forget the values for the page of a request, if it has any."""
        if self.cookie_name in request.cookies:
            self._set(response, request.scope["path"], "", 0)

    def _set(self, response: Response, path: str, value: str, age: int) -> None:
        response.set_cookie(
            self.cookie_name,
            value,
            max_age=age,
            path=quote(path),
            secure=self.is_https,
            httponly=True,
            samesite="strict",
        )
