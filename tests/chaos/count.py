"""Count from the transcript of the Bot API server what became of each question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.support.botapi.faults import ANSWER_LOST
from tests.support.botapi.transcript import Entry
from tests.support.scripted_conversation import REFUSAL


@dataclass(frozen=True, slots=True)
class ChaosCount:
    """What became of the questions. A doubled answer is the wire's if Telegram did not confirm the one before it."""

    asked: int
    lost: int
    foreign: int
    chats_out_of_order: int
    doubled_by_wire: int
    doubled_by_kill: int

    def is_clean(self, kills: int) -> bool:
        """Tell whether nothing was lost, order was kept, and kills doubled no more answers than there were kills."""
        return not (self.lost or self.foreign or self.chats_out_of_order) and self.doubled_by_kill <= kills

    def __str__(self) -> str:
        """Write one line a figure."""
        names = {
            "questions asked": self.asked,
            "lost": self.lost,
            "messages that answer no question": self.foreign,
            "chats out of order": self.chats_out_of_order,
            "answers doubled as Telegram did not confirm the first": self.doubled_by_wire,
            "answers doubled by a kill": self.doubled_by_kill,
        }
        return "\n".join(f"{name}: {number}" for name, number in names.items())


def count(transcript: Iterable[Entry]) -> ChaosCount:
    """Count what became of the questions: each is known by its last word, which its answer repeats.

    That a message can't be taken now, as while the database is away, answers none and is no answer either.
    """
    asked: dict[str, list[str]] = defaultdict(list)
    answered: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for entry in transcript:
        if entry.direction == "person":
            asked[entry.chat_id].append(_last_word(entry))
        elif entry.method == "sendMessage" and entry.text != REFUSAL and entry.error in ("", *ANSWER_LOST):
            answered[entry.chat_id].append((_last_word(entry), not entry.error))
    wire, kill = map(sum, zip(*(_doubled(answers) for answers in answered.values()), strict=True))
    return ChaosCount(
        asked=sum(map(len, asked.values())),
        lost=sum(len(set(asked[chat]) - {word for word, _ in answered[chat]}) for chat in asked),
        foreign=sum(word not in asked[chat] for chat, answers in answered.items() for word, _ in answers),
        chats_out_of_order=sum(_is_out_of_order(asked[chat], [word for word, _ in answered[chat]]) for chat in asked),
        doubled_by_wire=wire,
        doubled_by_kill=kill,
    )


def _doubled(answers: Sequence[tuple[str, bool]]) -> tuple[int, int]:
    """Count the answers sent again after one that Telegram did not confirm, and after one that it did.

    >>> _doubled([("q1", False), ("q1", True), ("q2", True), ("q2", True)])
    (1, 1)
    """
    confirmed: dict[str, bool] = {}
    wire = kill = 0
    for word, is_confirmed in answers:
        if word in confirmed:
            wire, kill = (wire, kill + 1) if confirmed[word] else (wire + 1, kill)
        confirmed[word] = is_confirmed
    return wire, kill


def _is_out_of_order(asked: Sequence[str], answered: Sequence[str]) -> bool:
    """Tell whether any answer came after one to a later question; a repeated one may come at once after itself.

    >>> _is_out_of_order(["a", "b"], ["a", "a", "b"]), _is_out_of_order(["a", "b"], ["a", "b", "a"])
    (False, True)
    """
    places = [asked.index(word) for word in answered if word in asked]
    return places != sorted(places)


def _last_word(entry: Entry) -> str:
    return entry.text.rsplit(" ", 1)[-1]
