"""The rate limit in the chat: beyond it, a notice says when the next question is allowed."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil
from threading import Lock

from bot.answering.wishes import read_wish
from bot.conversation.handler import ChatHandler, Message
from bot.conversation.handlers.language_handler import LanguagePreference
from bot.conversation.small_intents import says_courtesy
from bot.domain.access.rate_limit import RateLimiter
from bot.domain.chat import Chat
from bot.replies.reply import Reply
from bot.replies.texts import say, sentence

NOTICE_INTERVAL = 60.0  # seconds between two notices to the same chat


class RateLimitHandler(ChatHandler):
    """Takes questions beyond the rate limit. Those that tell of danger are never limited, and buttons never count.

    Nor do thanks, a greeting or an "ok", and what a person writes in the minutes after a danger. `is_urgent` tells
    whether a message tells of danger, `follows_danger` whether a chat wrote of one just before.
    """

    def __init__(
        self,
        limiter: RateLimiter,
        preference: LanguagePreference,
        is_urgent: Callable[[str], bool],
        follows_danger: Callable[[Chat], bool] = lambda chat: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limiter, self._preference, self._clock = limiter, preference, clock
        self._is_urgent, self._follows_danger = is_urgent, follows_danger
        self._noticed: dict[str, float] = {}
        self._lock = Lock()

    def handle(self, chat: Chat, message: Message) -> Reply | None:
        """Return a notice of the wait, at most once a minute; else a reply without paragraphs."""
        if says_courtesy(message.text) or read_wish(message.text).is_talk or self._follows_danger(chat):
            return None
        wait = self._limiter.acquire(chat.key)
        if not wait or message.declared_safe or self._is_urgent(message.text):
            return None
        language, minutes = self._preference.of(chat), ceil(wait / 60)
        if self._was_noticed(chat.key):
            return Reply(language, ())
        when = (
            say(language, "rate_limit.soon") if minutes == 1 else say(language, "rate_limit.minutes", minutes=minutes)
        )
        return sentence(language, "rate_limit.slow", when=when)

    def forget(self, chat: str) -> None:
        """Discard everything in memory about a chat."""
        self._limiter.forget(chat)
        with self._lock:
            self._noticed.pop(chat, None)

    def _was_noticed(self, chat: str) -> bool:
        """Tell whether the chat got a notice within the last minute; note that it gets one now if not."""
        with self._lock:
            now = self._clock()
            self._noticed = {key: at for key, at in self._noticed.items() if at > now - NOTICE_INTERVAL}
            if chat in self._noticed:
                return True
            self._noticed[chat] = now
            return False
