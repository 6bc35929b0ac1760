"""The verification of a model's words: the only module of this package that is imported from outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.answering.answer import Claim, Finding
from bot.answering.llm.claims import StatedClaim
from bot.answering.llm.verification.checker import Checker, Entailment
from bot.answering.llm.verification.completeness import lack
from bot.answering.llm.verification.evidence import Evidence, IndexEvidence
from bot.answering.llm.verification.rewording import is_faithful, says_the_same
from corpus.language import Language
from index.library import Library
from index.passage import Passage

__all__ = ["Verifier", "is_faithful"]


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
        return self._checker.ruling(claim, given, language)

    def missing(self, finding: Finding, claims: Sequence[Claim], language: Language) -> str | None:
        """Return the lack of verified claims, compared with quoting the passages; None if they answer as well."""
        return lack(finding, claims, language, self._evidence)

    def is_translation(self, quote: str, source: Language, text: str, target: Language) -> bool:
        """Tell whether `text`, in `target`, says the same as `quote`, in `source`."""
        return says_the_same(quote, source, text, target, self._evidence)

    def warm_up(self) -> None:
        """Load what the checks need. Raise ModelError if that can't be had."""
        self._checker.warm_up()
