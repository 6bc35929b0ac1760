"""Find what each piece of evidence for follow-ups is worth and write it to the corpus: part of `make gate-weights`.

The conversations are by people who saw the five pages and nothing else (`corpus/follow_ups`). Before that the weights
of the gate must be up to date, since what it finds is evidence.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.answering.advisor import Advisor
from bot.answering.evidence import Evidence
from bot.answering.follow_up_evidence import gather_followed, read_follow_up
from bot.answering.gate import Gate
from bot.answering.inquiry import Inquiry, PastExchange
from bot.answering.odds import FOLLOW_UPS, TreeOdds
from bot.answering.wishes import QUESTION
from bot.evaluation.gate_training import grow_trees
from corpus.card import BUNDLED_CORPUS
from corpus.collection import read_corpus
from corpus.follow_ups import AskedFollowUp, read_follow_ups
from index.library import Library

_UNANSWERED = 2.0  # weight of a question that nothing answers: there are few, and a wrong answer harms more
# Found by leaving out one person after the other: trees bound to a direction, or of 3 levels, do no better.
_BOOSTING: dict[str, Any] = {
    "max_iter": 80,
    "learning_rate": 0.07,
    "max_depth": 4,
    "min_samples_leaf": 25,
    "l2_regularization": 10.0,
    "early_stopping": False,
    "random_state": 0,
}


@dataclass(frozen=True, slots=True)
class WeighedFollowUp:
    """A follow-up with the evidence for each passage that may answer it, and whether that passage does."""

    asked: AskedFollowUp
    candidates: tuple[Evidence, ...]
    answers: tuple[bool, ...]


def weighed(library: Library, questions: Iterable[AskedFollowUp]) -> Iterator[WeighedFollowUp]:
    """Gather the evidence for each question, without those that are in several parts or only name an item of a list."""
    advisor, gate, searcher = Advisor(library), Gate(library.corpus), library.searcher()
    for asked in questions:
        before = [PastExchange(question, "", asked.language, None, ()) for question in asked.before]
        understood = advisor.understood(Inquiry(asked.text, language=asked.language, history=before))
        if understood.wish != QUESTION or len(understood.parts) != 1:
            continue
        (part, query) = understood.parts[0]
        read = read_follow_up(part, query, understood, library.reader, searcher)
        found = gather_followed(read, gate, library.passage_reader, searcher)
        if found:
            passages, candidates = zip(*found, strict=True)
            yield WeighedFollowUp(asked, candidates, tuple(one.id in asked.cards for one in passages))


def fit_trees(examples: Iterable[WeighedFollowUp]) -> TreeOdds:
    """Return the boosted trees that tell passages that answer from others."""
    rows = [
        (evidence, answers, 1.0 if example.asked.cards else _UNANSWERED)
        for example in examples
        for evidence, answers in zip(example.candidates, example.answers, strict=True)
    ]
    names = sorted(rows[0][0])
    values = [[evidence[name] for name in names] for evidence, _, _ in rows]
    return grow_trees(names, values, [answers for _, answers, _ in rows], [weight for _, _, weight in rows], _BOOSTING)


def main() -> None:
    """Find the trees and write them where they are shipped."""
    with tempfile.TemporaryDirectory() as home:
        library = Library(read_corpus(BUNDLED_CORPUS), Path(home))
        library.build(lambda done, total: None)
        examples = list(weighed(library, read_follow_ups(BUNDLED_CORPUS)))
    print(f"Follow-ups: {len(examples)} questions.", file=sys.stderr, flush=True)
    FOLLOW_UPS.write_text(json.dumps(asdict(fit_trees(examples)), separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{FOLLOW_UPS} is written.", file=sys.stderr)


if __name__ == "__main__":
    main()
