"""The checks, on sentences that were written to be let through and to be caught."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.llm.claims import StatedClaim
from bot.answering.llm.verification.alignment import IndexEvidence
from bot.answering.llm.verification.checker import Checker
from corpus.language import Language
from index.library import Library
from index.passage import Passage

HERE = Path(__file__).parent
CLAIMS = [json.loads(line) for line in (HERE / "claims.jsonl").read_text("utf-8").splitlines()]
TWISTS = [json.loads(line) for line in (HERE / "twists.jsonl").read_text("utf-8").splitlines()]
FLOORS = {"kept": 0.95, "caught": 0.95}  # shares of the true sentences kept, of the false ones caught


class Words:
    """Evidence without a model: every sentence is as near as told, every word known."""

    def __init__(self, near: float = 1.0) -> None:
        self.near = near

    def nearness(self, claim: str, texts: Sequence[str]) -> list[float]:
        """Return the same for each."""
        return [self.near for _ in texts]

    def knows(self, word: str) -> bool:
        """Return True."""
        return True


class Spoken(Words):
    """Evidence with the words of the library."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.knows = IndexEvidence(library).knows  # type: ignore[method-assign]  # the rest is that of Words


def fault_of(checker: Checker, line: dict[str, str], library: Library) -> str | None:
    """Return the fault found in a sentence about a card and what it leaves unsaid, read as one text."""
    language: Language = "fr" if line["lang"] == "fr" else "en"
    passage = library.searcher().passage(line["card"], "fr" if line["fault"] == "language" else language)
    assert passage is not None
    whole = replace(passage, text=f"{passage.text}\n\n{passage.unsaid}".strip())
    return checker.fault(StatedClaim(text=line["text"], passages=["p1"]), {"p1": whole}, language)


def test_true_sentences_are_kept_and_false_ones_caught(library: Library) -> None:
    """Over all cards that the sentences are about, in both languages; docs/model.md has the figures."""
    checker = Checker(Spoken(library))
    told: dict[str, list[bool]] = {"kept": [], "caught": []}
    for line in CLAIMS:
        told["caught" if line["fault"] else "kept"].append(
            bool(fault_of(checker, line, library)) == bool(line["fault"])
        )
    shares = {name: sum(each) / len(each) for name, each in told.items()}
    assert {name: share for name, share in shares.items() if share < FLOORS[name]} == {}


def test_what_is_true_is_near_in_meaning(library: Library) -> None:
    """Measured by the embedding model, in both languages."""
    checker = Checker(IndexEvidence(library))
    true = [line for line in CLAIMS if line["half"] == "report" and not line["fault"]][::3]
    assert [line["text"] for line in true if fault_of(checker, line, library)] == []


def test_what_is_far_in_meaning_is_caught() -> None:
    """However many words are the same."""
    passage = Passage("d-1", "Partners report monthly.", "en", "", "", "", "d")
    checker = Checker(Words(0.5))
    assert (
        checker.fault(StatedClaim(text="Partners report monthly.", passages=["p1"]), {"p1": passage}, "en") == "support"
    )


@pytest.mark.parametrize("line", TWISTS, ids=lambda line: line["claim"])
def test_a_twist_is_seen_and_another_wording_let_through(line: dict[str, str]) -> None:
    """Numbers, dates, ranges, ordinals, how often; denials of every sort; force, exceptions, some; roles; markup."""
    language: Language = "fr" if line["lang"] == "fr" else "en"
    passage = Passage("d-1", line["text"], language, "", "", "", "d")
    stated = StatedClaim(text=line["claim"], passages=["p1"])
    assert Checker(Words()).fault(stated, {"p1": passage}, language) == line["fault"]


TWO = {
    "p1": Passage("d-1", "UNICEF partners report each month.", "en", "UNICEF", "", "", "d"),
    "p2": Passage("d-2", "The network has eighty members.", "en", "Save the Children", "", "", "d"),
}


@pytest.mark.parametrize(
    ("claim", "fault", "bearing"),
    [
        ("UNICEF partners report each month.", None, ["p1"]),
        ("The network has eighty members.", None, ["p2"]),
        ("The network of eighty members reports each month.", "owner", []),
        ("UNICEF partners report to the network members.", "owner", []),
        ("According to Save the Children, UNICEF partners report each month.", "support", []),
    ],
)
def test_what_two_owners_say_is_not_mixed(claim: str, fault: str | None, bearing: list[str]) -> None:
    """A sentence that cites both is borne by one of them alone, which is then its source; or it is dropped."""
    stated = StatedClaim(text=claim, passages=["p1", "p2"])
    assert Checker(Words()).verify(stated, TWO, "en") == (fault, bearing)


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
