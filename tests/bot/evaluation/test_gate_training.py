"""The weights of the gate come from questions whose answers are known."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from bot.answering.evidence import CARD_EVIDENCE, DOCUMENT_EVIDENCE, Candidate
from bot.answering.odds import LogisticOdds, shipped_odds
from bot.answering.votes import ExampleVotes
from bot.evaluation.gate_training import (
    _AGAINST,
    _BOOSTING,
    _FOR,
    TaughtQuestion,
    WeighedQuestion,
    _rows,
    _trees,
    fit_odds,
    write_odds,
)
from index.passage import Hit, Passage

EVIDENCE = {*CARD_EVIDENCE, *DOCUMENT_EVIDENCE}


def example(kind: str, answers: bool, random: Random) -> WeighedQuestion:
    """Return a question with a card and a document's passage; only the reader tells which of them answers."""
    candidates = []
    for document in ("", "doc"):
        right = answers and bool(document) == (kind == "document")
        evidence = {name: random.gauss(0, 1) for name in sorted(EVIDENCE)} | {
            "reader": random.gauss(2 if right else -2, 0.5)
        }
        passage = Passage(f"{document}-p", "…", "en", "", "", "", document)
        candidates.append(Candidate(Hit(1, passage), "…", evidence))
    votes = ExampleVotes(0.1, {}, {"thanks": 0.9}) if kind == "talk" else ExampleVotes(0.9, {}, {"thanks": 0.1})
    told = tuple(answers and bool(one.hit.passage.document) == (kind == "document") for one in candidates)
    return WeighedQuestion(TaughtQuestion(kind, "someone", "en", "…"), votes, tuple(candidates), told)  # type: ignore[arg-type]  # a kind by name


def test_what_tells_an_answer_decides(tmp_path: Path) -> None:
    """The reader's judgement, of all evidence; what is written is what is read."""
    random = Random(0)
    examples = [example(kind, kind != "near", random) for kind in ("card", "document", "near") for _ in range(200)]
    found = fit_odds(examples)
    document = found["document"]
    assert isinstance(document, LogisticOdds)
    assert max(document.weights, key=lambda key: abs(document.weights[key])) == "reader"
    card, passage = examples[0].candidates
    assert found["card"].of(card.evidence) > 0 > document.of(passage.evidence)
    write_odds(found, tmp_path / "gate.json")
    read = shipped_odds(tmp_path / "gate.json")
    for one in examples:
        for name in ("card", "document"):
            assert read[name].of(one.candidates[0].evidence) == found[name].of(one.candidates[0].evidence)


def test_trees_say_what_the_library_does() -> None:
    """Within what rounding changes."""
    random = Random(1)
    examples = [example(kind, kind != "near", random) for kind in ("card", "near") for _ in range(200)]
    rows, labels, weights = _rows(examples, CARD_EVIDENCE, cards=True)
    trees = _trees(CARD_EVIDENCE, rows, labels, weights)
    kinds = [(name in _FOR) - (name in _AGAINST) for name in CARD_EVIDENCE]
    model = HistGradientBoostingClassifier(**_BOOSTING, monotonic_cst=kinds).fit(rows, labels, sample_weight=weights)
    said = [trees.of(dict(zip(CARD_EVIDENCE, row, strict=True))) for row in rows.tolist()]
    assert said == pytest.approx(model.decision_function(rows).tolist(), abs=0.01)
