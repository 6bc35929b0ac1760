"""Check who opened the desk inside Telegram: what the client passes to a Mini App is signed with the bot's token.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

FRESH = timedelta(minutes=10)  # since Telegram signed it
_AHEAD = timedelta(minutes=1)  # that the clocks of Telegram and of this machine may differ


@dataclass(frozen=True, slots=True)
class MiniAppUser:
    """Who opened the Mini App: their id on Telegram and first name, and the parameter of the link that led there."""

    id: int
    name: str
    parameter: str = ""


def read_init_data(init_data: str, token: str, now: datetime) -> MiniAppUser | None:
    """Return the person who signed in by `init_data`; None if it is forged, too old, or names nobody."""
    fields = dict(parse_qsl(init_data, keep_blank_values=True))
    if not token or not _is_signed(fields, token) or not _is_fresh(fields.get("auth_date", ""), now):
        return None
    try:
        user = json.loads(fields.get("user", ""))
        return MiniAppUser(int(user["id"]), str(user.get("first_name", "")), fields.get("start_param", ""))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def sign_init_data(fields: dict[str, str], token: str) -> str:
    """Return the hash that Telegram sends with `fields`: HMAC-SHA256 of their sorted lines, in hex."""
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    secret = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    return hmac.new(secret, lines.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()


def _is_signed(fields: dict[str, str], token: str) -> bool:
    given = fields.get("hash", "")
    expected = sign_init_data({name: value for name, value in fields.items() if name != "hash"}, token)
    return hmac.compare_digest(given.encode(errors="surrogatepass"), expected.encode())


def _is_fresh(auth_date: str, now: datetime) -> bool:
    if not (auth_date.isascii() and auth_date.isdecimal()) or len(auth_date) > 12:  # 12 digits: year 33658
        return False
    age = now.timestamp() - int(auth_date)
    return -_AHEAD.total_seconds() <= age <= FRESH.total_seconds()
