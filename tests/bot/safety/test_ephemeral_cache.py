"""The ephemeral cache forgets by itself, per person, and never holds more than its limit."""

from __future__ import annotations

from bot.safety.ephemeral_cache import MINUTES, EphemeralCache


class SecondsClock:
    """A clock in seconds that only the test moves."""

    now = 0.0

    def __call__(self) -> float:
        """Return the seconds that have passed."""
        return self.now


def test_a_value_is_held_for_ten_minutes() -> None:
    """Not a second longer, counted from when it was last put."""
    clock = SecondsClock()
    cache = EphemeralCache[str](clock)
    cache.put("tg:1", "first")
    clock.now = MINUTES * 60
    assert cache.get("tg:1") == "first"
    cache.put("tg:1", "second")
    clock.now += MINUTES * 60
    assert cache.get("tg:1") == "second"
    clock.now += 1
    assert cache.get("tg:1") is None


def test_a_chat_is_discarded_with_the_people_in_it() -> None:
    """Another chat whose address begins alike keeps its own."""
    cache = EphemeralCache[str]()
    for key in ("tg:1", "tg:1 tg:7", "tg:12"):
        cache.put(key, key)
    cache.discard("tg:1")
    assert [cache.get(key) for key in ("tg:1", "tg:1 tg:7", "tg:12")] == [None, None, "tg:12"]


def test_a_person_is_discarded_alone() -> None:
    """The others in the chat keep theirs."""
    cache = EphemeralCache[str]()
    cache.put("tg:1 tg:7", "seven")
    cache.put("tg:1 tg:8", "eight")
    cache.discard("tg:1 tg:7")
    assert [cache.get("tg:1 tg:7"), cache.get("tg:1 tg:8")] == [None, "eight"]


def test_the_oldest_value_gives_way() -> None:
    """A thousand are held."""
    cache = EphemeralCache[int]()
    for number in range(1_001):
        cache.put(str(number), number)
    assert [cache.get("0"), cache.get("1"), cache.get("1000")] == [None, 1, 1000]
