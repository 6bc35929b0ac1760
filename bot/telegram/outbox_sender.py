"""The courier: takes letters from the outbox to their chats."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from telegram import Bot, Message
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.replies.reply_json import unpack
from bot.retry import RetryPolicy, log_pause
from bot.storage.database import StorageError
from bot.storage.keys import ChatKeys
from bot.storage.outbox import ClaimedMessage, FailureReason, Outbox, OutgoingMessage
from bot.storage.sent_messages import SentKeyboards
from bot.telegram.api_calls import requested_wait
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.delivery import MessagePart, parts_of, post

T = TypeVar("T")

POLL_SECONDS = 1.0  # letters that another process wrote, the command line's, are found by looking
AT_ONCE = 4
# An answer is worth having for days; a chat that Telegram can't serve is looked at again every five minutes.
PATIENCE = RetryPolicy(first=1.0, longest=300.0, total=7 * 86_400.0)
GONE = ("chat not found", "deactivated", "not a member", "kicked", "peer_id_invalid", "user not found")

_TO_PEOPLE = (":answer", ":reply")  # what such letters offer is cleared by a safe word; the cards of colleagues stay

_log = logging.getLogger(__name__)


class OutboxSender:
    """Sends each letter once its time has come, some at once, those to one chat one after the other.

    Faults of the network, floods and 5xx answers put a letter back for later; a refusal ends it.
    """

    def __init__(
        self, outbox: Outbox, keys: ChatKeys, keyboards: SentKeyboards, patience: RetryPolicy | None = None
    ) -> None:
        self._outbox, self._keys, self._keyboards, self._seal = outbox, keys, keyboards, CallbackSigner(keys)
        self._patience = patience or PATIENCE
        self._news = asyncio.Event()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._rounds: set[asyncio.Task[None]] = set()
        self._closing = False

    async def run(self, api: Bot) -> None:
        """Carry letters until cancelled, beginning with those that the last run had on its way."""
        loop = asyncio.get_running_loop()
        self._outbox.wake_with(lambda: _set_in(loop, self._news))
        if doubtful := await self._kept(self._outbox.recover):
            _log.warning("%d messages may have been sent by the last run; they are sent again.", doubtful)
        while not self._closing:
            self._news.clear()
            await self._slots.acquire()
            claim = await self._kept(self._outbox.claim)
            if claim is None:
                self._slots.release()
                await self._pause()
            else:
                self._begin(api, claim)

    async def drain(self, seconds: float) -> None:
        """Begin nothing more, and let what is on its way arrive within some seconds."""
        self._closing = True
        self._outbox.wake_with(None)
        self._news.set()
        if self._rounds:
            await asyncio.wait(self._rounds, timeout=seconds)
        for task in self._rounds:
            task.cancel()

    def _begin(self, api: Bot, claim: ClaimedMessage) -> None:
        task = asyncio.create_task(self._carry(api, claim))
        self._rounds.add(task)
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._rounds.discard(task)
        self._slots.release()
        self._news.set()  # the next letter to the same chat waited for this one

    async def _pause(self) -> None:
        """Wait for a letter of this process, the time of one that waits, or the next look."""
        due = await self._kept(self._outbox.until_due)
        seconds = min(POLL_SECONDS, max(due.total_seconds(), 0.01)) if due is not None else POLL_SECONDS
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)

    async def _carry(self, api: Bot, claim: ClaimedMessage) -> None:
        try:
            messages = await self._deliver(api, claim)
        except ChatMigrated as moved:  # the group has become a supergroup, with another id
            old = claim.letter.address
            await self._kept(self._outbox.relocate, claim.id, old, str(moved.new_chat_id))
        except (BadRequest, Forbidden) as error:
            await self._refused(claim, error)
        except (ValueError, KeyError, TypeError) as error:
            _log.error("A letter cannot be read (%s).", type(error).__name__)
            await self._kept(self._outbox.failed, claim.id, "refused")
        except Exception as error:  # noqa: BLE001 - a letter is put back whatever went wrong with it
            await self._later(claim, error)
        else:
            await self._kept(self._outbox.sent, claim.id, messages)

    async def _deliver(self, api: Bot, claim: ClaimedMessage) -> tuple[int, ...]:
        """Send the parts that were not sent before, and return the ids of all."""
        letter, sent = claim.letter, claim.sent
        key = self._keys.key(place_of(letter.address)[0])
        parts = parts_of(unpack(letter.language, letter.content), partial(self._seal.sign, key))
        if letter.edits is not None and parts:
            await _edit(api, letter, letter.edits, parts[0])
            return (letter.edits,)
        for part in parts[len(sent) :]:
            message = await _send(api, letter, part, first=not sent)
            if part.buttons and letter.reference.endswith(_TO_PEOPLE):
                await self._kept(self._keyboards.record, key, message.message_id)
            sent = (*sent, message.message_id)
            if len(sent) < len(parts):
                await self._kept(self._outbox.progress, claim.id, sent)
        return sent

    async def _refused(self, claim: ClaimedMessage, error: BadRequest | Forbidden) -> None:
        reason = reason_of(error)
        _log.info("A message was refused (%s).", reason)
        await self._kept(self._outbox.failed, claim.id, reason)

    async def _later(self, claim: ClaimedMessage, error: Exception) -> None:
        """Put a letter back with a longer pause each time, until patience ends."""
        age = (datetime.now(UTC) - claim.added).total_seconds()
        pause = self._patience.pause(claim.attempts, age, requested_wait(error) or 0.0)
        if pause is None:
            await self._kept(self._outbox.failed, claim.id, "unreachable")
        else:
            log_pause(error, pause)
            await self._kept(self._outbox.again, claim.id, timedelta(seconds=pause))

    async def _kept(self, call: Callable[..., T], *arguments: object) -> T | None:
        """Call the outbox off the loop; None if the disk fails, which the next start makes good."""
        try:
            return await asyncio.to_thread(call, *arguments)
        except StorageError as error:
            _log.error("The outbox cannot be used: %s", error)
            return None


def place_of(address: str) -> tuple[int, int | None]:
    """Return the chat's id and the topic's, if there is one. Raise ValueError if `address` is none.

    >>> place_of("42"), place_of("-1001/7")
    ((42, None), (-1001, 7))
    """
    chat, _, thread = address.partition("/")
    return int(chat), int(thread) if thread else None


def reason_of(error: BadRequest | Forbidden) -> FailureReason:
    """Return why a message can never be sent.

    >>> reason_of(Forbidden("Forbidden: bot was blocked by the user")), reason_of(BadRequest("Chat not found"))
    ('blocked', 'gone')
    """
    said = error.message.lower()
    if any(mark in said for mark in GONE):
        return "gone"
    return "blocked" if isinstance(error, Forbidden) else "refused"


async def _send(api: Bot, letter: OutgoingMessage, part: MessagePart, *, first: bool) -> Message:
    chat, thread = place_of(letter.address)
    return await post(api, chat, thread, part, letter.quotes if first else None)


async def _edit(api: Bot, letter: OutgoingMessage, message: int, part: MessagePart) -> None:
    try:
        await api.edit_message_text(part.text, place_of(letter.address)[0], message, reply_markup=part.buttons)
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


def _set_in(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the loop has been closed: the letter is sent by the next start
        loop.call_soon_threadsafe(event.set)
