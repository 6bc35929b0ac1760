"""Send the messages in the outbox to their chats."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import TypeVar

from telegram import Bot, Message
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.clock import now
from bot.replies.reply import unpack
from bot.retry import RetryPolicy, log_pause
from bot.storage.keys import ChatKeys
from bot.storage.outbox import Outbox
from bot.storage.outgoing_messages import ClaimedMessage, FailureReason, OutgoingMessage
from bot.storage.sent_messages import SentKeyboards
from bot.storage.transactions import StorageError
from bot.telegram.api_calls import requested_wait
from bot.telegram.callback_data import CallbackSigner
from bot.telegram.delivery import MessagePart, parts_of, post
from bot.telegram.outage import through_outage

T = TypeVar("T")

POLL_SECONDS = 1.0  # another process, such as the command line, adds messages without a signal to this one
CONCURRENT_MESSAGES = 4
# An answer is of use for days; a chat that can't be reached is tried again every five minutes.
OUTBOX_RETRY = RetryPolicy(first=1.0, longest=300.0, total=7 * 86_400.0)
UNREACHABLE_CHAT = ("chat not found", "deactivated", "not a member", "kicked", "peer_id_invalid", "user not found")

_TO_PEOPLE = (":answer", ":reply")  # references of messages whose buttons a safe word removes; those to staff stay

_log = logging.getLogger(__name__)


class OutboxSender:
    """Send each message once it is due: several chats at once, the messages to one chat in order.

    After network errors, floods and 5xx answers a message is tried again later; a refusal is final. `running` are the
    names of the processes that run: what others were sending at the start is sent again.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        keys: ChatKeys,
        keyboards: SentKeyboards,
        signer: CallbackSigner,
        retry_policy: RetryPolicy | None = None,
        running: Callable[[], Collection[str]] = tuple,
    ) -> None:
        self._running = running
        self._outbox, self._keys, self._keyboards, self._signer = outbox, keys, keyboards, signer
        self._retry_policy = retry_policy or OUTBOX_RETRY
        self._changed = asyncio.Event()
        self._slots = asyncio.Semaphore(CONCURRENT_MESSAGES)
        self._sending: dict[asyncio.Task[None], int] = {}
        self._closing = False

    async def run(self, api: Bot) -> None:
        """Send messages until cancelled, first those that processes were sending which run no longer."""
        loop = asyncio.get_running_loop()
        self._outbox.wake_with(lambda: _set_in(loop, self._changed))
        if doubtful := await self._off_loop(self._outbox.recover, self._running()):
            _log.warning("%d messages may have been sent before; they are sent again.", doubtful)
        while not self._closing:
            self._changed.clear()
            await self._slots.acquire()
            claim = await self._off_loop(self._outbox.claim)
            if claim is None:
                self._slots.release()
                await self._pause()
            else:
                self._begin(api, claim)

    async def renew(self) -> None:
        """Renew the leases of what is being sent, and take over what another process has left. Raise StorageError."""
        await asyncio.to_thread(self._outbox.renew, frozenset(self._sending.values()))
        if await asyncio.to_thread(self._outbox.recover):
            self._changed.set()

    async def drain(self, seconds: float) -> None:
        """Start no more messages; after `seconds`, cancel those that are being sent."""
        self._closing = True
        self._outbox.wake_with(None)
        self._changed.set()
        if self._sending:
            await asyncio.wait(self._sending, timeout=seconds)
        for task in self._sending:
            task.cancel()

    def _begin(self, api: Bot, claim: ClaimedMessage) -> None:
        task = asyncio.create_task(self._process(api, claim))
        self._sending[task] = claim.id
        task.add_done_callback(self._end)

    def _end(self, task: asyncio.Task[None]) -> None:
        self._sending.pop(task, None)
        self._slots.release()
        self._changed.set()  # the next message to the same chat waited for this one

    async def _pause(self) -> None:
        """Wait until this process adds a message, one is due, or it is time to look for those of other processes."""
        due = await self._off_loop(self._outbox.until_due)
        seconds = min(POLL_SECONDS, max(due.total_seconds(), 0.01)) if due is not None else POLL_SECONDS
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)

    async def _process(self, api: Bot, claim: ClaimedMessage) -> None:
        try:
            messages = await self._deliver(api, claim)
        except ChatMigrated as moved:  # the group has become a supergroup, with another id
            old = claim.message.address
            await self._off_loop(self._outbox.change_address, claim.id, old, str(moved.new_chat_id))
        except (BadRequest, Forbidden) as error:
            await self._refused(claim, error)
        except (ValueError, KeyError, TypeError) as error:
            _log.error("A message in the outbox can't be read (%s).", type(error).__name__)
            await self._off_loop(self._outbox.failed, claim.id, "refused")
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the message is tried again
            await self._try_later(claim, error)
        else:
            await self._off_loop(self._outbox.sent, claim.id, messages)

    async def _deliver(self, api: Bot, claim: ClaimedMessage) -> tuple[int, ...]:
        """Send the parts that were not sent before, and return the ids of all."""
        outgoing, sent = claim.message, claim.sent
        key = self._keys.key(parse_address(outgoing.address)[0])
        parts = parts_of(unpack(outgoing.language, outgoing.content), partial(self._signer.sign, key))
        if outgoing.edits is not None and parts:
            await _edit(api, outgoing, outgoing.edits, parts[0])
            return (outgoing.edits,)
        for part in parts[len(sent) :]:
            try:
                message = await _send(api, outgoing, part, first=not sent)
            except BadRequest as error:
                if not part.is_picture:
                    raise
                _log.info("A picture was refused (%s).", error)  # what it illustrates has arrived
                break
            if part.buttons and outgoing.reference.endswith(_TO_PEOPLE):
                await self._off_loop(self._keyboards.record, key, message.message_id, part.actions)
            sent = (*sent, message.message_id)
            if len(sent) < len(parts):
                await self._off_loop(self._outbox.progress, claim.id, sent)
        return sent

    async def _refused(self, claim: ClaimedMessage, error: BadRequest | Forbidden) -> None:
        reason = failure_reason(error)
        _log.info("A message was refused (%s).", reason)
        await self._off_loop(self._outbox.failed, claim.id, reason)

    async def _try_later(self, claim: ClaimedMessage, error: Exception) -> None:
        """Schedule the next attempt, or give up if the retry policy allows none."""
        age = (now() - claim.added).total_seconds()
        pause = self._retry_policy.pause(claim.attempts, age, requested_wait(error) or 0.0)
        if pause is None:
            await self._off_loop(self._outbox.failed, claim.id, "unreachable")
        else:
            log_pause(error, pause)
            await self._off_loop(self._outbox.requeue, claim.id, timedelta(seconds=pause))

    async def _off_loop(self, call: Callable[..., T], *arguments: object) -> T | None:
        """Call the outbox off the loop; None if the database fails: the next start repeats what was not recorded.

        A short outage of its server is waited through, so that what was sent is not sent again.
        """
        try:
            return await through_outage(call, *arguments)
        except StorageError as error:
            _log.error("The outbox can't be read or written: %s", error)
            return None


