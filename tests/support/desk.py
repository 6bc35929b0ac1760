"""The desk as production wires it, over a scripted advisor, asked by a client that plays the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from bot.container import Container
from bot.domain.cases.case import Actor, NewCase
from bot.domain.chat import Chat
from bot.settings import Settings
from tests.support.cases import ManualClock
from tests.support.staff_service import scripted_container

AWA, BEN, CHIEF, VISITOR = 5001, 5002, 5003, 6001  # ids on Telegram: two of the staff, an admin, nobody in particular
ASKER = "7001"
ADDRESS = "http://127.0.0.1:8440"
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([^"]+)"')


def desk_settings(home: Path, **chosen: Any) -> Settings:
    """Return settings with two colleagues, an admin and no group."""
    return Settings.model_validate({"home": home, "staff": f"{AWA},{BEN}", "admins": str(CHIEF), **chosen})


@contextmanager
def desk_container(home: Path, parts: Mapping[str, Any] | None = None, **chosen: Any) -> Iterator[Container]:
    """Yield a container whose clock, advisor and library are scripted, but for `parts`; `chosen` are settings."""
    with scripted_container(desk_settings(home, **chosen), ManualClock(), **(parts or {})) as container:
        yield container


def open_case(container: Container, question: str = "Qui paie l’audit ?", **values: Any) -> str:
    """Open a case of somebody who agreed to be answered, and return its number."""
    given = {"chat": container.keys.key(ASKER), "address": ASKER, "outcome": "not_covered", **values}
    return container.case_service.open(
        NewCase(given.pop("language", "fr"), question, **given), Actor(str(given["chat"]))
    ).number


def led(answer: Any) -> tuple[str, str]:
    """Return the address to which a form led, with what the page there is told once, as a query ("done=take")."""
    assert answer.status_code == 303
    cookies = SimpleCookie("; ".join(answer.headers.get_list("set-cookie")))
    return answer.headers["location"], cookies["relais_once"].value if "relais_once" in cookies else ""


def put_cards(container: Container, **titles: str) -> None:
    """Put cards, by id, in the place of an index: all are near every question, and their digest is their title."""
    from bot.domain.faq.faq_review import FaqReview

    parts, repository = container.__dict__, container.faq_repository
    parts["cards_near"] = lambda question, language: list(titles)
    parts["faq_review"] = FaqReview(container.database, repository, container.faq_suggestions, lambda: titles)


@dataclass
class Browser:
    """A client with the cookies of one person."""

    client: TestClient

    @classmethod
    def of(cls, container: Container, address: str = ADDRESS, peer: str = "127.0.0.1") -> Browser:
        """Return a browser that is not signed in, and follows no redirect."""
        return cls(TestClient(container.desk, address, follow_redirects=False, client=(peer, 50_000)))

    def sign_in(self, container: Container, telegram_id: int = AWA, name: str = "Awa", language: str = "fr") -> Browser:
        """Sign in by a link from the bot."""
        key = container.keys.key(telegram_id)
        container.chat_languages.set(key, language, pinned=True)  # type: ignore[arg-type]  # one of ours
        link = container.desk_link(Chat(key, person=key, name=name))
        assert self.client.post(link[link.index("/sign-in") :]).status_code == 303
        return self

    def get(self, path: str, **headers: str) -> Any:
        """Return the answer to a request for a page."""
        return self.client.get(path, headers=headers)

    def get_told(self, path: str, said: str) -> Any:
        """Return the page after a form that told it `said`, a query, which anybody could write."""
        cookies = {**dict(self.client.cookies), "relais_once": said}
        return self.get(path, cookie="; ".join(f"{name}={value}" for name, value in cookies.items()))

    def send(self, page: str, path: str, form: dict[str, str] | None = None, **headers: str) -> Any:
        """Open a page, and send a form from it to `path`: its token and what it has seen are those of the page."""
        return self.client.post(path, data=self.fields(page) | (form or {}), headers=headers)

    def shown(self, answer: Any) -> str:
        """Return the page that the browser goes on to after a form."""
        assert answer.status_code == 303
        page = self.client.get(answer.headers["location"])
        assert page.status_code == 200
        return str(page.text)

    def fields(self, page: str) -> dict[str, str]:
        """Return the hidden fields of the forms on a page."""
        html = self.client.get(page).text
        found = {"token": _TOKEN.search(html), "seen": _SEEN.search(html)}
        return {name: match[1] for name, match in found.items() if match}
