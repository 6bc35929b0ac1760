"""The desk as a web application: who is there, whether they may, what the page answers, and its entry in the audit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route

from bot.desk.page import Answer, DeskPages, DeskRequest, GoTo, NotFound, Page, Read, UploadedFile, Write, Written
from bot.desk.proxy_sign_in import UntrustedProxyError
from bot.desk.responses import Responses
from bot.desk.security import DeskAddress, SecurityHeaders, is_form_token, write_limiter
from bot.desk.sessions import Session
from bot.desk.sign_in import SignIn
from bot.desk.static_files import LongLivedFiles
from bot.domain.access.access_control import AccessControl
from bot.domain.access.desk_permissions import may_at_desk
from bot.domain.access.roles import Role
from bot.domain.cases import case_messages
from bot.errors import CaseError
from bot.storage.database import Database
from index.errors import IndexFailure

MOST_BYTES, MOST_FILES = 64 * 2**20, 20  # of one request: documents that are uploaded
HARD_LIMIT = 4 * MOST_BYTES  # of a request, beyond which it is cut off without a page
LITTLE = 2**16  # bytes that are read of whoever asks: the words of a form, to give them back
LONGEST_FIELD = 2**20  # bytes of a form's field


@dataclass(frozen=True, slots=True)
class Received:
    """What a request carries besides its address: the fields of its form, and the files in it; or it is too much."""

    form: dict[str, str]
    files: dict[str, list[UploadedFile]]
    is_too_much: bool = False


class Desk:
    """Answers the requests for `pages`. Each asks for the role again, so that one taken back counts at once."""

    def __init__(
        self,
        *,
        pages: Sequence[DeskPages],
        sign_in: SignIn,
        responses: Responses,
        access: AccessControl,
        database: Database,
        address: DeskAddress,
    ) -> None:
        self._pages, self._sign_in, self._responses = pages, sign_in, responses
        self._access, self._database, self._address = access, database, address
        self._writes = write_limiter()

    def application(self) -> Starlette:
        """Return the web application."""
        pages = [one for pages in self._pages for one in pages.routes]
        return Starlette(
            routes=[
                Route("/", self._first, methods=["GET"]),
                *self._sign_in.routes(),
                self._route(Write("/language", "desk:language", self._set_language)),
                self._route(Write("/sign-out", "desk:out", self._sign_out)),
                *_ways_back(pages),
                *map(self._route, pages),
                Mount("/static", LongLivedFiles()),
            ],
            middleware=[Middleware(SecurityHeaders, address=self._address)],
            exception_handlers={404: self._not_found, 405: self._not_found, 500: self._failed},
            max_body_size=HARD_LIMIT,
        )

    def _route(self, page: Read | Write) -> Route:
        async def endpoint(request: Request) -> Response:
            received = Received({}, {})
            if isinstance(page, Write) and (_carries_little(request) or await run_in_threadpool(self._knows, request)):
                received = await _received(request)
            return await run_in_threadpool(self._answer, page, request, received)

        return Route(page.path, endpoint, methods=["POST" if isinstance(page, Write) else "GET"])

    def _knows(self, request: Request) -> bool:
        """Tell whether a request comes from somebody who is signed in: nobody else is read at length."""
        try:
            return self._sign_in.session_of(request)[0] is not None
        except UntrustedProxyError:
            return False

    def _answer(self, page: Read | Write, request: Request, received: Received) -> Response:
        """Answer a request for a page, unless it may not be made."""
        try:
            session, cookie = self._sign_in.session_of(request)
        except UntrustedProxyError:
            return self._responses.refused(request, "proxy")
        if session is None:
            return self._sign_in.ask(request, received.form)
        role = self._access.roles.of(session.person)
        if not may_at_desk(role, "desk"):
            self._sign_in.end_all(session)
            return self._responses.refused(request, "role_gone")
        if received.is_too_much:
            return self._responses.refused(request, "too_much", 413, session, received.form)
        wanted = self._request(session, role, request, received)
        response = self._refusal(page, request, wanted) or self._handled(page, request, wanted)
        return self._sign_in.with_cookie(response, cookie)

    def _request(self, session: Session, role: Role, request: Request, received: Received) -> DeskRequest:
        language = self._responses.language(request, session)
        path = {name: str(value) for name, value in request.path_params.items()}
        query = dict(request.query_params)
        once = self._responses.shown_once.take(request)
        return DeskRequest(session, role, language, path, query, received.form, received.files, once)

    def _refusal(self, page: Read | Write, request: Request, wanted: DeskRequest) -> Response | None:
        """Return the refusal of a request that its person may not make, or that they did not make themselves."""
        if not may_at_desk(wanted.role, page.action):
            return self._responses.refused(request, "role", session=wanted.session)
        if isinstance(page, Read):
            return None
        expected = self._sign_in.sessions.form_token(wanted.session)
        if not (self._address.is_own_form(request.headers) and is_form_token(wanted.form.get("token", ""), expected)):
            return self._responses.refused(request, "forged", session=wanted.session, form=wanted.form)
        if seconds := self._writes.acquire(wanted.session.person):
            return self._responses.too_many(request, seconds, wanted.session, wanted.form)
        return None

    def _handled(self, page: Read | Write, request: Request, wanted: DeskRequest) -> Response:
        """Have the page answer, and note in the audit what it wrote."""
        try:
            answer: Answer = page.handle(wanted) if isinstance(page, Read) else self._write(page, wanted)
        except NotFound:
            return self._responses.refused(request, "not_found", status=404, session=wanted.session)
        except IndexFailure:
            return self._responses.refused(request, "no_index", status=503, session=wanted.session, form=wanted.form)
        except CaseError as error:
            said = case_messages.refused_action(error, wanted.language).plain
            return self._responses.refused(request, "case", status=409, session=wanted.session, said=said)
        if isinstance(answer, Written):
            return self._responses.written(answer)
        if isinstance(answer, GoTo):
            return self._responses.going_to(answer)
        return self._responses.page(request, answer, wanted)

    def _write(self, page: Write, wanted: DeskRequest) -> Answer:
        if page.takes_long:
            return self._noted(page, wanted, page.handle(wanted))
        with self._database.write():
            return self._noted(page, wanted, page.handle(wanted))

    def _noted(self, page: Write, wanted: DeskRequest, answer: Answer) -> Answer:
        if page.is_noted and (isinstance(answer, Written) or (isinstance(answer, Page) and answer.detail)):
            detail = f"{page.action} {answer.detail}".strip()
            subject = answer.subject if isinstance(answer, Written) else ""
            self._access.audit.note(wanted.session.person, "desk", subject, detail)
        return answer

    def _set_language(self, wanted: DeskRequest) -> Answer:
        return self._responses.set_language(wanted)

    def _sign_out(self, wanted: DeskRequest) -> Answer:
        self._sign_in.sessions.end(wanted.session)
        return Written("/sign-in", "signed_out")

    async def _first(self, request: Request) -> Response:
        entry = next(pages.menu for pages in self._pages if pages.menu)
        return RedirectResponse(entry.path, 303)

    async def _not_found(self, request: Request, error: Exception) -> Response:
        return await run_in_threadpool(self._responses.refused, request, "not_found", status=404)

    async def _failed(self, request: Request, error: Exception) -> Response:
        return self._responses.failed()


def _ways_back(pages: Sequence[Read | Write]) -> list[Route]:
    """Return routes from the addresses of forms, which a browser may open again, to the page that each belongs to.

    That is the page whose address theirs begins with.
    """
    read = {one.path for one in pages if isinstance(one, Read)}
    forms = {one.path for one in pages if isinstance(one, Write)} - read
    return [Route(path, _way_back(_page_of(path, read)), methods=["GET"]) for path in sorted(forms)]


def _page_of(path: str, read: Collection[str]) -> str:
    """Return the path of the page that a form belongs to.

    >>> _page_of("/faq/{id}/publish", {"/faq", "/faq/{id}"}), _page_of("/people/roles/{id}/revoke", {"/people"})
    ('/faq/{id}', '/people')
    """
    while path and path not in read:
        path = path.rpartition("/")[0]
    return path or "/"


def _way_back(page: str) -> Callable[[Request], Awaitable[Response]]:
    async def go(request: Request) -> Response:
        return RedirectResponse("/".join(request.url.path.split("/")[: page.count("/") + 1]) or "/", 303)

    return go


def _carries_little(request: Request) -> bool:
    """Tell whether a request says that it is short."""
    length = _told_length(request)
    return length is not None and length <= LITTLE


def _told_length(request: Request) -> int | None:
    """Return the number of bytes that a request says it has; None if it doesn't, as one that comes in pieces."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 12 else None


async def _received(request: Request) -> Received:
    """Return the fields and files of a form; of several fields with one name the last counts."""
    if (_told_length(request) or 0) > MOST_BYTES:
        return Received({}, {}, is_too_much=True)
    try:
        async with request.form(max_files=MOST_FILES, max_part_size=MOST_BYTES) as form:
            fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
            files: dict[str, list[UploadedFile]] = {}
            for name, value in form.multi_items():
                if isinstance(value, UploadFile) and value.filename:
                    files.setdefault(name, []).append(UploadedFile(value.filename, await value.read()))
            is_too_much = any(len(value.encode()) > LONGEST_FIELD for value in fields.values())
            return Received(fields, files, is_too_much)
    except HTTPException as error:  # too many files, or no form: it has no token, and is refused for that
        return Received({}, {}, is_too_much="Too many files" in error.detail)
