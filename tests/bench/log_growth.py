"""What is read and erased of a log of `size` exchanges, each a multiple of what it costs in a log of a hundredth."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from bot.clock import iso, now
from bot.container import Container
from bot.settings import Settings
from bot.storage.consultations import Consultation
from bot.storage.personal_data import DataSubject, Retention
from tests.bench.figures import Figure, to_lines
from tests.bench.processes import timed

_CHAT_EXCHANGES = 50  # of one chat
_DAYS = 170  # over which the exchanges are spread; none is overdue
_CHUNK = 5000
_ADDRESS = "12345"


def measure(home: Path, size: int) -> list[Figure]:
    """Return the figures for logs of a hundredth of `size` exchanges, and of all."""
    small, large = (_acts(max(_CHAT_EXCHANGES, count)) for count in (size // 100, size))
    few = f"in {size // 100:,}"
    return [Figure(f"{name}, {size:,} exchanges", spent, "ms", few, small[name]) for name, spent in large.items()]


def _acts(size: int) -> dict[str, float]:
    """Return the milliseconds of each act on a log of `size` exchanges, by name."""
    with tempfile.TemporaryDirectory() as folder, Container(Settings(home=Path(folder))) as container:
        _fill(container, size)
        log, data = container.consultations, container.personal_data
        subject = DataSubject("chat-7", _ADDRESS)
        acts: dict[str, Callable[[], Any]] = {
            "the exchanges before a question": lambda: log.recent("chat-3", timedelta(days=200)),
            "an exchange is logged": lambda: log.add(Consultation("chat-3", "fr", "Qui ?", "answered", "Nous.")),
            "what is held of a chat": lambda: data.collect(subject),
            "what is overdue": lambda: data.overdue(Retention()),
            "the exchanges that helped": lambda: container.confirmed_questions._helpful(),
        }
        found = {}
        for name, act in acts.items():
            act()
            started = time.process_time()
            act()
            found[name] = timed(started)
        return found


def _fill(container: Container, size: int) -> None:
    """Log `size` exchanges of chats that ask in turn."""
    dice, present = Random(5), now()
    chats = max(1, size // _CHAT_EXCHANGES)
    for start in range(0, size, _CHUNK):
        with container.database.write() as db:
            for number in range(start, min(start + _CHUNK, size)):
                at = present - timedelta(days=_DAYS * (1 - number / size))
                db.insert("consultations", _row(number, f"chat-{dice.randrange(chats)}", iso(at)))


def _row(number: int, chat: str, at: str) -> dict[str, Any]:
    outcome = ("answered", "not_covered", "clarify", "safeguarding")[number % 4]
    told = {"question": f"Question {number} ?", "answer": "Une réponse. " * 20, "latency": '{"total": 90}'}
    made = {"passages": '[{"id": "a", "score": 1.0}]', "related": "[]", "model": "", "index": "0a1b"}
    return {"id": f"{number:012x}", "at": at, "chat": chat, "language": "fr", "outcome": outcome} | told | made


if __name__ == "__main__":
    print(to_lines(measure(Path(sys.argv[1]), int(sys.argv[2]))))
