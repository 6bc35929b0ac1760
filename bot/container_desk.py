"""The desk: the application of its pages, and how people sign in."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from bot.container_desk_pages import DeskPageServices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.applications import Starlette

    from bot.desk.responses import Responses
    from bot.desk.security import DeskAddress
    from bot.desk.sessions import DeskSessions
    from bot.desk.sign_in import SignIn
    from bot.domain.chat import Chat


class DeskServices(DeskPageServices):
    """The services, and the desk over them."""

    @cached_property
    def desk(self) -> Starlette:
        """The desk as a web application."""
        from bot.desk.application import Desk

        return Desk(
            pages=self.desk_pages,
            sign_in=self.desk_sign_in,
            responses=self.desk_responses,
            access=self.access_control,
            database=self.database,
            address=self.desk_address,
        ).application()

    @cached_property
    def desk_address(self) -> DeskAddress:
        """The addresses at which the desk is reached."""
        from bot.desk.security import DeskAddress

        return DeskAddress(self.settings.desk_url)

    @cached_property
    def desk_sessions(self) -> DeskSessions:
        """The links that sign in, and the sessions."""
        from bot.desk.sessions import DeskSessions

        return DeskSessions(self.database, self.keys.tag, self.clock)

    @cached_property
    def desk_responses(self) -> Responses:
        """The rendering of pages."""
        from bot.desk.rendering import Renderer
        from bot.desk.responses import Responses
        from bot.desk.shown_once import ShownOnce
        from bot.home import is_demo
        from bot.setting_values import zone_of

        renderer = Renderer(zone_of(self.settings.timezone))
        menu = [pages.menu for pages in self.desk_pages if pages.menu]
        return Responses(
            renderer,
            self.desk_sessions,
            self.chat_languages,
            menu,
            ShownOnce(self.desk_address.is_https),
            is_demo(self.settings.home),
        )

    @cached_property
    def desk_sign_in(self) -> SignIn:
        """The ways to sign in."""
        from bot.desk.proxy_sign_in import ProxySignIn
        from bot.desk.sign_in import SignIn
        from bot.setting_values import networks_of, people_of

        settings = self.settings
        people = people_of(settings.desk_proxy_people.get_secret_value())
        return SignIn(
            sessions=self.desk_sessions,
            responses=self.desk_responses,
            access=self.access_control,
            address=self.desk_address,
            key_of=self.keys.key,
            token=settings.telegram_token.get_secret_value(),
            proxy=ProxySignIn(settings.desk_proxy_header, networks_of(settings.desk_proxies), people),
            clock=self.clock,
        )

    def desk_link(self, chat: Chat) -> str:
        """Return a link that signs the person of a chat in at the desk, once."""
        token = self.desk_sessions.make_link(chat.person, chat.name)
        return f"{self.settings.desk_url or f'http://{self.settings.desk_listen}'}/sign-in/{token}"

    def desk_console_link(self, name: str) -> str:
        """Return a link that signs in whoever runs commands here, once; colleagues know them by `name`.

        Raise SettingsError if a proxy signs people in, since no link is taken then.
        """
        from bot.domain.access.roles import CONSOLE, console_key
        from bot.domain.chat import Chat
        from bot.errors import SettingsError

        if self.settings.desk_proxy_header:
            raise SettingsError("A proxy signs people in at the desk: no link is taken.", "desk_proxy_header")
        person = console_key(name if name != CONSOLE else "")
        self.access_control.audit.note(person, "desk", detail="desk:link")
        return self.desk_link(Chat(CONSOLE, person=person, name=name))

    def serve_desk(self, on_listening: Callable[[], None]) -> None:
        """Serve the desk alone until the process is told to stop; `on_listening` is called once it takes requests.

        Raise SettingsError if it can't listen, OtherKeyError if the database was written with another secret key.
        """
        from bot.desk.server import serve

        self.key_fingerprint.claim()
        serve(self.desk, self.settings.desk_listen, on_listening)

    @contextmanager
    def desk_served(self) -> Iterator[tuple[str, int]]:
        """Serve the desk in a thread while the block runs; yield its address. Raise SettingsError as above."""
        from bot.desk.server import serving

        with serving(self.desk, self.settings.desk_listen) as address:
            yield address
