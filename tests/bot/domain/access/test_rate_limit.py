"""The rate of questions is limited, for each chat and for all together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.access.rate_limit import RateLimiter


def test_the_limits_hold_for_each_chat_and_for_all() -> None:
    """The window slides; a rejected question returns the wait and is not counted."""
    clock = [0.0]
    limiter = RateLimiter(2, 3, 600.0, lambda: clock[0])
    assert [limiter.acquire("a"), limiter.acquire("a")] == [0, 0]
    clock[0] = 100.0
    assert [limiter.acquire("a") for _ in range(5)] == [500.0] * 5
    assert [limiter.acquire("b"), limiter.acquire("c")] == [0, 500.0]
    clock[0] = 600.0
    assert [limiter.acquire("a"), limiter.acquire("c"), limiter.acquire("b")] == [0, 0, 100.0]


def test_no_limit_is_no_limit_and_memory_is_bounded() -> None:
    """The chat that was silent for longest is forgotten first."""
    clock = [0.0]
    assert [RateLimiter(0, 0).acquire("a") for _ in range(100)] == [0] * 100
    limiter = RateLimiter(1, 0, 600.0, lambda: clock[0], most_chats=2)
    assert [limiter.acquire(chat) for chat in "abc"] == [0, 0, 0]
    assert (limiter.acquire("c"), limiter.acquire("a")) == (600.0, 0)


@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from("abc")), max_size=60))
def test_no_window_ever_holds_more_than_is_allowed(asked: list[tuple[int, str]]) -> None:
    """After the returned wait a question is allowed; whole seconds are added without rounding."""
    clock, taken = [0.0], list[tuple[float, str]]()
    limiter = RateLimiter(3, 5, 600.0, lambda: clock[0])
    for pause, chat in asked:
        clock[0] += pause
        if not limiter.acquire(chat):
            taken.append((clock[0], chat))
    for at, chat in taken:
        window = [other for when, other in taken if at <= when < at + 600.0]
        assert (len(window) <= 5, window.count(chat) <= 3) == (True, True)
    for chat in "abc":
        clock[0] += max(limiter.acquire(chat), 0.001)
        assert limiter.acquire(chat) == 0 or clock[0]
