"""What every answer of the desk carries, and which requests are answered at all: hosts, origins, forms, rates."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.access.rate_limit import RateLimiter

# Scripts, styles and everything else from here alone, none inline; no other site may show the desk in a frame.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not "no-referrer": with it browsers send the origin "null" with the forms of the desk itself (Fetch, 3.2).
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000"}
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SIGN_INS, SIGN_INS_IN_ALL = 10, 200  # in ten minutes, from one address and from all
WRITES, WRITES_IN_ALL = 60, 2_000  # in ten minutes, of one person and of all; a preview counts too


def sign_in_limiter() -> RateLimiter:
    """Return the limiter of attempts to sign in."""
    return RateLimiter(SIGN_INS, SIGN_INS_IN_ALL)


def write_limiter() -> RateLimiter:
    """Return the limiter of forms that are sent."""
    return RateLimiter(WRITES, WRITES_IN_ALL)


@dataclass(frozen=True, slots=True)
class DeskAddress:
    """The addresses under which the desk is reached: on loopback, and at the public `url` if there is one."""

    url: str = ""

    @property
    def is_https(self) -> bool:
        """Tell whether people reach it by https, so that its cookie goes over nothing else."""
        return self.url.startswith("https://")

    def knows_host(self, headers: Headers) -> bool:
        """Tell whether a request names the desk: a name of another site that leads here must not be answered."""
        try:
            host = urlsplit(f"//{headers.get('host', '')}").hostname
        except ValueError:  # "[::1"
            return False
        return host is not None and host in (*LOOPBACK, urlsplit(self.url).hostname)

    def is_own_form(self, headers: Headers) -> bool:
        """Tell whether a form was sent from a page of the desk, as far as the browser says (Fetch Metadata, 2.3)."""
        if headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return False
        origin = headers.get("origin")
        if origin is None:
            return True  # old browsers; the token of the form decides
        own = {f"{scheme}://{headers.get('host', '')}" for scheme in ("http", "https")}
        parts = urlsplit(self.url)
        return origin in own | {f"{parts.scheme}://{parts.netloc}"}


def is_form_token(given: str, expected: str) -> bool:
    """Tell whether a form carries the token of its session."""
    return hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode())


def local_path(path: str) -> str:
    """Return an address of the desk as it is; the first page for one that leads elsewhere.

    >>> local_path("/cases?late=1"), local_path("//evil.example"), local_path("/\\\\evil.example"), local_path("http://x")
    ('/cases?late=1', '/', '/', '/')
    """
    is_local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_local else "/"


class SecurityHeaders:
    """Adds the headers to every answer, and refuses requests that name another host."""

    def __init__(self, app: ASGIApp, address: DeskAddress) -> None:
        self._app, self._address = app, address
        self._headers = HEADERS | (_HTTPS_ONLY if address.is_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if self._address.knows_host(Headers(scope=scope)):
            await self._app(scope, receive, send_with_headers)
        else:
            from starlette.responses import PlainTextResponse

            await PlainTextResponse("Unknown host.", 421)(scope, receive, send_with_headers)
