"""The weights of the gate come from questions whose answers are known."""

from __future__ import annotations

from pathlib import Path
from random import Random

from bot.answering.evidence import CARD_EVIDENCE, DOCUMENT_EVIDENCE, Candidate
from bot.answering.odds import shipped_odds
from bot.answering.votes import ExampleVotes
from bot.evaluation.gate_training import TaughtQuestion, WeighedQuestion, fit_odds, write_odds
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


def test_what_tells_an_answer_gets_the_weight(tmp_path: Path) -> None:
    """The reader's judgement; what is written is what is read."""
    random = Random(0)
    examples = [example(kind, kind != "near", random) for kind in ("card", "document", "near") for _ in range(60)]
    found = fit_odds(examples)
    for name in ("card", "document"):
        weights = found[name].weights
        assert max(weights, key=lambda key: abs(weights[key])) == "reader"
    card, passage = examples[0].candidates
    assert found["card"].of(card.evidence) > 0 > found["document"].of(passage.evidence)
    write_odds(found, tmp_path / "gate.json")
    assert shipped_odds(tmp_path / "gate.json")["card"].of(dict.fromkeys(EVIDENCE, 0.0)) == found["card"].bias
