"""So many at a time, and no slow one holds up the others."""

from __future__ import annotations

import asyncio

import pytest

from bot.telegram.brief_slots import BriefSlots

pytestmark = pytest.mark.asyncio


async def test_no_more_than_the_slots_run_at_a_time() -> None:
    """As long as each is quick."""
    slots, running, most = BriefSlots(2, seconds=60.0), 0, 0

    async def work() -> None:
        nonlocal running, most
        async with slots.slot():
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.01)
            running -= 1

    await asyncio.gather(*(work() for _ in range(7)))
    assert (most, running) == (2, 0)


async def test_a_slow_one_makes_room_and_gives_its_slot_back_once() -> None:
    """It goes on beside the next one; afterwards there are as many slots as before."""
    slots, gate, entered = BriefSlots(1, seconds=0.02), asyncio.Event(), list[str]()

    async def work(name: str, until: asyncio.Event) -> None:
        async with slots.slot():
            entered.append(name)
            await until.wait()

    slow = asyncio.create_task(work("slow", gate))
    second = asyncio.create_task(work("second", gate))
    while len(entered) < 2:
        await asyncio.sleep(0.01)
    gate.set()
    await asyncio.gather(slow, second)
    last, held = asyncio.Event(), BriefSlots(1, seconds=60.0)
    async with held.slot():
        waiting = asyncio.create_task(_enter(held, last))
        await asyncio.sleep(0.01)
        assert not last.is_set()
    await waiting
    assert last.is_set()


async def _enter(slots: BriefSlots, entered: asyncio.Event) -> None:
    async with slots.slot():
        entered.set()
