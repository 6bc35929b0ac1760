"""A short outage of the database server is waited through; whatever else fails is told at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.storage.transactions import ServerError, ServerFault, StorageError
from bot.telegram import outage
from bot.telegram.outage import is_outage, through_outage

pytestmark = pytest.mark.asyncio
AWAY = ServerError("away", "unreachable")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again soon."""
    monkeypatch.setattr(outage, "PAUSE_SECONDS", 0.01)


def failing(*errors: StorageError) -> Iterator[StorageError]:
    """Return errors to raise one after the other."""
    return iter(errors)


def call(errors: Iterator[StorageError], value: str) -> str:
    """Raise the next error; return the value when there is none left."""
    for error in errors:
        raise error
    return value


@pytest.mark.parametrize("fault", ["unreachable", "busy", "unwritable"])
async def test_a_call_is_repeated_until_the_server_is_back(fault: ServerFault) -> None:
    """And returns what it returns then: the server is down, others write for long, or a standby takes its place."""
    passing = ServerError("away", fault)
    assert await through_outage(call, failing(passing, passing), "there") == "there"


@pytest.mark.parametrize("error", [StorageError("disk full"), ServerError("no right", "rights")])
async def test_other_failures_are_not_waited_for(error: StorageError) -> None:
    """They would not pass by themselves."""
    left = failing(error, AWAY)
    with pytest.raises(type(error), match=str(error)):
        await through_outage(call, left, "there")
    assert (list(left), is_outage(error)) == ([AWAY], False)


async def test_a_long_outage_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may have taken over by then."""
    monkeypatch.setattr(outage, "WAIT_SECONDS", 0.0)
    with pytest.raises(ServerError, match="away"):
        await through_outage(call, failing(AWAY, AWAY, AWAY), "there")
