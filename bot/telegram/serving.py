"""Run the Telegram application until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import math
import signal
from contextlib import suppress

from telegram.error import InvalidToken

from bot.errors import SettingsError
from bot.retry import RetryPolicy, retry
from bot.telegram import receiving
from bot.telegram.api_calls import requested_wait
from bot.telegram.application import App, TelegramApplication

GRACE_SECONDS = 8.0  # container hosts kill ten seconds after they ask
START_RETRY = RetryPolicy(first=1.0, longest=30.0, total=math.inf)

_log = logging.getLogger(__name__)


def serve(telegram: TelegramApplication) -> None:
    """Answer people, and send what is in the outbox, until SIGINT or SIGTERM.

    Telegram may be out of reach at the start, and for long. Raise SettingsError if it does not know the token.
    """
    asyncio.run(_run(telegram))


async def _run(telegram: TelegramApplication) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt there
            loop.add_signal_handler(name, stopping.set)
    await serve_until(telegram, stopping)


async def serve_until(telegram: TelegramApplication, stopping: asyncio.Event) -> None:
    """Answer people until the event is set, then stop in good order."""
    application = telegram.application
    try:
        if not await _initialize(application, stopping):
            return
        await telegram.background.start(application.bot)
        await application.start()
        assert application.updater is not None
        await receiving.begin(application.updater, telegram.webhook, stopping)
        _log.info("Listening as @%s.", application.bot.username)
        await stopping.wait()
        _log.info("Stopping.")
    finally:
        await _stop(telegram)


_REFUSED = (
    "The Bot API server does not know this token. Copy the whole of it from @BotFather again; with a server of your"
    " own, see that its address has no path of its own, such as /bot."
)


async def _initialize(application: App, stopping: asyncio.Event) -> bool:
    """Connect to Telegram, however long it takes; False if told to stop before."""

    def on_pause(error: Exception, pause: float) -> None:
        _log.warning("Telegram can't be reached (%s); again in %.0f s.", error, pause)

    connected = retry(
        application.initialize,
        START_RETRY,
        requested_wait=lambda error: requested_wait(error, final=(InvalidToken,)),
        on_pause=on_pause,
    )
    try:
        return await receiving.completes_before(connected, stopping)
    except InvalidToken as error:
        raise SettingsError(_REFUSED, "telegram_token") from error


async def _stop(telegram: TelegramApplication) -> None:
    """Fetch nothing more, let running answers end within the grace, leave the others to the next start."""
    application, updater = telegram.application, telegram.application.updater
    if updater and updater.running:
        await updater.stop()
    await asyncio.gather(telegram.processor.drain(GRACE_SECONDS), telegram.sender.drain(GRACE_SECONDS))
    if application.running:
        await application.stop()
    await application.shutdown()
    await telegram.background.stop()
    telegram.executor.shutdown(wait=False, cancel_futures=True)
