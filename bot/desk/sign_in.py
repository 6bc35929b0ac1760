"""Sign in by a link from the bot, inside Telegram, or by a proxy; the cookie that remembers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.clock import Clock, now
from bot.desk.mini_app import read_init_data
from bot.desk.proxy_sign_in import ProxySignIn
from bot.desk.responses import Responses
from bot.desk.security import DeskAddress, local_path, sign_in_limiter
from bot.desk.sessions import LONGEST, DeskSessions, Session
from bot.domain.access.access_control import AccessControl
from bot.domain.access.desk_permissions import may_at_desk
from bot.domain.access.rate_limit import RateLimiter
from bot.domain.cases.case_repository import full_number

MOST_BYTES = 16_384  # of a form with which nobody is signed in yet


@dataclass(frozen=True, slots=True)
class SignIn:
    """Says who sends a request. `key_of` turns an id on Telegram into a person's key, `token` is the bot's."""

    sessions: DeskSessions
    responses: Responses
    access: AccessControl
    address: DeskAddress
    key_of: Callable[[str], str]
    token: str = ""
    proxy: ProxySignIn = field(default_factory=ProxySignIn)
    clock: Clock = now
    limiter: RateLimiter = field(default_factory=sign_in_limiter)

    def routes(self) -> list[Route]:
        """Return the addresses for those who are not signed in."""
        return [
            Route("/sign-in", self._page("sign_in.html"), methods=["GET"]),
            # A GET uses up no link: whoever shows a preview of it, as messengers do, would have been first.
            Route("/sign-in/{link}", self._page("sign_in_link.html"), methods=["GET"]),
            Route("/sign-in/{link}", self._form(self._redeem), methods=["POST"]),
            Route("/mini-app", self._page("mini_app.html"), methods=["GET"]),
            Route("/mini-app", self._form(self._open_mini_app), methods=["POST"]),
        ]

    def session_of(self, request: Request) -> tuple[Session | None, str]:
        """Return the session of a request, and its cookie if it has just begun. Raise UntrustedProxyError."""
        named = self.proxy.person(request)
        session = self.sessions.find(request.cookies.get(self.cookie_name, ""))
        if named is None:
            return session, ""
        person = self.key_of(named[0])
        if session is None or session.person != person:
            cookie, session = self.sessions.start(person, named[1])
            if may_at_desk(self.access.roles.of(person), "desk"):
                self.access.audit.note(person, "desk", detail="desk:in")
            return session, cookie
        return session, ""

    @property
    def cookie_name(self) -> str:
        """The name of the cookie; the prefix has browsers take it from this host and over https alone (RFC 6265bis)."""
        return "__Host-relais_desk" if self.address.is_https else "relais_desk"

    def with_cookie(self, response: Response, cookie: str) -> Response:
        """Return a response with a cookie, if there is one.

        Lax, not strict: who taps the link on a case's card in Telegram comes from elsewhere, and is to be known. Forms
        from elsewhere come without it in both cases.
        """
        if cookie:
            age, secure = int(LONGEST.total_seconds()), self.address.is_https
            response.set_cookie(self.cookie_name, cookie, max_age=age, secure=secure, httponly=True, samesite="lax")
        return response

    def end_all(self, session: Session) -> None:
        """End all sessions of a person whose role was taken back."""
        self.sessions.end_all(session.person)

    def ask(self, request: Request, form: Mapping[str, str]) -> Response:
        """Return the page that says how to sign in; what was written in a form is given back."""
        return self.responses.shown(request, "sign_in.html", 401, kept=form.get("text", ""))

    def _page(self, template: str) -> Callable[[Request], Awaitable[Response]]:
        async def page(request: Request) -> Response:
            return await run_in_threadpool(self.responses.shown, request, template, kept="")

        return page

    def _form(
        self, handle: Callable[[Request, Mapping[str, str]], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint of a form of the desk's own pages that a stranger may send, a few times."""

        async def endpoint(request: Request) -> Response:
            length = request.headers.get("content-length", "")  # absent where the body comes in pieces of any number
            if not (length.isascii() and length.isdecimal() and len(length) < 12 and int(length) <= MOST_BYTES):
                return await run_in_threadpool(self.responses.refused, request, "forged")
            async with request.form(max_files=0, max_part_size=MOST_BYTES) as form:
                fields = {name: value for name, value in form.items() if isinstance(value, str)}
            return await run_in_threadpool(answer, request, fields)

        def answer(request: Request, fields: Mapping[str, str]) -> Response:
            if not self.address.is_own_form(request.headers) or self.proxy.header:
                return self.responses.refused(request, "forged")
            response = handle(request, fields)
            # Only what fails counts: behind a proxy all come from one address, and none is to lock the others out.
            is_refused = response.status_code >= HTTPStatus.BAD_REQUEST
            if is_refused and self.limiter.acquire(request.client.host if request.client else ""):
                return self.responses.refused(request, "too_many", 429)
            return response

        return endpoint

    def _redeem(self, request: Request, fields: Mapping[str, str]) -> Response:
        begun = self.sessions.redeem(request.path_params["link"])
        if begun is None:
            return self.responses.refused(request, "used_link")
        return self._begin(request, *begun, "/")

    def _open_mini_app(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Sign in who opened the Mini App, and show the case that the button was about."""
        user = read_init_data(fields.get("init_data", ""), self.token, self.clock())
        if user is None:
            return self.responses.refused(request, "mini_app")
        path = f"/cases/{full_number(user.parameter)}" if user.parameter else local_path(fields.get("next", ""))
        begun = self.sessions.start(self.key_of(str(user.id)), user.name)
        return self._begin(request, *begun, path)

    def _begin(self, request: Request, cookie: str, session: Session, path: str) -> Response:
        """Return the first page after signing in; whoever has lost the role meanwhile is refused."""
        if not may_at_desk(self.access.roles.of(session.person), "desk"):
            self.sessions.end_all(session.person)
            return self.responses.refused(request, "role_gone")
        self.access.audit.note(session.person, "desk", detail="desk:in")
        return self.with_cookie(RedirectResponse(local_path(path), 303), cookie)
