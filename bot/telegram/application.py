"""The Telegram application: its parts, and serving it until the process is told to stop."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import cached_property, partial
from typing import Any, TypeAlias

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import InvalidToken
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
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
from bot.storage.replicas import Replicas, SingleProcess
from bot.storage.send_pace import SendPace
from bot.storage.sent_messages import SentAnswers, SentExchanges, SentKeyboards
from bot.storage.update_journal import PATIENCE, UpdateJournal
from bot.telegram import receiving
from bot.telegram.api_calls import ApiRateLimiter, requested_wait
from bot.telegram.background import BackgroundTasks, PeriodicTask
from bot.telegram.bot_profile import CommandMenus, publish
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.delivery import Delivery, LinkCase
from bot.telegram.lost_chat_search import find_chats_again
from bot.telegram.message_parsing import ChatMapper
from bot.telegram.outbox_sender import OutboxSender
from bot.telegram.per_chat_processor import PerChatProcessor
from bot.telegram.receiving import Receiver, Webhook
from bot.telegram.refusal_notice import RefusalNotice
from bot.telegram.replica import Replica
from bot.telegram.shared_pace import SharedPace
from bot.telegram.update_handler import ErrorHandler, RecogniseCard, UpdateHandler
from bot.telegram.update_queue import UpdateQueue

App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

PRUNE_SECONDS, SCHEDULE_SECONDS, EXPIRE_SECONDS = 3600.0, 60.0, 86_400.0
GRACE_SECONDS = 6.0  # for the answers under way
STOP_SECONDS = 9.0  # for all of it: container hosts kill ten seconds after they ask
READ_SECONDS = 20.0  # that Telegram may take for an answer, on top of the time a poll waits
LOOP_SECONDS = 5.0  # in which the event loop must take a turn to be found alive
START_RETRY = RetryPolicy(first=1.0, longest=30.0, total=math.inf)
WORKERS = 8  # threads for the conversation, which partly waits (for a model) and partly computes (embeddings)

_REFUSED = (
    "The Bot API server does not know this token. Copy the whole of it from @BotFather again; with a server of your"
    " own, see that its address has no path of its own, such as /bot."
)

_log = logging.getLogger(__name__)


class TelegramApplication:
    """The Telegram channel: answers with `conversation`, sends what is in `outbox`. Each part is built on first use.

    `on_membership` and `recognise_card` are called as by `UpdateHandler`. `lost_chats` returns the addresses of chats
    that nothing could be sent to; they are tried again at the start.
    `each_minute` and `each_day` are called in a thread, once a minute and once a day, by one of the `replicas`;
    `retry_own` once a minute by each. `retry_policy` replaces those of answers and of the outbox. `on_flood` is called
    with the seconds for which Telegram puts a call off, `on_connected` with the bot's username.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        conversation: Conversation,
        database: Database,
        keys: ChatKeys,
        outbox: Outbox,
        roles: Roles,
        replicas: Replicas | None = None,
        on_membership: Callable[[str, bool], object] = lambda chat, is_member: None,
        lost_chats: Callable[[], Sequence[str]] = tuple,
        link_case: LinkCase = lambda chat, message, number: None,
        recognise_card: RecogniseCard = lambda chat, message, title: None,
        each_minute: Callable[[], object],
        each_day: Callable[[], object],
        retry_own: Callable[[], object] = lambda: None,
        retry_policy: RetryPolicy | None = None,
        on_flood: Callable[[float], object] = lambda seconds: None,
        on_connected: Callable[[str], object] = lambda username: None,
    ) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self.outbox, self._replicas = outbox, replicas or SingleProcess()
        self.webhook = Webhook.of(settings.telegram_webhook_url, settings.telegram_webhook_listen, keys)
        self.executor = ThreadPoolExecutor(WORKERS, thread_name_prefix="conversation")
        self._conversation, self._keys, self._roles = conversation, keys, roles
        self._pace = SendPace(database)
        shared = SharedPace(self._pace, keys.key, lambda: not self.replica.standing.is_alone)
        self._api = _api_client(settings, ApiRateLimiter(on_flood, shared))
        self._each_minute, self._each_day, self._retry_own = each_minute, each_day, retry_own
        self._retry_policy = retry_policy
        self._lost_chats, self.on_connected = lost_chats, on_connected
        self._on_membership, self._link_case, self._recognise_card = on_membership, link_case, recognise_card
        self._journal, self._signer = UpdateJournal(database, worker=self._replicas.worker), CallbackSigner(keys)
        self._answers, self._keyboards = SentAnswers(database), SentKeyboards(database)
        self._exchanges = SentExchanges(database)
        patience = PATIENCE if self.webhook else timedelta()
        self._queue = UpdateQueue(self._journal, single=self._replicas.is_single, patience=patience)

    @cached_property
    def application(self) -> App:
        """The library's application, which fetches updates and calls our handlers."""
        builder = ApplicationBuilder().bot(self._api).update_queue(self._queue)
        application: App = builder.concurrent_updates(self.processor).job_queue(None).build()
        messages = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
        application.add_handler(MessageHandler(messages, self._updates.message))
        application.add_handler(CallbackQueryHandler(self._updates.button))
        application.add_handler(ChatMemberHandler(self._updates.membership, ChatMemberHandler.MY_CHAT_MEMBER))
        self._queue.watcher = RefusalNotice(
            api=self._api,
            conversation=self._conversation,
            chats=self._chats,
            delivery=self.delivery,
            peeks=self.webhook is None,
        )
        application.add_error_handler(ErrorHandler(updates=self._updates, processor=self.processor).handle)
        return application

    @cached_property
    def processor(self) -> PerChatProcessor:
        """The processor that calls the handlers for each chat in order."""
        return PerChatProcessor(queue=self._queue, on_arrival=self._updates.on_arrival)

    @cached_property
    def sender(self) -> OutboxSender:
        """The sender of the messages in the outbox."""
        return OutboxSender(
            outbox=self.outbox,
            keys=self._keys,
            keyboards=self._keyboards,
            signer=self._signer,
            retry_policy=self._retry_policy,
            running=lambda: self.replica.standing.workers,
        )

    @cached_property
    def replica(self) -> Replica:
        """This process among those that serve the same bot."""
        return Replica(replicas=self._replicas, queue=self._queue, handling=self.processor, others=self.sender)

    @cached_property
    def background(self) -> BackgroundTasks:
        """The tasks that run beside the answering."""
        menus = CommandMenus(self._conversation, self._roles)
        return BackgroundTasks(
            leads=lambda: self.replica.standing.leads,
            services=[
                partial(publish, conversation=self._conversation),
                partial(find_chats_again, lost=self._lost_chats, on_found=self._on_membership),
                self.sender.run,
                menus.run,
                self.replica.run,
            ],
            periodic=[
                PeriodicTask("forget old message ids", self._prune, PRUNE_SECONDS),
                PeriodicTask("scheduled tasks", self._each_minute, SCHEDULE_SECONDS),
                PeriodicTask("retry of alarms", self._retry_own, SCHEDULE_SECONDS, everywhere=True),
                PeriodicTask("erase expired data", self._each_day, EXPIRE_SECONDS),
            ],
        )

    @cached_property
    def _chats(self) -> ChatMapper:
        return ChatMapper(api=self._api, keys=self._keys, roles=self._roles)

    @cached_property
    def _updates(self) -> UpdateHandler:
        return UpdateHandler(
            api=self._api,
            conversation=self._conversation,
            chats=self._chats,
            signer=self._signer,
            delivery=self.delivery,
            queue=self._queue,
            executor=self.executor,
            move_chat=self.outbox.move_address,
            on_membership=self._on_membership,
            recognise_card=self._recognise_card,
        )

    @cached_property
    def delivery(self) -> Delivery:
        """The sender of answers."""
        return Delivery(
            api=self._api,
            answers=self._answers,
            exchanges=self._exchanges,
            keyboards=self._keyboards,
            signer=self._signer,
            retry_policy=self._retry_policy,
            move_chat=self.outbox.move_address,
            link_case=self._link_case,
        )

    def is_receiving(self) -> bool:
        """Tell, from another thread, whether updates are received and the event loop is not held up."""
        receiver = self.replica.receiver
        if self._loop is None or receiver is None:
            return False
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0), self._loop).result(LOOP_SECONDS)
        return receiver.is_well(self.replica.standing)

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Note the event loop in which this runs."""
        self._loop = loop

    def _prune(self) -> None:
        """Forget the ids of old updates and messages."""
        for table in (self._journal, self._answers, self._keyboards, self.outbox, self._pace):
            table.prune()


def serve(telegram: TelegramApplication) -> None:
    """Answer people, and send what is in the outbox, until SIGINT or SIGTERM; then end within ten seconds.

    A thread that computes longer ends with the process: what it was for is answered after the next start.
    Telegram may be out of reach at the start, and for long. Raise SettingsError if it does not know the token.
    """
    asyncio.run(_run(telegram))


async def serve_until(telegram: TelegramApplication, stopping: asyncio.Event) -> None:
    """Answer people until the event is set, then stop in good order."""
    application = telegram.application
    telegram.begin(asyncio.get_running_loop())
    try:
        if not await _initialize(application, stopping):
            return
        telegram.on_connected(application.bot.username)
        waiting = await telegram.replica.start(application.bot)
        if waiting:
            _log.info("Messages from before the start, answered first: %d.", waiting)
        await telegram.background.start(application.bot)
        await application.start()
        assert application.updater is not None
        receiver = Receiver(application.updater, telegram.webhook)
        await receiving.completes_before(receiver.follow(telegram.replica.standing), stopping)
        telegram.replica.receiver = receiver
        _log.info("Listening as @%s.", application.bot.username)
        await stopping.wait()
        _log.info("Stopping.")
    finally:
        await _stop(telegram)


def _api_client(settings: Settings, rate_limiter: ApiRateLimiter) -> ExtBot[int]:
    """Return the client of the Bot API, Telegram's own or the one that the settings name."""
    server = settings.telegram_base_url.rstrip("/") or "https://api.telegram.org"
    return ExtBot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{server}/bot",
        base_file_url=f"{server}/file/bot",
        request=HTTPXRequest(connect_timeout=15, read_timeout=READ_SECONDS, write_timeout=20, pool_timeout=30),
        get_updates_request=HTTPXRequest(2, connect_timeout=15, read_timeout=READ_SECONDS, pool_timeout=30),
        defaults=Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=rate_limiter,
    )


async def _run(telegram: TelegramApplication) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if not stopping.is_set():
            _end_soon()
        stopping.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            loop.add_signal_handler(name, stop)
    await serve_until(telegram, stopping)


def _end_soon() -> None:
    """End the process when the time for stopping is over: the interpreter would wait for every thread."""

    def end() -> None:
        _log.info("Stopped with work under way; it is done after the next start.")
        logging.shutdown()
        os._exit(0)

    timer = threading.Timer(STOP_SECONDS, end)
    timer.daemon = True
    timer.start()


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
    application, processor, sender = telegram.application, telegram.processor, telegram.sender
    fetching = telegram.replica.stop_receiving()
    await asyncio.gather(fetching, processor.drain(GRACE_SECONDS), sender.drain(GRACE_SECONDS))
    await telegram.delivery.stop()
    if application.running:
        await application.stop()
    await application.shutdown()
    await telegram.background.stop()
    await telegram.replica.leave()
    telegram.executor.shutdown(wait=False, cancel_futures=True)
