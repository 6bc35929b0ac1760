"""The bot put together, and run until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import math
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import InvalidToken
from telegram.ext import Application, ApplicationBuilder, Defaults, ExtBot

from bot.conversation.router import Conversation
from bot.domain.access.roles import Roles
from bot.errors import SettingsError
from bot.retry import RetryPolicy, retry
from bot.storage.database import Database
from bot.storage.keys import ChatKeys
from bot.storage.outbox import Outbox
from bot.storage.sent_messages import SentAnswers, SentKeyboards
from bot.storage.update_journal import UpdateJournal
from bot.telegram import receiving
from bot.telegram.api_calls import ApiRateLimiter, requested_wait
from bot.telegram.background import BackgroundTasks
from bot.telegram.bot_profile import CommandMenus
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.delivery import Delivery
from bot.telegram.error_handler import ErrorHandler
from bot.telegram.outbox_sender import OutboxSender
from bot.telegram.per_chat_processor import PerChatProcessor
from bot.telegram.receiving import Webhook
from bot.telegram.update_handler import UpdateHandler
from bot.telegram.update_queue import JournalQueue

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

WORKERS = 8  # at once in the conversation, which is part waiting (a model) and part work (embeddings)
GRACE_SECONDS = 8.0  # container hosts kill ten seconds after they ask
START_RETRY = RetryPolicy(first=1.0, longest=30.0, total=math.inf)

_log = logging.getLogger(__name__)


class Secret(Protocol):
    """A value that is not shown by accident (pydantic's SecretStr)."""

    def get_secret_value(self) -> str:
        """Return the value."""


class TelegramSettings(Protocol):
    """The settings that this room reads."""

    @property
    def telegram_token(self) -> Secret:
        """The token of @BotFather."""

    @property
    def telegram_base_url(self) -> str:
        """One's own Bot API server, such as "http://127.0.0.1:8081"; empty for Telegram's."""

    @property
    def telegram_webhook_url(self) -> str:
        """The address to which Telegram brings updates; empty to fetch them."""

    @property
    def telegram_webhook_listen(self) -> str:
        """The host and port at which they are received, such as "127.0.0.1:8443"."""


@dataclass(frozen=True, slots=True)
class TelegramApplication:
    """The wired room."""

    application: App
    order: PerChatProcessor
    chores: BackgroundTasks
    courier: OutboxSender
    outbox: Outbox
    webhook: Webhook | None
    executor: ThreadPoolExecutor


def build(settings: TelegramSettings, conversation: Conversation, database: Database, keys: ChatKeys) -> App:
    """Return the application, which runs with `run_polling` too."""
    return wire(settings, conversation, database, keys).application


def serve(room: TelegramApplication) -> None:
    """Answer people, and send what is in the outbox, until SIGINT or SIGTERM.

    Telegram may be out of reach at the start, and for long. Raise SettingsError if it does not know the token.
    """
    asyncio.run(_run(room))


def wire(
    settings: TelegramSettings,
    conversation: Conversation,
    database: Database,
    keys: ChatKeys,
    patience: RetryPolicy | None = None,
    outbox: Outbox | None = None,
    rounds: Callable[[], None] | None = None,
    expire: Callable[[], object] | None = None,
    roles: Roles | None = None,
) -> TelegramApplication:
    """Make every piece and join them.

    `outbox` is that on which others listen; without it there is one of our own. `rounds` are made every minute,
    `expire` is called once a day. `roles` are those that people have; without them everyone has the same.
    """
    outbox = outbox or Outbox(database)
    inbox = UpdateJournal(database)
    queue = JournalQueue(inbox)
    order = PerChatProcessor(queue, inbox)
    deliveries, keyboards = SentAnswers(database), SentKeyboards(database)
    courier = OutboxSender(outbox, keys, keyboards, patience)
    menus = CommandMenus(conversation, roles) if roles else None
    chores = BackgroundTasks(conversation, queue, inbox, deliveries, keyboards, outbox, courier, rounds, expire, menus)
    executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="conversation")

    async def begin(application: App) -> None:
        await chores.start(application.bot)

    async def end(_: App) -> None:
        await chores.stop()
        executor.shutdown(wait=False, cancel_futures=True)

    application = (
        _builder(settings).update_queue(queue).concurrent_updates(order).post_init(begin).post_shutdown(end).build()
    )
    seal = CallbackSigner(keys)
    delivery = Delivery(application.bot, deliveries, keyboards, seal, patience)
    desk = UpdateHandler(conversation, keys, seal, delivery, queue, executor, roles)
    desk.attach(application)
    order.arrived = desk.arrived
    ErrorHandler(desk, order).attach(application)
    webhook = Webhook.of(settings.telegram_webhook_url, settings.telegram_webhook_listen, keys)
    return TelegramApplication(application, order, chores, courier, outbox, webhook, executor)


def _builder(settings: TelegramSettings) -> ApplicationBuilder[ExtBot[int], Any, Any, Any, Any, Any]:
    builder = (
        ApplicationBuilder()
        .token(settings.telegram_token.get_secret_value())
        .rate_limiter(ApiRateLimiter())
        .defaults(Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)))
        .connect_timeout(15)
        .read_timeout(20)
        .write_timeout(20)
        .pool_timeout(30)
        .get_updates_connect_timeout(15)
        .get_updates_read_timeout(15)
        .get_updates_pool_timeout(30)
        .job_queue(None)
    )
    server = settings.telegram_base_url.rstrip("/")
    return builder.base_url(f"{server}/bot").base_file_url(f"{server}/file/bot") if server else builder


async def _run(room: TelegramApplication) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            loop.add_signal_handler(name, stopping.set)
    await serve_until(room, stopping)


async def serve_until(room: TelegramApplication, stopping: asyncio.Event) -> None:
    """Answer people until the event is set, then stop in good order."""
    application = room.application
    try:
        if not await _initialize(application, stopping):
            return
        await room.chores.start(application.bot)
        await application.start()
        assert application.updater is not None
        await receiving.begin(application.updater, room.webhook, stopping)
        _log.info("Listening as @%s.", application.bot.username)
        await stopping.wait()
        _log.info("Stopping.")
    finally:
        await _stop(room)


_STRANGER = (
    "RELAIS_TELEGRAM_TOKEN is a token that the Bot API server does not know. Copy the whole of it from @BotFather"
    " again; with a server of your own, see that RELAIS_TELEGRAM_BASE_URL has no path of its own, such as /bot."
)


async def _initialize(application: App, stopping: asyncio.Event) -> bool:
    """Connect to Telegram, however long it takes; False if told to stop before."""

    def on_pause(error: Exception, pause: float) -> None:
        _log.warning("Telegram cannot be reached (%s); again in %.0f s.", error, pause)

    connected = retry(
        application.initialize,
        START_RETRY,
        requested_wait=lambda error: requested_wait(error, final=(InvalidToken,)),
        on_pause=on_pause,
    )
    try:
        return await receiving.completes_before(connected, stopping)
    except InvalidToken as error:
        raise SettingsError(_STRANGER) from error


async def _stop(room: TelegramApplication) -> None:
    """Fetch nothing more, let running answers end within the grace, leave the others to the next start."""
    application, updater = room.application, room.application.updater
    if updater and updater.running:
        await updater.stop()
    await asyncio.gather(room.order.drain(GRACE_SECONDS), room.courier.drain(GRACE_SECONDS))
    if application.running:
        await application.stop()
    await application.shutdown()
    await room.chores.stop()
    room.executor.shutdown(wait=False, cancel_futures=True)
