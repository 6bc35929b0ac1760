"""Put together the messages that Telegram delivers in several updates: albums, and texts that a client has cut."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from telegram import Message, Update

from bot.telegram.message_parsing import Asker, ParsedMessage, asker_of
from bot.telegram.rendering import LIMIT, units

WAIT_SECONDS = 1.0  # for the next part, which the client has sent along with the one before
APART = timedelta(seconds=2)  # at most, between two parts of a text
# Clients cut a long text at a line or a space in the second half of what one message holds.
LEAST_CUT = LIMIT // 2
MOST_PARTS = 10  # of an album (Bot API, sendMediaGroup), and of a text
_ALBUMS = 64  # answered lately


@dataclass(frozen=True, slots=True)
class Part:
    """One message that may be a part of another: what came with its update, and the message as it was parsed."""

    update: int
    asker: Asker
    message: Message
    parsed: ParsedMessage

    @property
    def may_go_on(self) -> bool:
        """Whether another message may belong to it."""
        return bool(self.message.media_group_id) or units(self.message.text or "") >= LEAST_CUT

    def goes_on_with(self, other: Part) -> bool:
        """Tell whether `other`, which came later, belongs to the same message."""
        if self.asker != other.asker:
            return False
        if self.message.media_group_id or other.message.media_group_id:
            return self.message.media_group_id == other.message.media_group_id
        is_text = self.may_go_on and other.parsed.kind == "question" and other.message.text is not None
        return is_text and self._is_alike(other) and abs(other.message.date - self.message.date) <= APART

    def _is_alike(self, other: Part) -> bool:
        """Tell whether `other` is as much the person's own, and replies to nothing else."""
        same_words = other.parsed.is_forwarded == self.parsed.is_forwarded
        return same_words and other.parsed.answers in (None, self.parsed.answers)


class SplitMessages:
    """The messages that have arrived and wait for their turn, of which some are parts of one."""

    def __init__(self) -> None:
        self._waiting: dict[int, Part] = {}
        self._unfinished: dict[Asker, Part] = {}  # the last part of what may go on
        self._joined: set[int] = set()
        self._albums: deque[str] = deque(maxlen=_ALBUMS)
        self._arrival = asyncio.Event()

    def note(self, update: Update, parsed: ParsedMessage) -> bool:
        """Note a message that has arrived; tell whether it is a part of one that arrived before."""
        message = update.message
        if message is None:  # an edit
            return False
        part = Part(update.update_id, asker_of(update), message, parsed)
        before = self._unfinished.pop(part.asker, None)
        if part.may_go_on:
            self._unfinished[part.asker] = part
        self._waiting[part.update] = part
        self._arrival.set()
        return before is not None and before.goes_on_with(part)

    async def whole(self, update: Update, parsed: ParsedMessage) -> tuple[ParsedMessage, tuple[int, ...]] | None:
        """Return the whole message that begins with this one, and the ids of its other parts.

        None for a part of a message that was returned before.
        """
        part = self._waiting.pop(update.update_id, None)
        if update.update_id in self._joined:
            self._joined.discard(update.update_id)
            return None
        if part is None or not part.may_go_on:
            return parsed, ()
        if part.message.media_group_id in self._albums and parsed.kind == "unsupported":
            return None
        parts = [part]
        while len(parts) < MOST_PARTS and parts[-1].may_go_on and (following := await self._next(parts[-1])):
            parts.append(following)
        self._unfinished.pop(part.asker, None)
        if part.message.media_group_id:
            self._albums.append(part.message.media_group_id)
        return _joined(parts), tuple(one.message.message_id for one in parts[1:])

    async def _next(self, part: Part) -> Part | None:
        """Return the part that follows, once it is there; None if none comes, or another message does."""
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                while (following := self._first_waiting(part.asker)) is None:
                    self._arrival.clear()
                    await self._arrival.wait()
                if part.goes_on_with(following):
                    self._joined.add(following.update)
                    return self._waiting.pop(following.update)
        return None

    def _first_waiting(self, asker: Asker) -> Part | None:
        return next((part for part in self._waiting.values() if part.asker == asker), None)


def _joined(parts: Sequence[Part]) -> ParsedMessage:
    """Return the parts as one message: the first that says something, with what all of them say."""
    told = [part for part in parts if part.parsed.kind != "unsupported"]
    if not told:
        return parts[0].parsed
    text = told[0].parsed.text
    for before, part in pairwise(told):
        text += f"{_gap(before.message, part.message)}{part.parsed.text}"
    return replace(told[0].parsed, text=text, answers=parts[0].parsed.answers)


def _gap(before: Message, after: Message) -> str:
    """Return the space between two parts: nothing inside a word that the client has cut."""
    head, tail = before.text or "", after.text or ""
    return "" if units(head) == LIMIT and head[-1:].isalnum() and tail[:1].isalnum() else "\n"
