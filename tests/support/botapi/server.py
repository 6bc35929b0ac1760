"""A Bot API server on loopback: HTTP, routing, faults and the transcript of all calls and acts.

>>> server = BotApiServer()                     # doctest: +SKIP
>>> async with server:                          # doctest: +SKIP
...     person = server.person(language_code="fr")
...     await person.say("/start")
...     print((await person.wait_reply()).text)
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.support.botapi import faults
from tests.support.botapi.api_error import ApiError, Json
from tests.support.botapi.bot_inbox import BotInbox
from tests.support.botapi.chats import Chats
from tests.support.botapi.faults import Fault, FaultKind, Flood, ScriptedFaults
from tests.support.botapi.messages import Messages
from tests.support.botapi.methods import Methods
from tests.support.botapi.params import Params, read_params
from tests.support.botapi.person import Group, Person
from tests.support.botapi.profile import Profile
from tests.support.botapi.transcript import Entry, labels
from tests.support.botapi.waiting import PATIENCE, Signal

TOKEN = "123456789:AAE-loopback-token-for-tests-0123456"
LIMITED = {"sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageReplyMarkup"}

Returned = TypeVar("Returned")


class BotApiServer:
    """The Telegram side of a test: real HTTP on 127.0.0.1, strict as api.telegram.org.

    State lives in the object: ``stop()`` then ``start()`` is a restart on the same port that forgets nothing.
    ``slows_polls`` turns on the 3 s for which the real server holds back a client that polls too fast.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "relais_bot",
        first_name: str = "Relais",
        port: int = 0,
        slows_polls: bool = False,
        query_lifetime: float = 30.0,
    ) -> None:
        self.token = token
        self.port = port
        user = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": first_name,
            "username": username,
        }
        self.chats = Chats(user, query_lifetime)
        self.inbox = BotInbox(slows_polls=slows_polls)
        self.profile = Profile(username, first_name)
        self.messages = Messages(self.chats)
        self.faults = ScriptedFaults()
        self.flood = Flood()
        self.calls: Counter[str] = Counter()
        self.transcript: list[Entry] = []
        self.changed = Signal()
        self._people: dict[int, Person] = {}
        self._methods = Methods(self.inbox, self.messages, self.profile)
        self._runner: web.AppRunner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._transports: set[asyncio.Transport] = set()

    # --- start and stop ---------------------------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        """Return the ``base_url`` for python-telegram-bot, which appends the token to it."""
        return f"http://127.0.0.1:{self.port}/bot"

    async def start(self) -> Self:
        """Listen, on a free port the first time and on the same one after."""
        application = web.Application(client_max_size=50 * 2**20)
        application.router.add_route("*", "/bot{token}/{method}", self._serve)
        application.router.add_route("*", "/{rest:.*}", self._nowhere)
        self._runner = web.AppRunner(application, shutdown_timeout=0.05, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._loop = asyncio.get_running_loop()
        return self

    async def stop(self) -> None:
        """Stop listening and reset every connection, as a crash does; nothing is forgotten."""
        runner, self._runner, self._loop = self._runner, None, None
        if runner is None:
            return
        for transport in self._transports:
            faults.reset(transport)
        self._transports.clear()
        await runner.cleanup()

    async def __aenter__(self) -> Self:
        """Start."""
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    @contextlib.contextmanager
    def in_thread(self) -> Iterator[Self]:
        """Serve from a thread of its own, for a test without a loop; act through ``do``."""
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="botapi", daemon=True)
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self.start(), loop).result(10)
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self.stop(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()

    def do(self, work: Coroutine[Any, Any, Returned], timeout: float = 60.0) -> Returned:
        """Run a person's act on the server's thread and wait for it: ``server.do(person.say("Bonjour"))``."""
        if self._loop is None:
            raise RuntimeError("the server is not running; use it inside `with server.in_thread():`")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout)

    # --- the people ---------------------------------------------------------------------------------------

    def person(
        self,
        id: int = 1001,
        *,
        language_code: str | None = "fr",
        first_name: str = "Awa",
        username: str | None = None,
    ) -> Person:
        """Return the person of this id, created on first use; some clients send no ``language_code``."""
        if id not in self._people:
            optional = {"username": username, "language_code": language_code}
            user = {"id": id, "is_bot": False, "first_name": first_name}
            self._people[id] = Person(self, user | {key: value for key, value in optional.items() if value})
        return self._people[id]

    def group(
        self,
        id: int = -1001000000001,
        *,
        title: str = "Groupe",
        members: tuple[Person, ...] = (),
        privacy: bool = True,
    ) -> Group:
        """Return a supergroup; under ``privacy`` the bot sees commands, mentions and replies only."""
        return Group(self, id, title, members, privacy=privacy)

    @property
    def webhook_secret(self) -> str:
        """Return the secret that the bot gave with its webhook."""
        return self._methods.secret

    def deliver(self, kind: str, payload: Json) -> None:
        """Queue an update for the bot; from another thread, hand it to the server's loop."""
        if self._loop is None or self._loop is _running_loop():
            self.inbox.push(kind, payload)
        else:
            self._loop.call_soon_threadsafe(self.inbox.push, kind, payload)
        self.changed.fire()

    # --- scripted trouble ---------------------------------------------------------------------------------

    def fail(self, method: str, times: int = 1, kind: FaultKind = "502", **details: Any) -> Fault:
        """Make the next ``times`` calls of a method fail (``"*"``: of any method).

        Kinds: ``500``, ``502`` (an HTML page), ``429``, ``reset`` (nothing done), ``reset_after`` (done, the
        answer lost), ``stall`` (done, ``seconds`` late), ``silent`` (done at once, answered ``seconds`` later),
        ``garbage`` (broken JSON), ``error``.
        Details: ``retry_after``, ``seconds``, ``chat_id``, ``skip`` (calls let through first),
        ``error=(code, description)``, ``migrate_to`` (the new id of a group).
        """
        return self.faults.plan(Fault(method, kind, times, **details))

    def fail_at_random(self, share: float, seed: int) -> None:
        """Make a share of all calls fail, in the kinds of `AT_RANDOM`; a `seed` makes the choice repeatable."""
        self.faults.share, self.faults.dice = share, random.Random(seed)

    def heal(self) -> None:
        """Forget every failure still to come and lift the flood limit."""
        self.faults.planned.clear()
        self.faults.share = 0.0
        self.flood.limit = 0

    def limit_flood(self, limit: int, per: float = 1.0) -> None:
        """Allow ``limit`` messages and edits a chat within ``per`` seconds, then answer 429."""
        self.flood.limit, self.flood.per = limit, per

    async def wait_calls(self, method: str, count: int, timeout: float = PATIENCE) -> None:
        """Wait until a method has been called so many times in all."""
        if not await self.changed.wait_for(lambda: self.calls[method] >= count or None, timeout):
            raise AssertionError(f"{method} was called {self.calls[method]} times, not {count}\n{self.story()}")

    def story(self, last: int = 30) -> str:
        """Return the end of the transcript, a line an act."""
        return "\n".join(map(str, self.transcript[-last:]))

    # --- HTTP ---------------------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            self._transports = {t for t in self._transports if not t.is_closing()} | {request.transport}
        try:
            name = self._route(request)
            params = await read_params(request)
            return await self._call(name, params, request)
        except ApiError as refusal:
            after = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
            return web.json_response(refusal.body(), status=refusal.code, headers=after)

    async def _nowhere(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(ApiError(404, "Not Found").body(), status=404)

    def _route(self, request: web.Request) -> str:
        token = request.match_info["token"]
        if ":" not in token:
            raise ApiError(404, "Not Found")
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        return self._methods.name(request.match_info["method"])

    async def _call(self, name: str, params: Params, request: web.Request) -> web.StreamResponse:
        fault = self.faults.next_for(name, params.text("chat_id"))
        self.calls[name] += 1
        error = ""
        try:
            early = await faults.before(fault, request) if fault else None
            if early is not None:
                error = fault.kind if fault else ""
                return early
            result = await self._perform(name, params)
            error = fault.kind if fault and fault.kind in faults.ANSWER_LOST else ""
        except ApiError as refusal:
            error = refusal.description
            raise
        finally:
            self._note(name, params, error)
        if fault:
            await faults.after(fault, request)
        return web.json_response({"ok": True, "result": result})

    async def _perform(self, name: str, params: Params) -> Any:
        if name in LIMITED:
            self.flood.check(params.text("chat_id"))
        return await self._methods.perform(name, params)

    def _note(self, name: str, params: Params, error: str) -> None:
        if name != "getUpdates" or error:
            said = params.text("text") or params.text("caption") or params.text("action")
            chat = params.text("chat_id") or self.chats.asked_in(params.text("callback_query_id"))
            file = params.uploaded("document") or params.uploaded("photo")
            # a keyboard that is not even JSON was refused already: only what was understood is noted
            with contextlib.suppress(ApiError):
                buttons = labels(params.decoded("reply_markup", "reply keyboard markup"))
                self.note("bot", chat, name, said, buttons, error, file=file.name if file else "")
        self.changed.fire()

    def note(
        self,
        direction: Any,
        chat_id: str,
        method: str,
        text: str,
        buttons: tuple[str, ...] = (),
        error: str = "",
        **details: str,
    ) -> None:
        """Add a line to the transcript."""
        self.transcript.append(Entry(time.time(), direction, chat_id, method, text, buttons, error, **details))


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
