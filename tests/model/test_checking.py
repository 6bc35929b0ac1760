"""The checks, on sentences that were written to be let through and to be caught."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.model.checking import Checker
from bot.model.claims import StatedClaim
from bot.model.evidence import IndexEvidence
from corpus.language import Language
from index.library import Library
from index.passage import Passage

LINES = [json.loads(line) for line in (Path(__file__).parent / "claims.jsonl").read_text("utf-8").splitlines()]
FEW = [line for line in LINES if line["half"] == "report"]
FLOORS = {"kept": 0.95, "caught": 0.95}  # shares of the true sentences kept, of the false ones caught


class Words:
    """Evidence without a model: every sentence is near, every word known."""

    def nearness(self, claim: str, texts: Sequence[str]) -> list[float]:
        """Return 1 for each."""
        return [1.0 for _ in texts]

    def knows(self, word: str) -> bool:
        """Return True."""
        return True


def test_true_sentences_are_kept_and_false_ones_caught(library: Library) -> None:
    """Of the newer sentences, over eighteen cards in both languages; docs/model.md has the figures."""
    checker, searcher = Checker(IndexEvidence(library)), library.searcher()
    told: dict[str, list[bool]] = {"kept": [], "caught": []}
    for line in FEW:
        passage = searcher.passage(line["card"], "fr" if line["fault"] == "language" else line["lang"])
        assert passage is not None
        fault = checker.fault(StatedClaim(text=line["text"], passages=["p1"]), {"p1": passage}, line["lang"])
        told["caught" if line["fault"] else "kept"].append(bool(fault) == bool(line["fault"]))
    shares = {name: sum(right) / len(right) for name, right in told.items()}
    assert {name: share for name, share in shares.items() if share < FLOORS[name]} == {}


@pytest.mark.parametrize(
    ("text", "claim", "language", "fault"),
    [
        ("Le préavis est de trente jours.", "Le préavis est de 30 jours.", "fr", None),
        ("Le préavis est de trente jours.", "Le préavis est de 30 mois.", "fr", "number"),
        ("The notice is one month.", "The notice is two months.", "en", "number"),
        ("The fee is 1,500 euros.", "The fee is 1500 euros.", "en", None),
        ("The fee is 1,500 euros.", "The fee is 1500 dollars.", "en", "number"),
        ("The report is due on 5 March 2024.", "The report is due on 5 May 2024.", "en", "number"),
        ("Write to help@example.org.", "Write to help@example.com.", "en", "name"),
        ("The office in Dakar decides.", "The office in Bamako decides.", "en", "name"),
        ("Staff may leave early.", "Staff must leave early.", "en", "force"),
        ("Staff may leave early.", "Staff leave early.", "en", "force"),
        ("Il est permis de partir tôt.", "Il est obligatoire de partir tôt.", "fr", "force"),
        ("Some partners report monthly.", "All partners report monthly.", "en", "force"),
        ("Partners report monthly.", "Only partners report monthly.", "en", "force"),
        ("Les partenaires ne paient pas de frais.", "Les partenaires paient des frais.", "fr", "negation"),
        ("Les partenaires paient des frais.", "Les partenaires ne paient jamais de frais.", "fr", "negation"),
        ("Le réseau a plus de 80 membres.", "Le réseau a moins de 80 membres.", "fr", "number"),
        ("The network has at least 80 members.", "The network has 80 members.", "en", "number"),
        ("This does not necessarily mean that it stops.", "This means that it stops.", "en", "negation"),
        ("Partners help. How is not said: money or staff.", "Partners help by paying money soon.", "en", "support"),
        ("Report before the end of the project.", "Report after the end of the project.", "en", "opposite"),
    ],
)
def test_each_check_sees_its_fault(text: str, claim: str, language: Language, fault: str | None) -> None:
    """Numbers in figures and words with their units, dates, names, force, negation, opposites."""
    passage = Passage("d-1", text, language, "", "", "", "d")
    stated = StatedClaim(text=claim, passages=["p1"])
    assert Checker(Words()).fault(stated, {"p1": passage}, language) == fault
