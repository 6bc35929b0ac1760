"""A secret that the page after a form shows once: it goes there in a cookie, never in an address, and is gone."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

_SECONDS = 60  # in which the browser opens the page


@dataclass(frozen=True, slots=True)
class ShownOnce:
    """Carries a secret from a form to the page at one path. The cookie goes over https alone if `is_https`."""

    is_https: bool

    @property
    def cookie_name(self) -> str:
        """The name of the cookie; the prefix has browsers take it over https alone (RFC 6265bis, 4.1.3)."""
        return "__Secure-relais_once" if self.is_https else "relais_once"

    def put(self, response: Response, path: str, secret: str) -> None:
        """Send a secret to the browser, which gives it back to the page at `path` alone."""
        self._set(response, path, secret, _SECONDS)

    def take(self, request: Request) -> str:
        """Return the secret that comes with a request, empty if none does."""
        return request.cookies.get(self.cookie_name, "")

    def end(self, response: Response, path: str) -> None:
        """Have the browser forget the secret of the page at `path`."""
        self._set(response, path, "", 0)

    def _set(self, response: Response, path: str, secret: str, age: int) -> None:
        response.set_cookie(
            self.cookie_name, secret, max_age=age, path=path, secure=self.is_https, httponly=True, samesite="strict"
        )
