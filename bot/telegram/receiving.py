"""Receive updates, by long polling or by a webhook, into one queue that is recorded in the journal."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from telegram import Bot, Update
from telegram.error import Conflict, NetworkError, TelegramError
from telegram.ext import Updater

from bot.errors import SettingsError
from bot.storage.keys import ChatKeys
from bot.storage.transactions import StorageError
from bot.storage.update_journal import PendingUpdate, UpdateJournal

POLL_SECONDS = 30
UPDATES = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
MAX_ATTEMPTS = 5  # an update that was being handled at five crashes is not tried a sixth time
# From so many crashes on, the updates that were being handled at them run one at a time: a kill or a failing machine
# blames all that run side by side, and only one of them has caused a crash.
SUSPECT_ATTEMPTS = 2

_ESSENTIALS = ("message_id", "date", "chat", "from", "message_thread_id", "is_topic_message")
_CAPTION = ("caption", "caption_entities", "media_group_id")
_FILES = ("animation", "audio", "document", "video", "video_note", "voice")
_NO_FILE = {"file_id": "", "file_unique_id": "", "width": 0, "height": 0, "length": 0, "duration": 0}

_log = logging.getLogger(__name__)


class WatchesRecording(Protocol):
    """Hears what becomes of new updates."""

    async def refused(self, update: Update) -> None:
        """Hear that an update can't be recorded, so that Telegram keeps it."""

    def taken(self) -> None:
        """Hear that one was recorded."""


class UpdateQueue(asyncio.Queue[object]):
    """The queue between Telegram and the handlers, which records each update in the journal before it queues it.

    The poller confirms updates once `put` has returned, so from then on they are on the disk.
    An update that comes twice is queued once. `watcher` hears of those that can't be recorded.
    """

    def __init__(self, journal: UpdateJournal) -> None:
        super().__init__()
        self._journal = journal
        self.watcher: WatchesRecording | None = None
        self._queued: set[int] = set()
        self._late: dict[int, int] = {}

    async def put(self, item: object) -> None:
        """Record and queue an update; anything else (the stop signal) is queued as it is."""
        if not isinstance(item, Update):
            await super().put(item)
        elif await self._record(item):
            self._queued.add(item.update_id)
            await super().put(item)

    async def replay(self, api: Bot) -> int:
        """Queue again, as late, the pending updates that are not being handled; return their number."""
        pending = await asyncio.to_thread(self._journal.pending)
        waiting = [one for one in pending if one.update_id not in self._queued]
        for one in waiting:
            await self._queue_late(one, api)
        return len(waiting)

    def release(self, update_id: int) -> None:
        """Forget an update that was handled, whether it is finished or stays pending."""
        self._queued.discard(update_id)
        self._late.pop(update_id, None)

    def is_late(self, update_id: int) -> bool:
        """Tell whether an update was queued by `replay`."""
        return update_id in self._late

    def is_poison(self, update_id: int) -> bool:
        """Tell whether so many crashes happened while an update was being handled that it is not tried again."""
        return self._late.get(update_id, 0) >= MAX_ATTEMPTS

    def is_suspect(self, update_id: int) -> bool:
        """Tell whether an update was being handled at more than one crash, so that it may be what causes them."""
        return self._late.get(update_id, 0) >= SUSPECT_ATTEMPTS

    async def cancel_attempt(self, update_id: int) -> None:
        """Take back the attempt at a suspect whose answer is found: a crash while it is sent is not its fault."""
        if self.is_suspect(update_id):
            with suppress(StorageError):  # it stays a suspect
                await asyncio.to_thread(self._journal.cancel_attempt, update_id)

    async def _record(self, update: Update) -> bool:
        address = str(update.effective_chat.id) if update.effective_chat else None
        try:
            is_new = await asyncio.to_thread(self._journal.record, update.update_id, payload(update), address)
        except StorageError as error:
            if self.watcher:
                await self.watcher.refused(update)
            # The poller survives Telegram's own errors alone; after this one it asks for the
            # same updates again, since it has not confirmed them.
            raise NetworkError(f"The update journal can't be written: {error}") from error
        if self.watcher:
            self.watcher.taken()
        return is_new

    async def _queue_late(self, one: PendingUpdate, api: Bot) -> None:
        try:
            update = Update.de_json(one.payload, api)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with it must not stop the others
            _log.warning("An update can't be read back (%s): set aside.", type(error).__name__)
            await asyncio.to_thread(self._journal.finish, one.update_id, "set aside: unreadable")
            return
        self._queued.add(one.update_id)
        self._late[one.update_id] = one.attempts
        await super().put(update)


