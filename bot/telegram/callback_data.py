"""The seal on a button's data: it acts in the chat in which it was offered, and nowhere else."""

from __future__ import annotations

import hmac

from bot.storage.keys import ChatKeys

MAX_DATA = 64  # bytes (Bot API, InlineKeyboardButton.callback_data)
TAG = 8  # characters of base64, 48 bits: to be guessed at Telegram's pace
MAX_ACTION = MAX_DATA - TAG


class CallbackSigner:
    """Signs actions for a chat by its key, so that what a client makes up, or copies from elsewhere, is known.

    >>> seal = CallbackSigner(ChatKeys(b"0" * 32))
    >>> data = seal.sign("chat", "sources:3f9a")
    >>> seal.open("chat", data), seal.open("another", data), seal.open("chat", "sources:3f9a")
    ('sources:3f9a', None, None)
    """

    def __init__(self, keys: ChatKeys) -> None:
        self._keys = keys

    def sign(self, chat: str, action: str) -> str:
        """Return the data for a button. Raise ValueError if the action is too long for one."""
        if len(action.encode()) > MAX_ACTION:
            raise ValueError(f"An action has at most {MAX_ACTION} bytes, not {len(action.encode())}.")
        return self._tag(chat, action) + action

    def open(self, chat: str, data: str) -> str | None:
        """Return the action of a button that was offered in `chat`; None for any other data."""
        tag, action = data[:TAG], data[TAG:]
        genuine = hmac.compare_digest(tag.encode(errors="replace"), self._tag(chat, action).encode())
        return action if genuine else None

    def _tag(self, chat: str, action: str) -> str:
        return self._keys.tag("button", chat, action)[:TAG]
