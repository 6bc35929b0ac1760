"""An answer shown while it is being written: by message drafts, or else by edits of one message."""

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
from corpus.language import Language

PATIENCE = 0.3  # most answers are there sooner, and need no call for it
LASTS = 4.5  # Telegram takes the line away after five seconds (Bot API, sendChatAction)

_showing: set[asyncio.Task[None]] = set()  # the loop itself keeps only weak references to tasks


@asynccontextmanager
async def typing(api: Bot, place: ChatTarget) -> AsyncIterator[None]:
    """Show that the bot is typing while the block runs. Failures to show it are nobody's concern."""
    finished = asyncio.Event()
    task = asyncio.create_task(_show(api, place, finished))
    _showing.add(task)
    task.add_done_callback(_showing.discard)
    try:
        yield
    finally:
        # Not cancelled: a call that is broken off takes its connection with it.
        finished.set()


async def _show(api: Bot, place: ChatTarget, finished: asyncio.Event) -> None:
    pause = PATIENCE
    while not await _within(finished, pause):
        with suppress(TelegramError):
            await api.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread)
        if place.chat_id < 0:
            return  # a group has twenty calls a minute, and they are for answers
        pause = LASTS


async def _within(finished: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(finished.wait(), seconds)
    except TimeoutError:
        return False
    return True


DRAFT_SECONDS = 0.7  # between two drafts
EDIT_SECONDS = 3.5  # between two edits: a group has twenty calls a minute (Bot FAQ, "How can I message all my users")
STOP_SECONDS = 2.0  # of writing, after which a private chat is offered to stop it

Asker = tuple[int, int]  # the ids of a chat and of a person in it
Sign = Callable[[str], str]
Writing = Callable[[Language], Reply]  # says that an answer is being written, with the button that ends it


class StreamedAnswer:
    """Shows one answer in one place. `show` and `is_cancelled` are called from a thread, the others from the loop.

    A private chat sees drafts (Bot API, sendMessageDraft) where the server knows them. Any other chat sees one message
    that grows, unless its question was edited: then the old answer stands until the new one is ready.
    `message` is the id of that message.
    """

    def __init__(self, api: Bot, place: ChatTarget, writing: Writing, sign: Sign, *, edits: bool) -> None:
        self._api, self._place, self._writing, self._sign = api, place, writing, sign
        self._drafts, self._edits = place.chat_id > 0 and place.question is not None, edits
        self._loop, self._news, self._ended = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        self._stopped, self._latest = Event(), Reply("fr", ())
        self._task: asyncio.Task[None] | None = None
        self._offer: int | None = None
        self.message: int | None = None

    def show(self, partial: Reply) -> None:
        """Take note of what there is to show; from the first time on it is shown."""
        self._latest = partial
        self._loop.call_soon_threadsafe(self._wake)

    def is_cancelled(self) -> bool:
        """Return True once the person asked to stop."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """Have the writing end."""
        self._stopped.set()

    async def end(self) -> None:
        """Show nothing more; wait for the call that is under way."""
        self._ended.set()
        self._news.set()
        if self._task:
            await asyncio.gather(self._task, return_exceptions=True)

    async def clear(self) -> None:
        """Take the offer to stop away, now that the answer is there."""
        if self._offer is not None:
            with suppress(TelegramError):
                await self._api.delete_message(self._place.chat_id, self._offer)

    def _wake(self) -> None:
        self._news.set()
        if self._task is None and not self._ended.is_set():
            self._task = asyncio.create_task(self._show())

    async def _show(self) -> None:
        begun = self._loop.time()
        while not self._ended.is_set():
            await self._await_news(begun)
            if self._ended.is_set():
                return
            flood = 0.0
            try:
                await self._bring_up_to_date(begun)
            except RetryAfter as error:
                flood = requested_wait(error) or 0.0  # the answer may be there sooner
            await self._rest(max(flood, DRAFT_SECONDS if self._drafts else EDIT_SECONDS))

    async def _bring_up_to_date(self, begun: float) -> None:
        """Show what there is. Raise RetryAfter in a flood."""
        if self._drafts:
            await self._draft()
            await self._offer_to_stop(begun)
        if not self._drafts and self._edits:
            await self._edit()

    async def _await_news(self, begun: float) -> None:
        """Wait for something new, or for the moment to offer to stop."""
        left = begun + STOP_SECONDS - self._loop.time() if self._drafts and self._offer is None else None
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), left if left is None else max(left, 0))
        self._news.clear()

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)

    async def _draft(self) -> None:
        part = self._part()
        assert self._place.question is not None
        try:
            await self._api.send_message_draft(
                self._place.chat_id,
                self._place.question,
                part.text if part else None,
                message_thread_id=self._place.thread,
                rate_limit_args=UNLIMITED,  # type: ignore[call-arg]  # only ExtBot takes it, and ours is one
            )
        except RetryAfter:
            raise
        except TelegramError:  # an older server, or a chat that will not have it
            self._drafts = False

    async def _offer_to_stop(self, begun: float) -> None:
        if self._offer is None and self._loop.time() - begun >= STOP_SECONDS:
            self._offer = await self._post(parts_of(self._writing(self._latest.language), self._sign)[0])

    async def _edit(self) -> None:
        part = self._part()
        if part is None:
            return
        buttons = parts_of(self._writing(self._latest.language), self._sign)[0].buttons
        if self.message is None:
            self.message = await self._post(MessagePart(part.text, buttons))
            return
        try:
            await self._api.edit_message_text(
                part.text,
                self._place.chat_id,
                self.message,
                reply_markup=buttons,
                rate_limit_args=UNLIMITED,  # type: ignore[call-arg]  # as above
            )
        except RetryAfter:
            raise
        except TelegramError:
            pass  # the next one may arrive

    async def _post(self, part: MessagePart) -> int | None:
        quoted = self._place.question if self._place.quote else None
        try:
            return (await post(self._api, self._place.chat_id, self._place.thread, part, quoted)).message_id
        except TelegramError:
            return None

    def _part(self) -> MessagePart | None:
        """Return what fits into one message, None for nothing."""
        parts = parts_of(self._latest, self._sign)
        return parts[0] if parts else None


class ActiveStreams:
    """The answers that are being written, by chat and asker."""

    def __init__(self) -> None:
        self._open: dict[Asker, StreamedAnswer] = {}
        self._asked: dict[Asker, int] = {}

    @asynccontextmanager
    async def opened(self, asker: Asker, update: int, draft: StreamedAnswer) -> AsyncIterator[StreamedAnswer]:
        """Keep the `draft` that answers `update` within reach until the answer is ready."""
        self._open[asker] = draft
        if self._asked.get(asker, 0) > update:  # the next question is waiting already
            draft.stop()
        try:
            yield draft
        finally:
            self._open.pop(asker, None)
            if self._asked.get(asker, 0) <= update:
                self._asked.pop(asker, None)
            await draft.end()

    def supersede(self, asker: Asker, update: int) -> None:
        """End the writing for an asker who asks something else with `update`."""
        self._asked[asker] = max(update, self._asked.get(asker, 0))
        self.stop(asker)

    def stop(self, asker: Asker) -> None:
        """End the writing for an asker, if there is any."""
        if draft := self._open.get(asker):
            draft.stop()
