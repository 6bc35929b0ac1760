"""Errors of handlers: the person gets an apology, or the answer later."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from bot.storage.transactions import ServerError
from bot.telegram.api_calls import NotDelivered
from bot.telegram.per_chat_processor import PerChatProcessor
from bot.telegram.update_handler import ErrorHandler, UpdateHandler
from tests.bot.telegram.test_update_queue import update

pytestmark = pytest.mark.asyncio


def parts(apology: Exception | None = None) -> tuple[Any, Any]:
    """Return a handler of updates whose apology may fail, and a processor."""
    return Mock(spec=UpdateHandler, apologise=AsyncMock(side_effect=apology)), Mock(spec=PerChatProcessor)


async def handle(updates: Any, processor: Any, what: object, error: Exception | None) -> tuple[int, int]:
    """Handle an error; return how many apologies and postponements follow."""
    context: Any = SimpleNamespace(error=error)
    await ErrorHandler(updates=updates, processor=processor).handle(what, context)
    return updates.apologise.await_count, processor.postpone.call_count


async def test_an_answer_that_was_not_delivered_is_postponed() -> None:
    """Nobody can be told anything now."""
    assert await handle(*parts(), update(1), NotDelivered("x")) == (0, 1)


async def test_what_failed_since_the_database_server_is_away_is_left() -> None:
    """It is handled again, before what came after it: nobody is told anything."""
    updates, processor = parts()
    assert await handle(updates, processor, update(1), ServerError("away", "unreachable")) == (0, 0)
    processor.leave.assert_called_once_with(update(1))


async def test_an_apology_amid_an_outage_is_left_too() -> None:
    """The message is handled again with it."""
    updates, processor = parts(ServerError("away", "unreachable"))
    assert await handle(updates, processor, update(1), KeyError("x")) == (1, 0)
    processor.leave.assert_called_once_with(update(1))


async def test_any_other_error_is_followed_by_an_apology() -> None:
    """The update is finished."""
    assert await handle(*parts(), update(1), KeyError("x")) == (1, 0)


async def test_an_apology_that_was_not_delivered_is_postponed() -> None:
    """It is made later, with the answer."""
    assert await handle(*parts(NotDelivered("x")), update(1), KeyError("x")) == (1, 1)


async def test_an_apology_that_fails_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """And not tried again: it would fail again."""
    assert await handle(*parts(ValueError("y")), update(1), KeyError("x")) == (1, 0)
    assert [word in caplog.text for word in ("KeyError", "ValueError")] == [True, True]


async def test_errors_without_an_update_are_ignored() -> None:
    """There is nobody to apologise to."""
    assert await handle(*parts(), "no update", KeyError("x")) == (0, 0)
    assert await handle(*parts(), update(1), None) == (0, 0)
