"""The pace in the chat: who asks very much in a short time is told when to go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil
from threading import Lock

from bot.conversation.handler import ChatHandler
from bot.conversation.language_preference import LanguagePreference
from bot.conversation.message import Message
from bot.domain.access.rate_limit import RateLimiter
from bot.domain.chat import Chat
from bot.replies.reply import Reply
from bot.replies.texts import say, sentence

SAID_EVERY = 60.0  # seconds: a flood of questions does not get a flood of these


class RateLimitHandler(ChatHandler):
    """Takes the questions that come too early. Those that tell of danger are never held up, and buttons never count.

    `is_urgent` tells of a message whether it tells of danger.
    """

    def __init__(
        self,
        limiter: RateLimiter,
        preference: LanguagePreference,
        is_urgent: Callable[[str], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limiter, self._preference, self._is_urgent, self._clock = limiter, preference, is_urgent, clock
        self._said: dict[str, float] = {}
        self._lock = Lock()

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Say kindly when to go on, once a minute; keep silent in between."""
        wait = self._limiter.acquire(chat.key)
        if not wait or message.declared_safe or self._is_urgent(message.text):
            return None
        language, minutes = self._preference.of(chat), ceil(wait / 60)
        if self._was_said(chat.key):
            return Reply(language, ())
        when = (
            say(language, "rate_limit.soon") if minutes == 1 else say(language, "rate_limit.minutes", minutes=minutes)
        )
        return sentence(language, "rate_limit.slow", when=when)

    def forget(self, chat: str) -> None:
        """Let go of what is held in memory of a chat."""
        self._limiter.forget(chat)
        with self._lock:
            self._said.pop(chat, None)

    def _was_said(self, chat: str) -> bool:
        """Tell whether the chat was told within the last minute, and note that it is now if not."""
        with self._lock:
            now = self._clock()
            self._said = {key: at for key, at in self._said.items() if at > now - SAID_EVERY}
            if chat in self._said:
                return True
            self._said[chat] = now
            return False
