"""Receive updates, by a webhook, or by long polling in the one process among several that leads."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from telegram import Update
from telegram.error import Conflict, TelegramError
from telegram.ext import Updater

from bot.errors import SettingsError
from bot.storage.keys import ChatKeys
from bot.storage.replicas import Standing

POLL_SECONDS = 30
FETCH_SECONDS = 2.0  # for the last call of getUpdates; what it would confirm is known from the journal
UPDATES = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]

_log = logging.getLogger(__name__)


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


class Receiver:
    """Receives updates into the queue of an `updater`, from Telegram's servers or at a `webhook`.

    With a webhook each process receives what the proxy hands to it. Telegram lets one process at a time ask for
    updates: the one that leads.
    """

    def __init__(self, updater: Updater, webhook: Webhook | None) -> None:
        self._updater, self._webhook = updater, webhook

    def is_well(self, standing: Standing) -> bool:
        """Tell whether updates are received, or another process receives them."""
        return self._updater.running or not self._is_due(standing)

    async def follow(self, standing: Standing) -> None:
        """Start or stop receiving, as the standing of this process has it. None is dropped.

        Raise SettingsError if the webhook's host and port can't be listened on.
        """
        if self._is_due(standing) and not self._updater.running:
            await (_start_webhook(self._updater, self._webhook) if self._webhook else _start_polling(self._updater))
        elif not self._is_due(standing):
            await self.stop()

    async def stop(self) -> None:
        """Receive nothing more; the library's last call, which confirms what it has fetched, is not needed."""
        if self._updater.running:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._updater.stop(), FETCH_SECONDS)

    def _is_due(self, standing: Standing) -> bool:
        return self._webhook is not None or standing.leads


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
