"""Have a reader such as a language model choose the passage that answers, where the gate is not sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.answering.evidence import Candidate
from index.passage import Passage
from index.search.query import Query

MOST = 6  # passages to choose from
LEAST_CHANCE = 0.01  # that a passage answers, by the gate, from which it can be chosen
NONE = ""  # chosen where no passage answers

Weighed = list[tuple[float, Candidate]]  # with the probability that each answers, the likeliest first


@dataclass(frozen=True, slots=True)
class Offered:
    """A passage to choose, with the text of it that was judged best."""

    passage: Passage
    text: str


class ChoosesPassage(Protocol):
    """Chooses the passage that answers a question."""

    def choose(self, question: str, query: Query, offered: Sequence[Offered]) -> str | None:
        """Return the id of the passage that answers `question`, `NONE` if none does, None if that can't be decided.

        It raises nothing, and takes only the time and the tokens that it was given for the whole message.
        """
        ...


def chosen_first(chooser: ChoosesPassage, question: str, query: Query, weighed: Weighed) -> Weighed | None:
    """Return the candidates, the chosen one first; an empty list if none answers; None if nothing was decided.

    What lacks a kind of fact that is asked for can't be chosen, nor what the gate holds for all but impossible. "None"
    decides only if the likeliest candidate was among those to choose from.
    """
    eligible = [pair for pair in weighed if pair[0] >= LEAST_CHANCE and not pair[1].evidence["facts_lacking"]][:MOST]
    if not eligible:
        return None
    passages = [Offered(one.hit.passage, one.text) for _, one in eligible]
    chosen = chooser.choose(question, query, passages)
    if chosen == NONE:
        return [] if eligible[0] is weighed[0] else None
    best = next((pair for pair in eligible if pair[1].hit.passage.id == chosen), None)
    return [best, *(pair for pair in weighed if pair is not best)] if best else None
