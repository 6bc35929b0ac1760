"""The short form of the chaos run, and the counting itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.telegram.delivery import UNRECORDED
from tests.chaos.chaos_run import ChaosPlan, run_chaos
from tests.chaos.count import ChaosCount, count
from tests.support.botapi import BotApiServer
from tests.support.botapi.fixtures import botapi
from tests.support.botapi.transcript import Entry
from tests.support.engines import postgres_server
from tests.support.postgres_server import PostgresServer

__all__ = ["botapi", "postgres_server"]


def said(direction: str, *words: str, error: str = "") -> list[Entry]:
    """Return messages of one chat."""
    method = "sendMessage" if direction == "bot" else "message"
    return [Entry(0.0, direction, "7", method, f"à {word}", error=error) for word in words]  # type: ignore[arg-type]  # one of the literals


def test_each_fate_is_counted() -> None:
    """A lost answer, one that answers nothing, a doubled one after a kill and one after a lost confirmation."""
    wire = said("bot", "a", error="reset_after") + said("bot", "a", "b", "b", "z")
    refused = said("bot", "c", error="502")
    counted = count([*said("person", "a", "b", "c"), *wire, *refused])
    assert counted == ChaosCount(3, lost=1, foreign=1, chats_out_of_order=0, doubled_by_wire=1, doubled_by_kill=1)
    assert count([*said("person", "a", "b"), *said("bot", "b", "a")]).chats_out_of_order == 1


@pytest.mark.asyncio
@pytest.mark.timeout(300)
async def test_kills_and_failing_calls_lose_nothing(botapi: BotApiServer, tmp_path: Path) -> None:
    """The short form: ten chats, 50 questions, three kills, a call in ten failing in every way."""
    plan = ChaosPlan(chats=10, questions=5, kills=3, life=3.0, pause=2.0)
    counted = await run_chaos(botapi, plan, tmp_path)
    assert (counted.asked, counted.lost, counted.foreign, counted.chats_out_of_order) == (50, 0, 0, 0)
    assert counted.doubled_by_kill <= plan.kills * UNRECORDED
    log = (tmp_path / "0" / "log").read_text()
    assert (botapi.token in log, "lent 0." in log) == (False, False)


@pytest.mark.asyncio
@pytest.mark.timeout(300)
async def test_two_replicas_lose_nothing(botapi: BotApiServer, tmp_path: Path, postgres_server: PostgresServer) -> None:
    """The same on PostgreSQL: one of the two is killed each time, and the server itself is restarted."""
    plan = ChaosPlan(chats=10, questions=5, kills=3, life=3.0, pause=2.0, replicas=2, restarts=1)
    counted = await run_chaos(botapi, plan, tmp_path, postgres_server)
    assert (counted.asked, counted.lost, counted.foreign, counted.chats_out_of_order) == (50, 0, 0, 0)
    assert counted.doubled_by_kill <= plan.kills * UNRECORDED
