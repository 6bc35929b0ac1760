"""Answers of the desk as HTML: pages with their menu, refusals in words, and where the browser goes after a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot.desk.desk_texts import desk_text
from bot.desk.page import DeskRequest, GoTo, MenuEntry, Page, Written
from bot.desk.rendering import Renderer
from bot.desk.security import local_path
from bot.desk.sessions import DeskSessions, Session
from bot.desk.shown_once import ShownOnce
from bot.domain.access.desk_permissions import may_at_desk
from bot.domain.access.roles import Role
from bot.storage.consultations import ChatLanguages
from corpus.language import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Responses:
    """Renders answers in the language of the person: the one that the bot answers them in, else the browser's."""

    renderer: Renderer
    sessions: DeskSessions
    languages: ChatLanguages
    menu: Sequence[MenuEntry]
    shown_once: ShownOnce
    is_demo: bool = False

    def language(self, request: Request, session: Session | None) -> Language:
        """Return the language for a request."""
        chosen = self.languages.get(session.person)[0] if session else None
        return chosen or _accepted(request.headers.get("accept-language", ""))

    def set_language(self, wanted: DeskRequest) -> Written:
        """Set the language in which desk and bot speak to the person."""
        chosen = next((one for one in LANGUAGES if one == wanted.form.get("language")), wanted.language)
        self.languages.set(wanted.session.person, chosen, pinned=True)
        return Written(local_path(wanted.form.get("back", "")))

    def page(self, request: Request, page: Page, wanted: DeskRequest) -> Response:
        """Return a page for somebody who is signed in."""
        values = self._signed_in(wanted.session, wanted.role, request) | dict(page.values)
        said = _said(wanted.once, wanted.language, page.said)
        response = self._html(page.template, wanted.language, values | said, page.status)
        self.shown_once.end(response, request)
        return response

    def shown(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """Return a page for whoever asks, signed in or not."""
        language = self.language(request, None)
        said = _said(self.shown_once.take(request), language, {})
        response = self._html(template, language, _nobody(request) | said | values, status)
        self.shown_once.end(response, request)
        return response

    def refused(
        self,
        request: Request,
        reason: str,
        status: int = 403,
        session: Session | None = None,
        form: Mapping[str, str] | None = None,
        **values: Any,
    ) -> Response:
        """Return a refusal: its reason is a text of section `refused`. What was written in a form is given back."""
        language = self.language(request, session)
        given = {"reason": reason, "said": "", "kept": (form or {}).get("text", "")} | values
        return self._html("refused.html", language, _nobody(request) | given, status)

    def too_many(self, request: Request, seconds: float, session: Session, form: Mapping[str, str]) -> Response:
        """Return the refusal of a form that comes too soon after many others."""
        response = self.refused(request, "too_many", 429, session, form)
        response.headers["Retry-After"] = str(ceil(seconds))
        return response

    def written(self, written: Written) -> Response:
        """Return the redirect after a form, so that reloading sends nothing again (RFC 9110, 303).

        It leads to the line that says what was done, which stands in the place that the fragment of the path names.
        """
        return self.going_to(GoTo(written.path, written.done, {"secret": written.secret} if written.secret else {}))

    def going_to(self, page: GoTo) -> Response:
        """Return the same where nothing was written."""
        parts = urlsplit(local_path(page.path))
        said = {"done": page.done} | ({"at": parts.fragment} if parts.fragment else {}) if page.done else {}
        place = "done" if said else parts.fragment
        response = RedirectResponse(urlunsplit(("", "", quote(parts.path), parts.query, place)), 303)
        if values := {**said, **page.once}:
            self.shown_once.put(response, parts.path, values)
        return response

    def failed(self) -> Response:
        """Return that something failed here, in both languages: not even the person's is known."""
        return PlainTextResponse("\n\n".join(desk_text(language, "refused.failed") for language in LANGUAGES), 500)

    def _signed_in(self, session: Session, role: Role, request: Request) -> dict[str, Any]:
        return {
            "person": session.name,
            "token": self.sessions.form_token(session),
            "menu": [one for one in self.menu if may_at_desk(role, one.action) and one.is_for(session.person)],
            "here": request.url.path,
            "back": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        }

    def _html(self, template: str, language: Language, values: Mapping[str, Any], status: int) -> Response:
        html = self.renderer.html(template, language, {"is_demo": self.is_demo} | dict(values))
        return HTMLResponse(html, status, headers={"Content-Language": language, "Vary": "Cookie, Accept-Language"})


def desk_text_or_none(language: Language, done: str, values: Mapping[str, str]) -> str:
    """Return the texts of section `done` for an act, named with a dot between them; empty if one has none."""
    try:
        return " ".join(desk_text(language, f"done.{name}", **values) for name in done.split(".")) if done else ""
    except KeyError:
        return ""


def _said(once: Mapping[str, str], language: Language, values: Mapping[str, str]) -> dict[str, str]:
    """Return the sentence of a page about what was done, with its values, and the place on it where that stands."""
    return {"done": desk_text_or_none(language, once.get("done", ""), values), "done_at": once.get("at", "")}


def _nobody(request: Request) -> dict[str, Any]:
    """Return the values of a page for somebody who is not signed in."""
    return {"person": "", "token": "", "menu": [], "here": request.url.path, "back": "/", "done": "", "done_at": ""}


def _accepted(header: str) -> Language:
    """Return the first of our languages in a header Accept-Language; French if there is none.

    >>> _accepted("de, en-GB;q=0.8, fr;q=0.5"), _accepted("")
    ('en', 'fr')
    """
    asked = [part.strip()[:2].lower() for part in header.split(",")]
    return next((language for code in asked for language in LANGUAGES if language == code), LANGUAGES[0])
