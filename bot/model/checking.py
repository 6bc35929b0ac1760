"""Check a claim against the passages that it cites, before anyone sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.model.alignment import Unit, restated, share, units
from bot.model.claims import StatedClaim
from bot.model.force import Force, contradicts, denials, forces
from bot.model.names import foreign_names
from bot.model.numbers import quantities
from corpus.language import Language
from index.folding import terms
from index.language import detect
from index.passage import Passage

Fault = Literal["citation", "language", "number", "name", "negation", "force", "opposite", "support", "entailment"]

_NEAREST_DENIED = 2  # stems right after a negation: a claim that states them states the contrary
_NEAREST = 3  # units whose meaning is compared with the claim's
_WEAK_FIRST: tuple[Force, ...] = ("possible", "advised", "obliged")  # "may be necessary" is a possibility


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a check turns. How they were chosen: docs/model.md."""

    overlap: float = 0.6  # share of a claim's stems that its passages bear
    nearness: float = 0.86  # cosine of the claim and the nearest unit
    foreign: float = 0.86  # the same where passage and claim are in different languages
    denial: float = 0.5  # share of what a claim denies that a passage must deny as well
    entailed: float = 0.5  # probability that the passage entails the claim


class Evidence(Protocol):
    """What the checks ask of the index."""

    def nearness(self, claim: str, texts: Sequence[str]) -> list[float]:
        """Return the cosine of each of `texts` to `claim`."""

    def knows(self, word: str) -> bool:
        """Tell whether any text, in either language, bears `word`."""


Entailment = Callable[[str, str], float]  # probability that the first text entails the second


class Checker:
    """Finds the first fault of a claim."""

    def __init__(
        self, evidence: Evidence, entailment: Entailment | None = None, limits: Thresholds = Thresholds()
    ) -> None:
        self._evidence, self._entailment, self._limits = evidence, entailment, limits

    def fault(self, claim: StatedClaim, given: Mapping[str, Passage], language: Language) -> Fault | None:
        """Return what is wrong with `claim`, to be in `language` and to cite some of `given`; None if nothing is."""
        if not claim.passages or not set(claim.passages) <= set(given):
            return "citation"
        if detect(claim.text, language) != language:
            return "language"
        cited = [given[key] for key in claim.passages]
        if not quantities(claim.text, language) <= _held(cited):
            return "number"
        if foreign_names(claim.text, "\n".join(map(_whole, cited)), self._evidence.knows):
            return "name"
        pool = [unit for passage in cited for unit in units(passage)]
        bearing = self._bearing(claim.text, language, pool)
        if not bearing:
            return "support"
        wording = self._wording(claim.text, language, bearing, pool)
        return wording or self._support(claim.text, language, bearing, cited)

    def warm_up(self) -> None:
        """Load the model for inference, if there is one. Raise ModelError if it can't be had."""
        if self._entailment:
            self._entailment("", "")

    def _wording(self, claim: str, language: Language, bearing: Sequence[Unit], pool: Sequence[Unit]) -> Fault | None:
        if self._is_denied(claim, language, bearing, pool):
            return "negation"
        if _forced(claim, language, bearing):
            return "force"
        return "opposite" if contradicts(claim, bearing[0].text) else None

    def _bearing(self, claim: str, language: Language, pool: Sequence[Unit]) -> list[Unit]:
        """Return the units that the claim restates, best first; across languages the nearest one by meaning."""
        own = [unit for unit in pool if unit.language == language]
        found = restated(claim, language, own)
        other = [unit for unit in pool if unit.language != language]
        if found or not other:
            return found
        near = self._evidence.nearness(claim, [unit.text for unit in other])
        return [max(zip(near, other, strict=True), key=lambda pair: pair[0])[1]]

    def _is_denied(self, claim: str, language: Language, bearing: Sequence[Unit], pool: Sequence[Unit]) -> bool:
        """Tell whether the claim denies what its passages do not, or states what they deny."""
        said, best = frozenset(terms(claim, language)), bearing[0]
        denied = denials(claim, language)
        if best.language != language:
            return bool(denied) != bool(denials(best.text, best.language))
        held = [frozenset(reach) for unit in pool for reach in denials(unit.text, unit.language)]
        if any(
            not any(share(frozenset(reach), other) >= self._limits.denial for other in held)
            for reach in denied
            if reach
        ):
            return True
        reached = frozenset(stem for reach in denied for stem in reach)
        return any(
            reach and set(reach[:_NEAREST_DENIED]) <= said and not reached & set(reach)
            for reach in denials(best.text, best.language)
        )

    def _support(
        self, claim: str, language: Language, bearing: Sequence[Unit], cited: Sequence[Passage]
    ) -> Fault | None:
        said = frozenset(terms(claim, language))
        held = frozenset(stem for unit in _supporting(claim, language, bearing, cited) for stem in unit.stems)
        same = any(passage.language == language for passage in cited)
        if same and share(said, held) < self._limits.overlap:
            return "support"
        least = self._limits.nearness if same else self._limits.foreign
        texts = [*(unit.text for unit in bearing[:_NEAREST]), *(passage.text for passage in cited)]
        if max(self._evidence.nearness(claim, texts)) < least:
            return "support"
        if self._entailment is None:
            return None
        best = max(self._entailment(passage.text, claim) for passage in cited)
        return None if best >= self._limits.entailed else "entailment"


def _supporting(claim: str, language: Language, bearing: Sequence[Unit], cited: Sequence[Passage]) -> list[Unit]:
    """Return the units whose words support `claim`: what a passage denies lends no words to what it does not."""
    pool = [unit for passage in cited for unit in units(passage)]
    if denials(claim, language):
        return pool
    return [unit for unit in pool if unit in bearing or not denials(unit.text, unit.language)]


def _forced(claim: str, language: Language, bearing: Sequence[Unit]) -> bool:
    """Tell whether the claim is of another force than what it restates: "encouraged" is not "required"."""
    said, best = forces(claim, language), forces(bearing[0].text, bearing[0].language)
    borne = frozenset().union(*(forces(unit.text, unit.language) for unit in bearing))
    if not said <= borne:
        return True
    if any(denied for _, denied in said & best):
        return False  # it restates what is denied
    weakest = next(((modal, False) for modal in _WEAK_FIRST if (modal, False) in best), None)
    return weakest is not None and weakest not in said


def _held(cited: Sequence[Passage]) -> frozenset[str]:
    return frozenset().union(*(quantities(_whole(passage), passage.language) for passage in cited))


def _whole(passage: Passage) -> str:
    """Return everything that a passage says, its source and heading included."""
    return "\n".join(filter(None, (passage.owner, passage.title, passage.section, passage.text)))
