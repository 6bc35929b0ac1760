"""What reaches the log: no bot token, no message, and a traceback without the values that caused it."""

from __future__ import annotations

import logging
import re
import traceback

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{30,}")
OURS = ("bot", "index", "corpus")
QUIET = ("httpx", "httpcore", "telegram", "apscheduler", "asyncio", "bm25s", "openai")

# The texts of these errors are about machines; any other error may quote what a person wrote.
_PLAIN_SPOKEN = ("OSError", "sqlite3", "telegram.error", "httpx", "httpcore", "bot.telegram")


def configure(level: str = "INFO") -> None:
    """Send the log to standard error, with tokens blanked and other libraries held to warnings."""
    handler = logging.StreamHandler()
    handler.addFilter(Discreet())
    handler.setFormatter(BlankingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It logs a body that it cannot parse, word for word, and a body is what people wrote.
    logging.getLogger("telegram.request").setLevel(logging.CRITICAL)


def blank(text: str) -> str:
    """Blank every bot token.

    >>> blank("POST https://api.telegram.org/bot123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ/getMe")
    'POST https://api.telegram.org/bot<token>/getMe'
    """
    return TOKEN.sub("<token>", text)


class BlankingFormatter(logging.Formatter):
    """A formatter whose lines, tracebacks included, hold no token and no one's words."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record, then blank what must not be kept."""
        return blank(super().format(record))

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is the logging module's
        """Show where it broke, with `outline` in place of the usual traceback."""
        error = ei[1] if isinstance(ei, tuple) else None
        return outline(error) if isinstance(error, BaseException) else ""


class Discreet(logging.Filter):
    """Names the type of a Telegram object that is about to be logged, in place of its content."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, its arguments made harmless."""
        if isinstance(record.args, tuple):
            record.args = tuple(_discreet(argument) for argument in record.args)
        return True


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
        text = f": {step}" if _plain_spoken(step) else ""
        lines.insert(0, "".join(traceback.format_tb(step.__traceback__)) + type(step).__qualname__ + text)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return "\nwhich led to\n".join(lines)


def _plain_spoken(error: BaseException) -> bool:
    return isinstance(error, OSError) or type(error).__module__.startswith(_PLAIN_SPOKEN)


def _discreet(argument: object) -> object:
    kind = type(argument)
    if isinstance(argument, BaseException) and not _plain_spoken(argument):
        return kind.__qualname__
    foreign = kind.__module__.startswith("telegram.") and not isinstance(argument, BaseException | str | int)
    return f"<{kind.__qualname__}>" if foreign else argument
