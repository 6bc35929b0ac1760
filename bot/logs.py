"""What reaches the log: no token, no id, nobody's words, and tracebacks without the values that caused them.

Our own records are trusted in their words, and blanked of tokens and numbers all the same. Of other libraries, which
may quote what people wrote at any level, only warnings and errors are shown, and of these only what stands in the
library's own code: texts that are put together at run time are withheld.
"""

from __future__ import annotations

import copy
import logging
import re
import sys
import threading
import traceback
import warnings
from types import FrameType, TracebackType
from typing import Any, TextIO

TOKEN = re.compile(r"\d{5,}(?::|%3A)[A-Za-z0-9_-]{30,}")
NUMBER = re.compile(r"(?<![\w.])-?\d{6,}(?!\w)")  # as long as Telegram's ids are
OURS = ("bot", "index", "corpus")

# The texts of these errors are about machines; any other error may quote what a person wrote.
_PLAIN_SPOKEN = ("OSError", "sqlite3", "bot.storage", "telegram.error", "httpx", "httpcore", "bot.telegram")
_QUOTED = re.compile(r"(?<!\w)[\"'`«“‘].*[\"'`»”’]", re.DOTALL)
_HARMLESS = (int, float, bool, type(None))
_WITHHELD = "(text withheld)"

_log = logging.getLogger(__name__)


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send the log to `stream`, by default standard error, with what nobody caught; ours from `level` on."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(QuietRecords())
    handler.setFormatter(BlankingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.raiseExceptions = False  # a record that can't be formatted would be printed with its arguments
    _take_over()


def blank(text: str) -> str:
    """Blank every bot token and every number that could be an id.

    >>> blank("POST https://api.telegram.org/bot123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ/getMe")
    'POST https://api.telegram.org/bot<token>/getMe'
    >>> blank("chat -1001234567890 at 12:30, line 1234")
    'chat <number> at 12:30, line 1234'
    """
    return NUMBER.sub("<number>", TOKEN.sub("<token>", text))


class BlankingFormatter(logging.Formatter):
    """A formatter whose lines, tracebacks included, hold no token, no id and no one's words."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a harmless copy of the record, then blank what must not be kept."""
        harmless = copy.copy(record)
        harmless.exc_text = None  # what another handler may have made of it
        harmless.msg, harmless.args = _said(record)
        return blank(super().format(harmless))

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is the logging module's
        """Show where it broke, with `outline` in place of the usual traceback."""
        error = ei[1] if isinstance(ei, tuple) else None
        return outline(error) if isinstance(error, BaseException) else ""


class _Kind(str):
    """The name of a type, which stands for a value in whatever way that is formatted."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class QuietRecords(logging.Filter):
    """Lets pass what is ours, and of others warnings and errors, whatever level they were set to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is shown."""
        return _is_ours(record) or record.levelno >= logging.WARNING


def outline(error: BaseException) -> str:
    """Return the frames of an error and of its causes, with their types but not their texts.

    The text is kept for the errors of the network and the disk, which say nothing of people.

    >>> try:
    ...     int("mon salaire est de 100")
    ... except ValueError as error:
    ...     print(outline(error).splitlines()[-1])
    ValueError
    """
    lines: list[str] = []
    seen: set[int] = set()
    step: BaseException | None = error
    while step is not None and id(step) not in seen:
        seen.add(id(step))
        text = f": {_spoken(step)}" if _is_plain_spoken(step) else ""
        lines.insert(0, "".join(traceback.format_tb(step.__traceback__)) + type(step).__qualname__ + text)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return blank("\nwhich led to\n".join(lines))


def _take_over() -> None:
    """Have logged, in outline, what Python would print with all its values."""

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            _log.critical("Nobody caught an error.\n%s", outline(error))

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            _log.error("A thread has ended by an error.\n%s", outline(args.exc_value))

    def unraisable(args: Any) -> None:
        if args.exc_value is not None:
            _log.error("An error could not be raised.\n%s", outline(args.exc_value))

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


def _said(record: logging.LogRecord) -> tuple[str, tuple[object, ...]]:
    """Return the message of a record and its arguments, both harmless."""
    arguments = record.args if isinstance(record.args, tuple) else (record.args,) if record.args else ()
    shown = tuple(_discreet(argument, trusted=_is_ours(record)) for argument in arguments)
    text = record.msg if isinstance(record.msg, str) else _WITHHELD
    if not _is_ours(record) and not _is_constant(text, record):
        return f"{_WITHHELD} at {record.module}:{record.lineno}", ()
    try:
        _ = text % shown if shown else text
    except (TypeError, ValueError, KeyError):  # such as %d for what is now a name
        return text, ()
    return text, shown


def _discreet(argument: object, trusted: bool) -> object:
    """Return an argument as it may be shown: numbers, errors about machines, and of our own records words."""
    if isinstance(argument, BaseException):
        return _spoken(argument) if _is_plain_spoken(argument) else type(argument).__qualname__
    if isinstance(argument, _HARMLESS) or (trusted and isinstance(argument, str)):
        return argument
    return _Kind(f"<{type(argument).__qualname__}>")


def _is_constant(text: str, record: logging.LogRecord) -> bool:
    """Tell whether a message stands in the code that logs it: such a text quotes nobody."""
    frame: FrameType | None = sys._getframe()
    while frame and (frame.f_code.co_filename != record.pathname or frame.f_code.co_name != record.funcName):
        frame = frame.f_back
    return frame is not None and text in frame.f_code.co_consts


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _is_plain_spoken(error: BaseException) -> bool:
    return isinstance(error, OSError) or type(error).__module__.startswith(_PLAIN_SPOKEN)


def _spoken(error: BaseException) -> str:
    """Return the text of an error about machines. What Telegram refuses, it may quote."""
    return _QUOTED.sub("(quoted)", str(error)) if type(error).__name__ == "BadRequest" else str(error)
