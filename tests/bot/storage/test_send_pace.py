"""Telegram's limits hold for all processes together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.storage.database import Database
from bot.storage.send_pace import IN_ALL, IN_CHAT, IN_GROUP, SendPace
from tests.support.engines import open_database as open_database

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


def sent_at(database: Database, clock: Clock, chats: list[str], *, is_group: bool = False) -> list[float]:
    """Send a message to each of the chats, two processes in turn; return the seconds until each may go."""
    both = [SendPace(database, clock) for _ in range(2)]
    return [both[place % 2].reserve(chat, is_group=is_group) for place, chat in enumerate(chats)]


def most_within(moments: list[float], seconds: float) -> int:
    """Return the highest number of messages that go within so many seconds."""
    return max(sum(begin <= other < begin + seconds for other in moments) for begin in moments)


def test_thirty_a_second_whoever_sends(database: Database, clock: Clock) -> None:
    """Of two processes; after the burst that Telegram allows the others follow evenly."""
    moments = sent_at(database, clock, [str(number) for number in range(120)])
    assert [moments[0], moments[IN_ALL.burst - 1]] == [0.0, 0.0]
    later = [moment for moment in moments if moment]
    assert most_within(later, 1.0) <= 31 and max(moments) == pytest.approx(3.0, abs=0.1)


def test_one_a_second_in_a_chat_after_a_short_burst(database: Database, clock: Clock) -> None:
    """Another chat does not wait for it; once nothing was sent for a while, nobody waits."""
    moments = sent_at(database, clock, ["awa"] * (IN_CHAT.burst + 3))
    assert moments == pytest.approx([0.0] * IN_CHAT.burst + [1.0, 2.0, 3.0])
    assert sent_at(database, clock, ["ben"]) == [0.0]
    clock.now += timedelta(seconds=20)
    assert sent_at(database, clock, ["awa"]) == [0.0]


def test_twenty_a_minute_in_a_group(database: Database, clock: Clock) -> None:
    """However slowly they come; of a private chat the limit is another one."""
    pace, waits = SendPace(database, clock), list[float]()
    for _ in range(IN_GROUP.burst + 20):
        waits.append(pace.reserve("group", is_group=True))
        clock.now += timedelta(seconds=1)
    assert waits[: IN_GROUP.burst] == [0.0] * IN_GROUP.burst
    assert waits[-1] == pytest.approx(21.0, abs=0.1)


def test_what_telegram_asks_to_wait_holds_for_all(database: Database, clock: Clock) -> None:
    """As long as the longest wait that it asked for, and no longer."""
    one, other = SendPace(database, clock), SendPace(database, clock)
    one.hold(7)
    other.hold(3)
    assert (other.held(), other.reserve("awa", is_group=False)) == (7.0, 7.0)
    clock.now += timedelta(seconds=7)
    assert (other.held(), other.reserve("awa", is_group=False)) == (0.0, 0.0)


def test_chats_that_may_be_written_to_are_forgotten(database: Database, clock: Clock) -> None:
    """Only those remain of which something is to be waited for."""
    pace = SendPace(database, clock)
    pace.reserve("awa", is_group=False)
    clock.now += timedelta(seconds=60)
    pace.reserve("ben", is_group=False)
    pace.prune()
    with database.read() as db:
        assert {row["name"] for row in db.select("send_pace")} == {"all", "ben"}
