"""Show that an answer is being written: the typing indicator, and its text as it grows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from threading import Event

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import RetryAfter, TelegramError

from bot.replies.reply import Reply
from bot.telegram.api_calls import UNLIMITED, requested_wait
from bot.telegram.delivery import ChatTarget, MessagePart, parts_of, post
from bot.telegram.message_parsing import Asker
from corpus.language import Language

FIRST_PAUSE = 0.3  # seconds; most answers are ready sooner and need no call for it
REPEAT_SECONDS = 4.5  # Telegram stops showing it after five seconds (Bot API, sendChatAction)
DRAFT_SECONDS = 0.7  # between two drafts
EDIT_SECONDS = 3.5  # between two edits: a group has twenty calls a minute (Bot FAQ, "How can I message all my users")
CANCEL_SECONDS = 2.0  # of writing, after which a private chat is offered to cancel it

Sign = Callable[[str], str]  # signs the action of a button for a chat
ProgressNotice = Callable[[Language], Reply]  # says that an answer is being written, with the button that cancels it

_typing_tasks: set[asyncio.Task[None]] = set()  # the loop itself keeps only weak references to tasks


@asynccontextmanager
async def typing(api: Bot, target: ChatTarget) -> AsyncIterator[None]:
    """Show that the bot is typing while the block runs. Failures to show it are ignored."""
    finished = asyncio.Event()
    task = asyncio.create_task(_show_typing(api, target, finished))
    _typing_tasks.add(task)
    task.add_done_callback(_typing_tasks.discard)
    try:
        yield
    finally:
        # Not cancelled: a call that is broken off takes its connection with it.
        finished.set()


class StreamedAnswer:
    """Show one answer in one chat. `show` and `is_cancelled` are called from a thread, the other methods from the loop.

    A private chat sees drafts (Bot API, sendMessageDraft) where the server knows them. Any other chat sees one message
    that grows if `edits` is true; its id is `message`.
    """

    def __init__(self, api: Bot, target: ChatTarget, notice: ProgressNotice, sign: Sign, *, edits: bool) -> None:
        self._api, self._target, self._notice, self._sign = api, target, notice, sign
        self._drafts, self._edits = target.chat_id > 0 and target.question is not None, edits
        self._loop, self._changed, self._ended = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        self._cancelled, self._latest = Event(), Reply("fr", ())
        self._task: asyncio.Task[None] | None = None
        self._cancel_offer: int | None = None
        self.message: int | None = None

    def show(self, partial: Reply) -> None:
        """Show `partial` in the place of what was shown before."""
        self._latest = partial
        self._loop.call_soon_threadsafe(self._wake)

    def is_cancelled(self) -> bool:
        """Return True once the person has cancelled the answer."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """End the writing of the answer."""
        self._cancelled.set()

    async def end(self) -> None:
        """Show nothing more; wait for the call that is under way."""
        self._ended.set()
        self._changed.set()
        if self._task:
            await asyncio.gather(self._task, return_exceptions=True)

    async def clear(self) -> None:
        """Delete the offer to cancel, now that the answer is there."""
        if self._cancel_offer is not None:
            with suppress(TelegramError):
                await self._api.delete_message(self._target.chat_id, self._cancel_offer)

    def _wake(self) -> None:
        self._changed.set()
        if self._task is None and not self._ended.is_set():
            self._task = asyncio.create_task(self._show())

    async def _show(self) -> None:
        begun = self._loop.time()
        while not self._ended.is_set():
            await self._await_change(begun)
            if self._ended.is_set():
                return
            requested = 0.0
            try:
                await self._refresh(begun)
            except RetryAfter as error:
                requested = requested_wait(error) or 0.0  # the answer may be there sooner
            await self._rest(max(requested, DRAFT_SECONDS if self._drafts else EDIT_SECONDS))

    async def _refresh(self, begun: float) -> None:
        """Show the latest reply. Raise RetryAfter after a 429 answer."""
        if self._drafts:
            await self._draft()
            await self._offer_to_cancel(begun)
        if not self._drafts and self._edits:
            await self._edit()

    async def _await_change(self, begun: float) -> None:
        """Wait for something new to show, or for the moment to offer to cancel."""
        left = begun + CANCEL_SECONDS - self._loop.time() if self._drafts and self._cancel_offer is None else None
        with suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), left if left is None else max(left, 0))
        self._changed.clear()

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)

    async def _draft(self) -> None:
        part = self._part()
        assert self._target.question is not None
        try:
            await self._api.send_message_draft(
                self._target.chat_id,
                self._target.question,
                part.text if part else None,
                message_thread_id=self._target.thread,
                rate_limit_args=UNLIMITED,  # type: ignore[call-arg]  # only ExtBot takes it, and ours is one
            )
        except RetryAfter:
            raise
        except TelegramError:  # an older server, or a chat that will not have it
            self._drafts = False

    async def _offer_to_cancel(self, begun: float) -> None:
        if self._cancel_offer is None and self._loop.time() - begun >= CANCEL_SECONDS:
            self._cancel_offer = await self._post(parts_of(self._notice(self._latest.language), self._sign)[0])

    async def _edit(self) -> None:
        part = self._part()
        if part is None:
            return
        buttons = parts_of(self._notice(self._latest.language), self._sign)[0].buttons
        if self.message is None:
            self.message = await self._post(MessagePart(part.text, buttons))
            return
        try:
            await self._api.edit_message_text(
                part.text,
                self._target.chat_id,
                self.message,
                reply_markup=buttons,
                rate_limit_args=UNLIMITED,  # type: ignore[call-arg]  # as above
            )
        except RetryAfter:
            raise
        except TelegramError:
            pass  # the next one may arrive

    async def _post(self, part: MessagePart) -> int | None:
        quoted = self._target.question if self._target.quote else None
        try:
            return (await post(self._api, self._target.chat_id, self._target.thread, part, quoted)).message_id
        except TelegramError:
            return None

    def _part(self) -> MessagePart | None:
        """Return as much of the latest reply as fits into one message; None if it is empty."""
        parts = parts_of(self._latest, self._sign)
        return parts[0] if parts else None


class ActiveStreams:
    """The answers that are being written, by chat and person."""

    def __init__(self) -> None:
        self._open: dict[Asker, StreamedAnswer] = {}
        self._asked: dict[Asker, int] = {}  # the person's last question, by its update's id

    @asynccontextmanager
    async def opened(self, asker: Asker, update: int, stream: StreamedAnswer) -> AsyncIterator[StreamedAnswer]:
        """Register the stream of the answer to `update` until the answer is ready."""
        self._open[asker] = stream
        if self._asked.get(asker, 0) > update:  # the next question is waiting already
            stream.cancel()
        try:
            yield stream
        finally:
            self._open.pop(asker, None)
            if self._asked.get(asker, 0) <= update:
                self._asked.pop(asker, None)
            await stream.end()

    def supersede(self, asker: Asker, update: int) -> None:
        """Cancel the answer to a person who asks something else with `update`."""
        self._asked[asker] = max(update, self._asked.get(asker, 0))
        self.cancel(asker)

    def cancel(self, asker: Asker) -> None:
        """Cancel the answer that is being written for a person, if there is one."""
        if stream := self._open.get(asker):
            stream.cancel()


async def _show_typing(api: Bot, target: ChatTarget, finished: asyncio.Event) -> None:
    pause = FIRST_PAUSE
    while not await _is_set_within(finished, pause):
        with suppress(TelegramError):
            await api.send_chat_action(target.chat_id, ChatAction.TYPING, message_thread_id=target.thread)
        if target.chat_id < 0:
            return  # a group has twenty calls a minute, and they are for answers
        pause = REPEAT_SECONDS


async def _is_set_within(finished: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(finished.wait(), seconds)
    except TimeoutError:
        return False
    return True