@dataclass(frozen=True, slots=True)
class Webhook:
    """The address to which Telegram sends updates, and the host and port to listen on behind the proxy at that address.

    `secret` comes with each of its requests (Bot API, setWebhook, secret_token); others are refused.
    """

    url: str
    host: str
    port: int
    secret: str

    @classmethod
    def of(cls, url: str, listen: str, keys: ChatKeys) -> Webhook | None:
        """Return the webhook at `url`, None if that is empty; `listen` is a host and a port with a colon between them.

        The secret is derived from the installation's own, so that there is one fewer to keep.
        """
        host, _, port = listen.rpartition(":")
        return cls(url, host.strip("[]"), int(port), keys.tag("webhook")) if url else None

    @property
    def path(self) -> str:
        """The path of the address."""
        return urlsplit(self.url).path or "/"


async def begin(updater: Updater, webhook: Webhook | None, stopping: asyncio.Event) -> None:
    """Start receiving updates, none dropped; give up only if told to stop.

    Raise SettingsError if the webhook's host and port can't be listened on.
    """
    await completes_before(_start_webhook(updater, webhook) if webhook else _start_polling(updater), stopping)


async def completes_before(work: Coroutine[Any, Any, object], stopping: asyncio.Event) -> bool:
    """Run `work` to its end, and raise its errors; return False if `stopping` is set first, which cancels it."""
    working, told = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if working.done():
        working.result()
        return True
    working.cancel()
    return False


def payload(update: Update) -> str:
    """Return the JSON to keep: a text as it came; of a photo, a contact, a location … its caption, sender and time.

    Of a file only its kind is kept, and of what was forwarded only that it was.
    """
    data = update.to_dict()
    for name in ("message", "edited_message"):
        message = data.get(name)
        if message and "text" not in message:
            data[name] = _without_file(message)
    return json.dumps(data)  # ASCII: a lone surrogate, which JSON can hold, could not be stored


def _without_file(message: dict[str, Any]) -> dict[str, Any]:
    kept = {key: message[key] for key in (*_ESSENTIALS, *_CAPTION) if key in message}
    kept |= {name: _NO_FILE for name in _FILES if name in message}
    if message.get("photo"):
        kept["photo"] = [_NO_FILE]
    if answered := message.get("reply_to_message"):
        kept["reply_to_message"] = {key: answered[key] for key in _ESSENTIALS if key in answered}
    if origin := message.get("forward_origin"):
        kept["forward_origin"] = {"type": "hidden_user", "date": origin["date"], "sender_user_name": ""}
    return kept


def _start_polling(updater: Updater) -> Coroutine[Any, Any, object]:
    return updater.start_polling(
        timeout=POLL_SECONDS,
        bootstrap_retries=-1,
        allowed_updates=UPDATES,
        drop_pending_updates=False,
        error_callback=_poll_failed,
    )


async def _start_webhook(updater: Updater, webhook: Webhook) -> None:
    try:
        await updater.start_webhook(
            listen=webhook.host,
            port=webhook.port,
            url_path=re.escape(webhook.path),  # the library takes it for an expression
            webhook_url=webhook.url,
            secret_token=webhook.secret,
            bootstrap_retries=-1,
            allowed_updates=UPDATES,
            drop_pending_updates=False,
        )
    except OSError as error:
        raise SettingsError(
            f"Nothing can listen at '{webhook.host}:{webhook.port}' ({error.strerror}). Name a free port.",
            "telegram_webhook_listen",
        ) from error


def _poll_failed(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        _log.error("Another program fetches this bot's messages: stop it, or use another token.")
    else:
        _log.warning("Messages can't be fetched (%s); trying again.", error)
