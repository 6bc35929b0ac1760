"""Keyed hashes in place of chat ids: nobody can be found again without this installation's secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.storage.transactions import StorageError

SECRET_BYTES = 32
KEY_DIGITS = 24  # 96 bits: no two chats of one installation will share a key


class ChatKeys:
    """Turns a chat id into a key that cannot be turned back.

    A bare hash would not do: there are few enough Telegram ids to try them all.

    >>> keys = ChatKeys(b"0" * 32)
    >>> keys.key(42) == keys.key("42"), len(keys.key(42)), keys.key(42) == ChatKeys(b"1" * 32).key(42)
    (True, 24, False)
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < SECRET_BYTES:
            raise ValueError(f"A chat-key secret has {SECRET_BYTES} bytes or more, not {len(secret)}.")
        self._secret = secret

    def key(self, chat_id: int | str) -> str:
        """Return the first 24 hex digits of HMAC-SHA256 (RFC 2104) of the id in decimal."""
        return hmac.new(self._secret, str(chat_id).encode(), hashlib.sha256).hexdigest()[:KEY_DIGITS]

    def tag(self, *parts: str) -> str:
        """Return a signature of `parts`, the first of which names its purpose: 43 characters of A-Z, a-z, 0-9, - and _.

        No chat's key is one, since an id in decimal holds no zero byte.
        """
        signed = "\0".join(parts).encode(errors="surrogatepass")
        digest = hmac.new(self._secret, signed, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def load_secret(home: Path) -> bytes:
    """Return the secret in `home/secret.key`, made on first use and readable by its owner alone.

    Raises StorageError if the file is there but too short: a new secret would orphan every key
    that was made with the old one, or if the disk refuses it.
    """
    path = home / "secret.key"
    try:
        if not path.exists():
            _create(path)
    except OSError as error:
        raise StorageError(f"{path} can't be made: {error.strerror}.") from error
    return read_secret(path)


def read_secret(path: Path) -> bytes:
    """Return the secret in a file that is there. Raise StorageError if it can't be read, or is too short."""
    try:
        secret = path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path} can't be read: {error.strerror}.") from error
    if len(secret) < SECRET_BYTES:
        raise StorageError(
            f"{path} holds {len(secret)} bytes, not {SECRET_BYTES}: restore it from a backup, or delete it."
        )
    return secret


def passing_keys() -> ChatKeys:
    """Return keys of a secret that is kept nowhere, for a chat that is kept nowhere either."""
    return ChatKeys(secrets.token_bytes(SECRET_BYTES))


def replace_secret(home: Path) -> None:
    """Put a new secret in the place of the one in `home/secret.key`: no key that was made before can be made again."""
    draft = _draft(home / "secret.key")
    draft.replace(home / "secret.key")


def _create(path: Path) -> None:
    """Write a new secret beside `path`, then link it into place: of two at once, one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path)
    try:
        _link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _draft(path: Path) -> Path:
    """Write a new secret to a file beside `path` and return its path; it is complete, or not there at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links (FAT, some network shares)
        draft.replace(path)
