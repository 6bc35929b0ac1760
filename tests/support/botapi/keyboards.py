"""Reply markup: the keyboards that the server accepts under a message, and its errors for others."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.support.botapi.api_error import Json, bad_request
from tests.support.botapi.params import Params

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64  # InlineKeyboardButton.callback_data, "1-64 bytes"
OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")


def read_markup(params: Params) -> tuple[Json | None, bool]:
    """Return the inline keyboard, if any, and whether another kind of markup was given."""
    markup = params.decoded("reply_markup", "reply keyboard markup")
    if markup is None:
        return None, False
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _read_rows(markup["inline_keyboard"])
        return ({"inline_keyboard": rows} if rows else None), False
    return None, any(name in markup for name in OTHER_MARKUPS)


def _read_rows(rows: object) -> list[list[Json]]:
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
    kept: list[list[Json]] = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
        # TDLib leaves out buttons without a label, and rows without a button, and says nothing
        buttons = [button for raw in row if (button := _read_button(raw))["text"]]
        kept += [buttons] if buttons else []
    if sum(map(len, kept)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return kept


def _read_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise _unparsed("InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise _unparsed('Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise _unparsed('Field "text" must be of type String')
    for name in ("url", "callback_data"):
        if button.get(name):
            _check_url(button[name]) if name == "url" else _check_data(button[name])
            return {"text": button["text"], name: button[name]}
    for name in (
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "copy_text",
    ):
        if name in button:
            return {"text": button["text"], name: button[name]}
    raise _unparsed("Text buttons are unallowed in the inline keyboard")


def _unparsed(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")


def _check_data(data: object) -> None:
    if not isinstance(data, str):
        raise _unparsed('Field "callback_data" must be of type String')
    if len(data.encode()) > MAX_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(url: object) -> None:
    if not isinstance(url, str):
        raise _unparsed('Field "url" must be of type String')
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme == "tg":
        return
    if parts.scheme not in {"http", "https"} or "." not in (parts.hostname or ""):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
