"""Build the Telegram application from its parts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
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
from bot.retry import RetryPolicy
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.keys import ChatKeys
from bot.storage.outbox import Outbox
from bot.storage.sent_messages import SentAnswers, SentKeyboards
from bot.storage.update_journal import UpdateJournal
from bot.telegram.api_calls import ApiRateLimiter
from bot.telegram.background import BackgroundTasks, PeriodicTask
from bot.telegram.bot_profile import CommandMenus, publish
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.chat_mapping import ChatMapper
from bot.telegram.delivery import Delivery
from bot.telegram.error_handler import ErrorHandler
from bot.telegram.outbox_sender import OutboxSender
from bot.telegram.per_chat_processor import PerChatProcessor
from bot.telegram.receiving import Webhook
from bot.telegram.update_handler import UpdateHandler
from bot.telegram.update_queue import UpdateQueue

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