def parse_address(address: str) -> tuple[int, int | None]:
    """Return the ids of the chat and, if there is one, of the topic. Raise ValueError for what is no address.

    >>> parse_address("42"), parse_address("-1001/7")
    ((42, None), (-1001, 7))
    """
    chat, _, thread = address.partition("/")
    return int(chat), int(thread) if thread else None


def failure_reason(error: BadRequest | Forbidden) -> FailureReason:
    """Return the reason for which a message can never be sent.

    >>> failure_reason(Forbidden("Forbidden: bot was blocked by the user"))
    'blocked'
    >>> failure_reason(BadRequest("Chat not found"))
    'gone'
    """
    description = error.message.lower()
    if any(phrase in description for phrase in UNREACHABLE_CHAT):
        return "gone"
    return "blocked" if isinstance(error, Forbidden) else "refused"


async def _send(api: Bot, outgoing: OutgoingMessage, part: MessagePart, *, first: bool) -> Message:
    chat, thread = parse_address(outgoing.address)
    return await post(api, chat, thread, part, outgoing.quotes if first else None)


async def _edit(api: Bot, outgoing: OutgoingMessage, message: int, part: MessagePart) -> None:
    try:
        await api.edit_message_text(part.text, parse_address(outgoing.address)[0], message, reply_markup=part.buttons)
    except BadRequest as error:
        if "not modified" not in error.message.lower():
            raise


def _set_in(loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the loop has been closed: the next start sends the message
        loop.call_soon_threadsafe(event.set)
