"""Verify a model's words against passages; the only module of this package that is imported from outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal

from bot.answering.answer import CitedClaim, Finding
from bot.answering.facts import FactKind, asked_kinds, holds
from bot.answering.llm.claims import StatedClaim
from bot.answering.llm.verification.alignment import Evidence, IndexEvidence, TextUnit, share, units
from bot.answering.llm.verification.checker import Checker, Entailment
from bot.answering.llm.verification.rewording import asks_about, is_faithful, says_the_same
from bot.answering.polarity import denials
from corpus.language import Language
from index.library import Library
from index.passage import Passage
from index.text.folding import terms

__all__ = ["Verifier", "asks_about", "is_faithful"]  # what the rest of the bot may use of this package

Lack = Literal["nothing", "fact", "list", "point", "rest"]

COVERED = 0.6  # share of an item's stems in the claims from which they name it
MET = 0.5  # the same for the sentence nearest to the question
MOST = 0.5  # the same for the quotation of the best passage, without its denials


class Verifier:
    """Verifies what a model states against passages; safe to share between threads."""

    def __init__(self, evidence: Evidence, entailment: Entailment | None = None) -> None:
        self._evidence, self._checker = evidence, Checker(evidence, entailment)

    @classmethod
    def of_library(cls, library: Library, entailment: Entailment | None = None) -> Verifier:
        """Return a verifier whose evidence is the library's embedding model and vocabulary."""
        return cls(IndexEvidence(library), entailment)

    def verify(
        self, claim: StatedClaim, given: Mapping[str, Passage], language: Language
    ) -> tuple[str | None, Sequence[str]]:
        """Return the fault of `claim`, None if there is none, and the ids of the passages that support it.

        `given` are the passages by the ids that the claim cites, `language` is that of the answer.
        """
        return self._checker.verify(claim, given, language)

    def missing(self, finding: Finding, claims: Sequence[CitedClaim], language: Language) -> str | None:
        """Return the lack of verified claims, compared with quoting the passages; None if they answer as well."""
        return first_lack(finding, claims, language, self._evidence)

    def is_translation(self, quote: str, source: Language, text: str, target: Language) -> bool:
        """Tell whether `text`, in `target`, says the same as `quote`, in `source`."""
        return says_the_same(quote, source, text, target, self._evidence)

    def warm_up(self) -> None:
        """Load what the checks need. Raise ModelError if that can't be had."""
        self._checker.warm_up()


def first_lack(finding: Finding, claims: Sequence[CitedClaim], language: Language, evidence: Evidence) -> Lack | None:
    """Return the first lack of the claims, compared with the quoted passages; None if they answer as well.

    "fact": a kind of fact that is asked for; "list": some items of a list that they use, or that is asked for;
    "point": the sentence nearest to the question; "rest": half of what would be quoted first.
    """
    if not claims:
        return "nothing"
    said = " ".join(claim.text for claim in claims)
    kinds = asked_kinds(finding.question)
    if any(_is_held(finding, kind) and not holds(said, kind) for kind in kinds - {"list"}):
        return "fact"
    stems = frozenset(terms(said, language))
    cited = {passage.id for claim in claims for passage in claim.passages}
    for passage in finding.passages:
        if passage.language != language:
            continue  # stems can't be compared across languages
        if (passage.id in cited or "list" in kinds) and _breaks_a_list(passage, stems, "list" in kinds):
            return "list"
    if not _meets(finding, stems, language, evidence):
        return "point"
    return None if _says_most(finding, stems, language) else "rest"


def _is_held(finding: Finding, kind: FactKind) -> bool:
    return any(holds(passage.text, kind) for passage in finding.passages)


def _breaks_a_list(passage: Passage, said: frozenset[str], wanted: bool) -> bool:
    """Tell whether the claims give only some items of a list, or, if a list is `wanted`, not all of them."""
    for _, group in groupby((unit for unit in units(passage) if unit.item), key=lambda unit: unit.lead):
        named = [share(_own(unit), said) >= COVERED for unit in group]
        if len(named) > 1 and not all(named) and (wanted or any(named)):
            return True
    return False


def _own(unit: TextUnit) -> frozenset[str]:
    """Return the stems of an item; if it says more after a comma or colon, those of its first part."""
    own = frozenset(terms(unit.item.split(",")[0].split(":")[0], unit.language))
    return own or frozenset(terms(unit.item, unit.language))


def _meets(finding: Finding, said: frozenset[str], language: Language, evidence: Evidence) -> bool:
    """Tell whether the claims contain the sentence of the passages that is nearest to the question."""
    pool = [unit for passage in finding.passages if passage.language == language for unit in units(passage)]
    if not pool:
        return True
    near = evidence.nearness(finding.question, [unit.text for unit in pool])
    nearest = max(zip(near, pool, strict=True), key=lambda pair: pair[0])[1]
    return share(_own(nearest) if nearest.item else nearest.stems, said) >= MET


def _says_most(finding: Finding, said: frozenset[str], language: Language) -> bool:
    """Tell whether the claims contain half of the quotation of the best passage in their language."""
    passage = next((passage for passage in finding.passages if passage.language == language), None)
    if passage is None:
        return True
    quoted = finding.excerpts.get(passage.id)
    shown = replace(passage, text=quoted.text) if quoted else passage
    positive = [unit for unit in units(shown) if not denials(unit.text, unit.language)]
    stems = frozenset(stem for unit in positive or units(shown) for stem in unit.stems)
    return share(stems, said) >= MOST
