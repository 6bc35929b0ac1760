"""Check a claim against the passages that it cites, before anyone sees it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answering.llm.claims import StatedClaim
from bot.answering.llm.verification.alignment import Evidence, TextUnit, restated, share, units
from bot.answering.llm.verification.entities import attributions, foreign_names, foreign_roles, swaps
from bot.answering.llm.verification.numbers import counts, quantities, uncounted
from bot.answering.polarity import (
    Modality,
    contradicts,
    denials,
    drops_condition,
    generalizes,
    is_of_saying,
    modalities,
)
from corpus.language import Language
from index.passage import Passage
from index.text.folding import plain, terms
from index.text.language_detection import detect

ClaimFault = Literal[
    "citation", "form", "language", "number", "name", "role", "owner",
    "negation", "force", "opposite", "support", "entailment",
]  # fmt: skip
Entailment = Callable[[str, str], float]  # probability that the first text entails the second

_MARKUP = re.compile(r"[<>`{}\\|]|\*\*|__|~~|(?:^|\s)[*_]\w|\]\s*\(|!\[|^#|&(?:#\d+|[a-z]+);")
_HANDLE = re.compile(r"(?<![\w.])[@/#][A-Za-z]\w{2,}")
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn", "So", "Sk"}  # Unicode's categories: control, format, private, pictures
_NEAREST_DENIED = 2  # stems right after a negation; a claim that states them states the contrary
_MOST_DENIED = 0.6  # share of all stems that a negation reaches, with the same effect
_NEW_WORDS = 1  # stems of its own that any claim may have; numbers have their own check
_COUNTING = 0.25  # share of a claim's stems, without numbers, from which a unit's numbers count for it
_NEAREST = 3  # units whose meaning is compared with the claim's
_WEAK_FIRST: tuple[Modality, ...] = ("possible", "advised", "expected", "obliged")  # "may be necessary": a possibility


@dataclass(frozen=True, slots=True)
class CheckerThresholds:
    """The limits of the checks; docs/model.md says how they were chosen."""

    overlap: float = 0.7  # share of a claim's stems found in its passages; all but one for a short claim
    nearness: float = 0.86  # cosine of the claim and the nearest unit
    foreign: float = 0.86  # the same if passage and claim are in different languages
    denial: float = 0.5  # share of what a claim denies that a passage must deny as well
    entailed: float = 0.5  # probability that the passage entails the claim


class Checker:
    """Finds the first fault of a claim."""

    def __init__(
        self, evidence: Evidence, entailment: Entailment | None = None, limits: CheckerThresholds = CheckerThresholds()
    ) -> None:
        self._evidence, self._entailment, self._limits = evidence, entailment, limits

    def verify(
        self, claim: StatedClaim, given: Mapping[str, Passage], language: Language
    ) -> tuple[ClaimFault | None, list[str]]:
        """Return the fault of `claim`, None if there is none, and the ids of the cited passages that support it.

        Each owner's passages are checked alone, so that no claim mixes the words of two.
        """
        whole = self.fault(claim, given, language)
        by_owner: dict[str, list[str]] = {}
        for key in claim.passages:
            by_owner.setdefault(given[key].owner if key in given else "", []).append(key)
        if whole == "citation" or len(by_owner) < 2:
            return whole, claim.passages
        alone = [claim.model_copy(update={"passages": keys}) for keys in by_owner.values()]
        supporting = [key for part in alone if self.fault(part, given, language) is None for key in part.passages]
        return (None, supporting) if supporting else (whole or "owner", [])

    def fault(self, claim: StatedClaim, given: Mapping[str, Passage], language: Language) -> ClaimFault | None:
        """Return the first fault of `claim`, in `language` and citing some of `given`; None if there is none."""
        if not claim.passages or not set(claim.passages) <= set(given):
            return "citation"
        cited = [given[key] for key in claim.passages]
        source = "\n".join(map(_whole, cited))
        if malformed(claim.text, source):
            return "form"
        if detect(claim.text, language) != language:
            return "language"
        if _miscounts(claim.text, language, cited):
            return "number"
        if foreign_names(claim.text, source, self._evidence.knows) or _misattributed(claim.text, source, cited):
            return "name"
        if foreign_roles(claim.text, source):
            return "role"
        pool = [unit for passage in cited for unit in units(passage)]
        restated_units = self._restated_units(claim.text, language, pool)
        if not restated_units:
            return "support"
        wording = self._wording(claim.text, language, restated_units, pool)
        return wording or self._support(claim.text, language, restated_units, cited)

    def warm_up(self) -> None:
        """Load the entailment model, if there is one. Raise ModelError if it can't be had."""
        if self._entailment:
            self._entailment("", "")

    def _wording(
        self, claim: str, language: Language, restated_units: Sequence[TextUnit], pool: Sequence[TextUnit]
    ) -> ClaimFault | None:
        if self._is_denied(claim, language, restated_units, pool):
            return "negation"
        if _changes_modality(claim, language, restated_units):
            return "force"
        if restated_units[0].language == language and swaps(claim, restated_units[0].text):
            return "role"
        return "opposite" if contradicts(claim, restated_units[0].text) else None

    def _restated_units(self, claim: str, language: Language, pool: Sequence[TextUnit]) -> list[TextUnit]:
        """Return the units that the claim restates, best first; in another language the nearest one by meaning."""
        own = [unit for unit in pool if unit.language == language]
        found = restated(claim, language, own)
        other = [unit for unit in pool if unit.language != language]
        if found or not other:
            return found
        near = self._evidence.nearness(claim, [unit.text for unit in other])
        return [max(zip(near, other, strict=True), key=lambda pair: pair[0])[1]]

    def _is_denied(
        self, claim: str, language: Language, restated_units: Sequence[TextUnit], pool: Sequence[TextUnit]
    ) -> bool:
        """Tell whether the claim denies something that its passages don't deny, or states what they deny."""
        said, best = frozenset(terms(claim, language)), restated_units[0]
        denied = denials(claim, language)
        if best.language != language:
            return bool(denied) != bool(denials(best.text, best.language))
        silent = not any(is_of_saying((stem,), language) for stem in said)
        passage_denials = [reach for unit in pool for reach in _denied_by(unit, silent)]
        if not all(any(self._denies(reach, other) for other in passage_denials) for reach in denied if reach):
            return True
        reached = frozenset(stem for reach in denied for stem in reach)
        return any(
            reach and _states(said, reach) and not reached & set(reach) for reach in denials(best.text, best.language)
        )

    def _denies(self, reach: Sequence[str], other: Sequence[str]) -> bool:
        """Tell whether a passage's denial covers a claim's: most of its stems, or half of them and the nearest."""
        same = share(frozenset(reach), frozenset(other))
        return same >= self._limits.denial and (reach[0] in other or same > _MOST_DENIED)

    def _support(
        self, claim: str, language: Language, restated_units: Sequence[TextUnit], cited: Sequence[Passage]
    ) -> ClaimFault | None:
        said = frozenset(terms(uncounted(claim, language), language))
        held = frozenset(stem for unit in _supporting(claim, language, restated_units, cited) for stem in unit.stems)
        same = any(passage.language == language for passage in cited)
        if same and len(said - held) > max(_NEW_WORDS, (1 - self._limits.overlap) * len(said)):
            return "support"
        least = self._limits.nearness if same else self._limits.foreign
        texts = [*(unit.text for unit in restated_units[:_NEAREST]), *(passage.text for passage in cited)]
        if max(self._evidence.nearness(claim, texts)) < least:
            return "support"
        if self._entailment is None:
            return None
        best = max(self._entailment(passage.text, claim) for passage in cited)
        return None if best >= self._limits.entailed else "entailment"


