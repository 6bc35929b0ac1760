"""Logging without personal data: no token, no id, nothing that people wrote, and tracebacks without values.

Records of our own are logged with tokens and long numbers masked. Of other libraries, which
may quote what people wrote at any level, only warnings and errors are shown, and of these only constant texts of
the library's code: texts that are put together at run time are withheld.
"""

from __future__ import annotations

import copy
import json
import logging
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from datetime import UTC, datetime
from functools import partial
from types import FrameType, TracebackType
from typing import Any, Literal, TextIO, TypeAlias, TypeVar

T = TypeVar("T")

TOKEN = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{30,}")
NUMBER = re.compile(r"(?<![\w.])-?\d{6,}(?!\w)")  # as long as Telegram's ids are
OWN_PACKAGES = ("bot", "index", "corpus")

# The texts of these errors are about machines; any other error may quote what a person wrote.
_TECHNICAL_ERRORS = ("OSError", "sqlite3", "bot.storage", "telegram.error", "httpx", "httpcore", "bot.telegram")
_QUOTED = re.compile(r"(?<!\w)[\"'`«“‘].*[\"'`»”’]", re.DOTALL)
_SAFE_TYPES = (int, float, bool, type(None))
_WITHHELD = "(text withheld)"

LogFormat: TypeAlias = Literal["text", "json"]
_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"

# The message that is being handled. Threads get it where their work is begun by asyncio.to_thread or `in_context`.
_trace: ContextVar[str] = ContextVar("trace", default="")
_log = logging.getLogger(__name__)


def configure(level: str = "INFO", stream: TextIO | None = None, form: LogFormat = "text") -> None:
    """Send the log, uncaught exceptions included, to `stream` (default: standard error); ours from `level` on."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(RecordFilter())
    handler.setFormatter(JsonFormatter() if form == "json" else SafeFormatter(_LINE))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OWN_PACKAGES:
        logging.getLogger(name).setLevel(level)
    logging.raiseExceptions = False  # a record that can't be formatted would be printed with its arguments
    _install_hooks()


@contextmanager
def traced(update_id: int) -> Iterator[None]:
    """Mark all that is logged in the block, and in what it begins, with an id made of the update's, which is nobody's.

    The id is the same when the update is handled again after a crash.
    """
    token = _trace.set(f"u{update_id:x}")
    try:
        yield
    finally:
        _trace.reset(token)


def in_context(call: Callable[..., T]) -> Callable[..., T]:
    """Return `call` so that what it logs in another thread has the mark that it would have here."""
    return partial(copy_context().run, call)


def mask(text: str) -> str:
    """Return `text` with every bot token and every number that could be an id masked.

    >>> mask("POST https://api.telegram.org/bot123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ/getMe")
    'POST https://api.telegram.org/bot<token>/getMe'
    >>> mask("chat -1001234567890 at 12:30, line 1234")
    'chat <number> at 12:30, line 1234'
    """
    return NUMBER.sub("<number>", TOKEN.sub("<token>", text))


class SafeFormatter(logging.Formatter):
    """A formatter whose lines, tracebacks included, hold no token, no id and nothing that people wrote."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a safe copy of the record, with the mark of the message that was handled, and mask the numbers."""
        safe, trace = self.safe(record), _trace.get()
        if trace:
            safe.msg, safe.args = f"[{trace}] {safe.getMessage()}", ()
        return mask(super().format(safe))

    def safe(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return a copy of the record whose message and arguments are safe."""
        safe = copy.copy(record)
        safe.exc_text = None  # another handler may have set it, with the values
        safe.msg, safe.args = _safe_message(record)
        if error := _refusal(record):
            safe.msg, safe.args, safe.exc_info = f"{safe.getMessage()} ({_safe_argument(error, False)})", (), None
        return safe

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is the logging module's
        """Return `safe_traceback` in place of the usual traceback."""
        error = ei[1] if isinstance(ei, tuple) else None
        return safe_traceback(error) if isinstance(error, BaseException) else ""


class JsonFormatter(SafeFormatter):
    """A formatter whose lines are JSON objects: time (ISO 8601), level, logger, message; trace and error if any."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a safe copy of the record."""
        safe = self.safe(record)
        fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "trace": _trace.get(),
            "message": mask(safe.getMessage()),
            "error": self.formatException(safe.exc_info) if safe.exc_info else "",
        }
        return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


