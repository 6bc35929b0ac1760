"""SIGTERM ends the process while a question is being answered; the question is answered after the next start."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from tests.bot.telegram.end_to_end.test_kill import launch
from tests.support.botapi import BotApiServer, Person


@pytest.mark.asyncio
@pytest.mark.timeout(180)
async def test_the_process_ends_though_a_question_runs_for_minutes(
    botapi: BotApiServer, person: Person, tmp_path: Path
) -> None:
    """Neither a thread that computes nor a call to Telegram that hangs holds it up, and no traceback is logged."""
    process = await launch(botapi, tmp_path)
    await person.say("lent 600 secondes")
    await botapi.wait_calls("sendChatAction", 1, 60)
    botapi.fail("getUpdates", 5, "stall", seconds=60)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 60) == 0
    log = (tmp_path / "log").read_text()
    assert ("Traceback" in log, "File " in log, "ERROR" in log) == (False, False, False)
    botapi.heal()
    before = botapi.calls["sendChatAction"]
    process = await launch(botapi, tmp_path)
    await botapi.wait_calls("sendChatAction", before + 1, 60)
    process.kill()
    await process.wait()