def malformed(claim: str, source: str) -> bool:
    r"""Tell whether `claim` has markup, invisible characters, pictures or handles that `source` does not have.

    >>> malformed("Partners report.", ""), malformed("Partners **report**.", ""), malformed("Ask @someone.", "")
    (False, True, True)
    >>> malformed("Ask \u202emoc.", ""), malformed("Write to @unicef.", "@unicef")
    (True, False)
    """
    if any(mark not in source for mark in [*_MARKUP.findall(claim), *_HANDLE.findall(claim)]):
        return True
    return any(unicodedata.category(sign) in _HIDDEN and sign not in source for sign in claim)


def _denied_by(unit: TextUnit, silent: bool) -> list[tuple[str, ...]]:
    """Return the denials of a unit; with `silent`, none for a unit that denies that something is said."""
    found = denials(unit.text, unit.language)
    return [] if silent and any(is_of_saying(reach, unit.language) for reach in found) else found


def _states(said: frozenset[str], reach: Sequence[str]) -> bool:
    """Tell whether the stems of a claim state what a negation reaches."""
    return set(reach[:_NEAREST_DENIED]) <= said or share(frozenset(reach), said) > _MOST_DENIED


def _supporting(
    claim: str, language: Language, restated_units: Sequence[TextUnit], cited: Sequence[Passage]
) -> list[TextUnit]:
    """Return the units whose words support `claim`; those with a denial support no claim without one."""
    pool = [unit for passage in cited for unit in units(passage)]
    if denials(claim, language):
        return pool
    return [unit for unit in pool if unit in restated_units or not denials(unit.text, unit.language)]


