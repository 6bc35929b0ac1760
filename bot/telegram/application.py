"""Build the Telegram application from its parts, and serve it until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import math
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import InvalidToken
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    Defaults,
    ExtBot,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.conversation.router import Conversation
from bot.domain.access.roles import Roles
from bot.errors import SettingsError
from bot.retry import RetryPolicy, retry
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.keys import ChatKeys
from bot.storage.outbox import Outbox
from bot.storage.sent_messages import SentAnswers, SentKeyboards
from bot.storage.update_journal import UpdateJournal
from bot.telegram import receiving
from bot.telegram.api_calls import ApiRateLimiter, requested_wait
from bot.telegram.background import BackgroundTasks, PeriodicTask
from bot.telegram.bot_profile import CommandMenus, publish
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.delivery import Delivery
from bot.telegram.message_parsing import ChatMapper
from bot.telegram.outbox_sender import OutboxSender
from bot.telegram.per_chat_processor import PerChatProcessor, UpdateQueue
from bot.telegram.receiving import Webhook
from bot.telegram.update_handler import ErrorHandler, UpdateHandler

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

PRUNE_SECONDS, SCHEDULE_SECONDS, EXPIRE_SECONDS = 3600.0, 60.0, 86_400.0
WORKERS = 8  # threads for the conversation, which partly waits (for a model) and partly computes (embeddings)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TelegramApplication:
    """The parts that are started and stopped."""

    application: App
    processor: PerChatProcessor
    background: BackgroundTasks
    sender: OutboxSender
    outbox: Outbox
    webhook: Webhook | None
    executor: ThreadPoolExecutor


def build_application(
    *,
    settings: Settings,
    conversation: Conversation,
    database: Database,
    keys: ChatKeys,
    outbox: Outbox,
    roles: Roles,
    each_minute: Callable[[], object],
    each_day: Callable[[], object],
    retry_policy: RetryPolicy | None = None,
) -> TelegramApplication:
    """Build the application that answers with `conversation` and sends what is in `outbox`.

    `each_minute` and `each_day` are called in a thread, so often. `retry_policy` replaces those of answers and of the
    outbox.
    """
    api, stored = _bot(settings), _Stored.of(database, outbox)
    queue, executor = UpdateQueue(stored.journal), ThreadPoolExecutor(WORKERS, thread_name_prefix="conversation")
    signer, chats = CallbackSigner(keys), ChatMapper(api=api, keys=keys, roles=roles)
    delivery = Delivery(
        api=api, answers=stored.answers, keyboards=stored.keyboards, signer=signer, retry_policy=retry_policy
    )
    updates = UpdateHandler(
        api=api,
        conversation=conversation,
        chats=chats,
        signer=signer,
        delivery=delivery,
        queue=queue,
        executor=executor,
    )
    processor = PerChatProcessor(queue=queue, journal=stored.journal, on_arrival=updates.on_arrival)
    sender = OutboxSender(
        outbox=stored.outbox, keys=keys, keyboards=stored.keyboards, signer=signer, retry_policy=retry_policy
    )
    return TelegramApplication(
        application=_application(api, queue, processor, updates),
        processor=processor,
        background=BackgroundTasks(
            queue=queue,
            services=[partial(publish, conversation=conversation), sender.run, CommandMenus(conversation, roles).run],
            periodic=[
                PeriodicTask("forget old message ids", stored.prune, PRUNE_SECONDS),
                PeriodicTask("scheduled tasks", each_minute, SCHEDULE_SECONDS),
                PeriodicTask("erase expired data", each_day, EXPIRE_SECONDS),
            ],
        ),
        sender=sender,
        outbox=outbox,
        webhook=Webhook.of(settings.telegram_webhook_url, settings.telegram_webhook_listen, keys),
        executor=executor,
    )


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the channel stores."""

    journal: UpdateJournal
    answers: SentAnswers
    keyboards: SentKeyboards
    outbox: Outbox

    @classmethod
    def of(cls, database: Database, outbox: Outbox) -> _Stored:
        return cls(UpdateJournal(database), SentAnswers(database), SentKeyboards(database), outbox)

    def prune(self) -> None:
        """Forget the ids of old updates and messages."""
        for table in (self.journal, self.answers, self.keyboards, self.outbox):
            table.prune()


