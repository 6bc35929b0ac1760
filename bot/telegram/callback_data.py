"""Sign callback data, so that a button works only in the chat to which it was sent.

The signature has no expiry: the handler that is asked decides whether a button still does something (`press`).
"""

from __future__ import annotations

import hmac

from bot.storage.keys import ChatKeys

MAX_DATA = 64  # bytes (Bot API, InlineKeyboardButton.callback_data)
TAG_LENGTH = 8  # characters of base64, 48 bits: guesses can be made only as fast as Telegram lets a client send
MAX_ACTION = MAX_DATA - TAG_LENGTH


class CallbackSigner:
    """Sign actions for a chat by its key, so that data made up by a client, or copied from another chat, is recognised.

    >>> signer = CallbackSigner(ChatKeys(b"0" * 32))
    >>> data = signer.sign("chat", "sources:3f9a")
    >>> signer.open("chat", data), signer.open("another", data), signer.open("chat", "sources:3f9a")
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
        """Return the action in data that was signed for `chat`; None for any other data."""
        tag, action = data[:TAG_LENGTH], data[TAG_LENGTH:]
        genuine = hmac.compare_digest(tag.encode(errors="replace"), self._tag(chat, action).encode())
        return action if genuine else None

    def _tag(self, chat: str, action: str) -> str:
        return self._keys.tag("button", chat, action)[:TAG_LENGTH]