def _changes_modality(claim: str, language: Language, restated_units: Sequence[TextUnit]) -> bool:
    """Tell whether the claim has another modality than the units it restates: "encouraged" is not "required"."""
    said, best = modalities(claim, language), modalities(restated_units[0].text, restated_units[0].language)
    restated_modalities = frozenset().union(*(modalities(unit.text, unit.language) for unit in restated_units))
    if not said <= restated_modalities or (("except", False) in best - said):
        return True
    if restated_units[0].language == language and generalizes(claim, restated_units[0].text, language):
        return True
    if not restated_units[0].item and drops_condition(
        claim, restated_units[0].text
    ):  # a list's condition is often in the question
        return True
    if any(denied for _, denied in said & best):
        return False  # it restates the denial
    weakest = next(((modality, False) for modality in _WEAK_FIRST if (modality, False) in best), None)
    return weakest is not None and weakest not in said


def _miscounts(claim: str, language: Language, cited: Sequence[Passage]) -> bool:
    """Tell whether the claim has a number that the restated units lack, or counts something else with it."""
    stated = quantities(claim, language)
    if not stated:
        return False
    stems = frozenset(terms(uncounted(claim, language), language))
    pool = [unit for passage in cited for unit in units(passage)]
    near = [unit for unit in pool if unit.language != language or share(stems, unit.stems) >= _COUNTING]
    texts = [(unit.text, unit.language) for unit in (near if stems else pool)]
    texts += [(_source(passage), passage.language) for passage in cited]
    if not stated <= frozenset().union(*(quantities(*text) for text in texts)):
        return True
    held: dict[str, frozenset[str]] = {}
    for text, text_language in texts:
        for stem, found in counts(text, text_language).items() if text_language == language else ():
            held[stem] = held.get(stem, frozenset()) | found
    return any(stem in held and not found <= held[stem] for stem, found in counts(claim, language).items())


def _misattributed(claim: str, source: str, cited: Sequence[Passage]) -> bool:
    """Tell whether the claim attributes something ("according to…") to a source that the passages don't name."""
    owners = plain(" ".join(f"{passage.owner} {passage.title} {passage.section}" for passage in cited))
    return any(name not in owners for name in attributions(claim) - attributions(source))


def _source(passage: Passage) -> str:
    return "\n".join(filter(None, (passage.owner, passage.title, passage.section)))


def _whole(passage: Passage) -> str:
    """Return the text of a passage with its source and heading."""
    return f"{_source(passage)}\n{passage.text}"