def _bot(settings: Settings) -> ExtBot[int]:
    """Return the client of the Bot API, Telegram's own or the one that the settings name."""
    server = settings.telegram_base_url.rstrip("/") or "https://api.telegram.org"
    return ExtBot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=HTTPXRequest(connect_timeout=15, read_timeout=20, write_timeout=20, pool_timeout=30),
        get_updates_request=HTTPXRequest(1, connect_timeout=15, read_timeout=15, pool_timeout=30),
        defaults=Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=ApiRateLimiter(),
    )


def _application(api: ExtBot[int], queue: UpdateQueue, processor: PerChatProcessor, updates: UpdateHandler) -> App:
    builder = ApplicationBuilder().bot(api).update_queue(queue).concurrent_updates(processor).job_queue(None)
    application: App = builder.build()
    messages = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    application.add_handler(MessageHandler(messages, updates.message))
    application.add_handler(CallbackQueryHandler(updates.button))
    application.add_error_handler(ErrorHandler(updates=updates, processor=processor).handle)
    return application


GRACE_SECONDS = 8.0  # container hosts kill ten seconds after they ask
START_RETRY = RetryPolicy(first=1.0, longest=30.0, total=math.inf)


def serve(telegram: TelegramApplication) -> None:
    """Answer people, and send what is in the outbox, until SIGINT or SIGTERM.

    Telegram may be out of reach at the start, and for long. Raise SettingsError if it does not know the token.
    """
    asyncio.run(_run(telegram))


async def _run(telegram: TelegramApplication) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            loop.add_signal_handler(name, stopping.set)
    await serve_until(telegram, stopping)


async def serve_until(telegram: TelegramApplication, stopping: asyncio.Event) -> None:
    """Answer people until the event is set, then stop in good order."""
    application = telegram.application
    try:
        if not await _initialize(application, stopping):
            return
        await telegram.background.start(application.bot)
        await application.start()
        assert application.updater is not None
        await receiving.begin(application.updater, telegram.webhook, stopping)
        _log.info("Listening as @%s.", application.bot.username)
        await stopping.wait()
        _log.info("Stopping.")
    finally:
        await _stop(telegram)


_REFUSED = (
    "The Bot API server does not know this token. Copy the whole of it from @BotFather again; with a server of your"
    " own, see that its address has no path of its own, such as /bot."
)


async def _initialize(application: App, stopping: asyncio.Event) -> bool:
    """Connect to Telegram, however long it takes; False if told to stop before."""

    def on_pause(error: Exception, pause: float) -> None:
        _log.warning("Telegram can't be reached (%s); again in %.0f s.", error, pause)

    connected = retry(
        application.initialize,
        START_RETRY,
        requested_wait=lambda error: requested_wait(error, final=(InvalidToken,)),
        on_pause=on_pause,
    )
    try:
        return await receiving.completes_before(connected, stopping)
    except InvalidToken as error:
        raise SettingsError(_REFUSED, "telegram_token") from error


async def _stop(telegram: TelegramApplication) -> None:
    """Fetch nothing more, let running answers end within the grace, leave the others to the next start."""
    application, updater = telegram.application, telegram.application.updater
    if updater and updater.running:
        await updater.stop()
    await asyncio.gather(telegram.processor.drain(GRACE_SECONDS), telegram.sender.drain(GRACE_SECONDS))
    if application.running:
        await application.stop()
    await application.shutdown()
    await telegram.background.stop()
    telegram.executor.shutdown(wait=False, cancel_futures=True)
