"""What the running process counts; nothing here is about a person, a chat or a text."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

from bot.storage.consultations import Consultation
from corpus.language import Language

BUCKETS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds to an answer, upper bounds


@dataclass(slots=True)
class Counters:
    """Answers by outcome and language, the seconds they took, and the waits that Telegram asked for. Thread-safe."""

    answers: Counter[tuple[str, Language]] = field(default_factory=Counter)
    latencies: Counter[int] = field(default_factory=Counter)  # by the place of the bucket, one more for longer ones
    seconds: float = 0.0
    floods: int = 0
    flood_seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, answer: Consultation) -> None:
        """Count an answer by what is logged of it."""
        seconds = answer.latency.get("total", 0) / 1000
        with self._lock:
            self.answers[answer.outcome, answer.language] += 1
            self.latencies[bisect_left(BUCKETS, seconds)] += 1
            self.seconds += seconds

    def flooded(self, seconds: float) -> None:
        """Count a call that Telegram refused for now, and the seconds that it asks to wait."""
        with self._lock:
            self.floods += 1
            self.flood_seconds += seconds

    def cumulative(self) -> list[tuple[str, int]]:
        """Return for each bound the number of answers that took no longer, as Prometheus has it; last "+Inf"."""
        total, found = 0, list[tuple[str, int]]()
        for place, bound in enumerate((*map(str, BUCKETS), "+Inf")):
            total += self.latencies[place]
            found.append((bound, total))
        return found
