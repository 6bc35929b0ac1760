"""The log holds no token, nobody's words and nobody's id."""

from __future__ import annotations

import logging

import pytest
from telegram.error import NetworkError

from bot.logs import BlankingFormatter, Discreet, configure

from .test_inbox import update

TOKEN = "123456789:AAE-loopback-token-for-tests-0123456"


def shown(record: logging.LogRecord) -> str:
    """Return the line that the log would hold."""
    Discreet().filter(record)
    return BlankingFormatter("%(message)s").format(record)


def record_of(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    """Return a record of an error."""
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("x", logging.ERROR, "x.py", 1, message, arguments, info)


def test_tokens_are_blanked_in_messages_and_errors() -> None:
    """Wherever they come from: addresses above all."""
    error = NetworkError(f"cannot reach http://127.0.0.1/bot{TOKEN}/getMe")
    text = shown(record_of("to %s", f"/bot{TOKEN}/sendMessage", error=error))
    assert (TOKEN in text, text.count("<token>")) == (False, 2)


def test_an_update_is_named_and_not_shown() -> None:
    """Also where the library logs it."""
    assert shown(record_of("failed on %s", update(1, text="mon secret"))) == "failed on <Update>"


def test_an_error_says_where_and_not_what() -> None:
    """The frames and the types of the whole chain; the text of the network's errors alone."""
    try:
        try:
            int(" ".join(("mon", "secret")))
        except ValueError as first:
            raise NetworkError("connection reset") from first
    except NetworkError as error:
        text = shown(record_of("x", error=error))
    assert ("mon secret" in text, "ValueError" in text, "connection reset" in text) == (False, True, True)


def test_libraries_are_held_to_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    """httpx logs each address, and the token is in it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        configure("DEBUG")
        assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
        assert not logging.getLogger("telegram.ext").isEnabledFor(logging.INFO)
        logging.getLogger("bot").debug("key %s", TOKEN)
        assert "key <token>" in capsys.readouterr().err
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