class RecordFilter(logging.Filter):
    """Passes our own records, and those of other libraries from WARNING on, whatever level they were set to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is shown."""
        return _is_own(record) or record.levelno >= logging.WARNING


def safe_traceback(error: BaseException) -> str:
    """Return the frames of an error and of its causes, with their types but not their texts.

    The text is kept for the errors of the network and the disk, which say nothing of people.

    >>> try:
    ...     int("mon salaire est de 100")
    ... except ValueError as error:
    ...     print(safe_traceback(error).splitlines()[-1])
    ValueError
    """
    lines: list[str] = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        text = f": {_error_text(step)}" if _is_technical(step) else ""
        lines.insert(0, "".join(traceback.format_tb(step.__traceback__)) + type(step).__qualname__ + text)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return mask("\nwhich led to\n".join(lines))


def _install_hooks() -> None:
    """Log uncaught exceptions and warnings, which Python would print with all their values."""

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            _log.critical("Uncaught exception.\n%s", safe_traceback(error))

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _log.error("Uncaught exception in a thread.\n%s", safe_traceback(args.exc_value))

    def unraisable(args: Any) -> None:
        if args.exc_value is not None:
            _log.error("Unraisable exception.\n%s", safe_traceback(args.exc_value))

    def warned(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        _log.warning("%s, %s line %d", category.__qualname__, filename, lineno)

    sys.excepthook, threading.excepthook, sys.unraisablehook = uncaught, in_thread, unraisable
    warnings.showwarning = warned


def _safe_message(record: logging.LogRecord) -> tuple[str, tuple[object, ...]]:
    """Return the message of a record and its arguments, as they may be logged."""
    arguments = record.args if isinstance(record.args, tuple) else (record.args,) if record.args else ()
    shown = tuple(_safe_argument(argument, trusted=_is_own(record)) for argument in arguments)
    text = record.msg if isinstance(record.msg, str) else _WITHHELD
    if not _is_own(record) and not _is_constant(text, record):
        return f"{_WITHHELD} at {record.module}:{record.lineno}", ()
    try:
        _ = text % shown if shown else text
    except (TypeError, ValueError, KeyError):  # such as %d for what is now a name
        return text, ()
    return text, shown


def _refusal(record: logging.LogRecord) -> BaseException | None:
    """Return the error of Telegram, or what it sent in place of JSON, that its library logs with a traceback.

    One line says all of it.
    """
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    is_telegrams = type(error).__module__.startswith("telegram.error") or isinstance(error, json.JSONDecodeError)
    return error if is_telegrams and not _is_own(record) else None


def _safe_argument(argument: object, trusted: bool) -> object:
    """Return an argument as it may be logged: numbers, technical errors, and in our own records strings."""
    if isinstance(argument, BaseException):
        return _error_text(argument) if _is_technical(argument) else type(argument).__qualname__
    if isinstance(argument, _SAFE_TYPES) or (trusted and isinstance(argument, str)):
        return argument
    return _TypeName(f"<{type(argument).__qualname__}>")


class _TypeName(str):
    """The name of a type in the place of a value; it formats as itself with every conversion."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _is_constant(text: str, record: logging.LogRecord) -> bool:
    """Tell whether a message is a constant of the code that logs it: such a text quotes nobody."""
    frame: FrameType | None = sys._getframe()
    while frame and (frame.f_code.co_filename != record.pathname or frame.f_code.co_name != record.funcName):
        frame = frame.f_back
    return frame is not None and text in frame.f_code.co_consts


def _is_own(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OWN_PACKAGES


def _is_technical(error: BaseException) -> bool:
    return isinstance(error, OSError) or type(error).__module__.startswith(_TECHNICAL_ERRORS)


def _error_text(error: BaseException) -> str:
    """Return the text of a technical error. Telegram may quote what it refuses, so that is left out."""
    return _QUOTED.sub("(quoted)", str(error)) if type(error).__name__ == "BadRequest" else str(error)
