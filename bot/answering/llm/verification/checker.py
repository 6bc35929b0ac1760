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
from bot.answering.llm.verification.polarity import (
    Modality,
    contradicts,
    denials,
    drops_condition,
    forces,
    generalizes,
    is_of_saying,
)
from corpus.language import Language
from index.passage import Passage
from index.text.folding import plain, terms
from index.text.language_detection import detect

_MARKUP = re.compile(r"[<>`{}\\|]|\*\*|__|~~|(?:^|\s)[*_]\w|\]\s*\(|!\[|^#|&(?:#\d+|[a-z]+);")
_HANDLE = re.compile(r"(?<![\w.])[@/#][A-Za-z]\w{2,}")
_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn", "So", "Sk"}  # Unicode's categories: control, format, private, pictures


def malformed(claim: str, source: str) -> bool:
    r"""Tell whether `claim` holds markup, signs that are not seen, pictures or handles that `source` does not bear.

    >>> malformed("Partners report.", ""), malformed("Partners **report**.", ""), malformed("Ask @someone.", "")
    (False, True, True)
    >>> malformed("Ask \u202emoc.", ""), malformed("Write to @unicef.", "@unicef")
    (True, False)
    """
    if any(mark not in source for mark in [*_MARKUP.findall(claim), *_HANDLE.findall(claim)]):
        return True
    return any(unicodedata.category(sign) in _HIDDEN and sign not in source for sign in claim)


ClaimFault = Literal[
    "citation", "form", "language", "number", "name", "role", "owner",
    "negation", "force", "opposite", "support", "entailment",
]  # fmt: skip

_NEAREST_DENIED = 2  # stems right after a negation: a claim that states them states the contrary
_MOST_DENIED = 0.6  # or so many of all that it reaches
_NEW_WORDS = 1  # stems of its own that any claim may have; numbers have their own check
_COUNTING = 0.25  # share of a claim's stems, numbers aside, from which on a unit's numbers count for it
_NEAREST = 3  # units whose meaning is compared with the claim's
_WEAK_FIRST: tuple[Modality, ...] = ("possible", "advised", "expected", "obliged")  # "may be necessary": a possibility


@dataclass(frozen=True, slots=True)
class CheckerThresholds:
    """Where a check turns. How they were chosen: docs/model.md."""

    overlap: float = 0.7  # share of a claim's stems that its passages bear; all but one of a short one's
    nearness: float = 0.86  # cosine of the claim and the nearest unit
    foreign: float = 0.86  # the same where passage and claim are in different languages
    denial: float = 0.5  # share of what a claim denies that a passage must deny as well
    entailed: float = 0.5  # probability that the passage entails the claim


Entailment = Callable[[str, str], float]  # probability that the first text entails the second


class Checker:
    """Finds the first fault of a claim."""

    def __init__(
        self, evidence: Evidence, entailment: Entailment | None = None, limits: CheckerThresholds = CheckerThresholds()
    ) -> None:
        self._evidence, self._entailment, self._limits = evidence, entailment, limits

    def ruling(
        self, claim: StatedClaim, given: Mapping[str, Passage], language: Language
    ) -> tuple[ClaimFault | None, list[str]]:
        """Return the fault of `claim`, None if there is none, and the ids of the cited passages that support it.

        What one owner says must not be made of the words of two: each is read alone.
        """
        whole = self.fault(claim, given, language)
        by_owner: dict[str, list[str]] = {}
        for key in claim.passages:
            by_owner.setdefault(given[key].owner if key in given else "", []).append(key)
        if whole == "citation" or len(by_owner) < 2:
            return whole, claim.passages
        alone = [claim.model_copy(update={"passages": keys}) for keys in by_owner.values()]
        bearing = [key for part in alone if self.fault(part, given, language) is None for key in part.passages]
        return (None, bearing) if bearing else (whole or "owner", [])

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
        bearing = self._bearing(claim.text, language, pool)
        if not bearing:
            return "support"
        wording = self._wording(claim.text, language, bearing, pool)
        return wording or self._support(claim.text, language, bearing, cited)

    def warm_up(self) -> None:
        """Load the model for inference, if there is one. Raise ModelError if it can't be had."""
        if self._entailment:
            self._entailment("", "")

    def _wording(
        self, claim: str, language: Language, bearing: Sequence[TextUnit], pool: Sequence[TextUnit]
    ) -> ClaimFault | None:
        if self._is_denied(claim, language, bearing, pool):
            return "negation"
        if _forced(claim, language, bearing):
            return "force"
        if bearing[0].language == language and swaps(claim, bearing[0].text):
            return "role"
        return "opposite" if contradicts(claim, bearing[0].text) else None

    def _bearing(self, claim: str, language: Language, pool: Sequence[TextUnit]) -> list[TextUnit]:
        """Return the units that the claim restates, best first; across languages the nearest one by meaning."""
        own = [unit for unit in pool if unit.language == language]
        found = restated(claim, language, own)
        other = [unit for unit in pool if unit.language != language]
        if found or not other:
            return found
        near = self._evidence.nearness(claim, [unit.text for unit in other])
        return [max(zip(near, other, strict=True), key=lambda pair: pair[0])[1]]

    def _is_denied(self, claim: str, language: Language, bearing: Sequence[TextUnit], pool: Sequence[TextUnit]) -> bool:
        """Tell whether the claim denies what its passages do not, or states what they deny."""
        said, best = frozenset(terms(claim, language)), bearing[0]
        denied = denials(claim, language)
        if best.language != language:
            return bool(denied) != bool(denials(best.text, best.language))
        silent = not any(is_of_saying((stem,), language) for stem in said)
        borne = [reach for unit in pool for reach in _denied_by(unit, silent)]
        if not all(any(self._denies(reach, other) for other in borne) for reach in denied if reach):
            return True
        reached = frozenset(stem for reach in denied for stem in reach)
        return any(
            reach and _states(said, reach) and not reached & set(reach) for reach in denials(best.text, best.language)
        )

    def _denies(self, reach: Sequence[str], other: Sequence[str]) -> bool:
        """Tell whether a passage's denial reaches what a claim's does: mostly, or in half and in what is nearest."""
        same = share(frozenset(reach), frozenset(other))
        return same >= self._limits.denial and (reach[0] in other or same > _MOST_DENIED)

    def _support(
        self, claim: str, language: Language, bearing: Sequence[TextUnit], cited: Sequence[Passage]
    ) -> ClaimFault | None:
        said = frozenset(terms(uncounted(claim, language), language))
        held = frozenset(stem for unit in _supporting(claim, language, bearing, cited) for stem in unit.stems)
        same = any(passage.language == language for passage in cited)
        if same and len(said - held) > max(_NEW_WORDS, (1 - self._limits.overlap) * len(said)):
            return "support"
        least = self._limits.nearness if same else self._limits.foreign
        texts = [*(unit.text for unit in bearing[:_NEAREST]), *(passage.text for passage in cited)]
        if max(self._evidence.nearness(claim, texts)) < least:
            return "support"
        if self._entailment is None:
            return None
        best = max(self._entailment(passage.text, claim) for passage in cited)
        return None if best >= self._limits.entailed else "entailment"


def _denied_by(unit: TextUnit, silent: bool) -> list[tuple[str, ...]]:
    """Return the denials of a unit; if `silent`, none of a unit that denies that something is said."""
    found = denials(unit.text, unit.language)
    return [] if silent and any(is_of_saying(reach, unit.language) for reach in found) else found


def _states(said: frozenset[str], reach: Sequence[str]) -> bool:
    """Tell whether stems that are said state what a negation reaches."""
    return set(reach[:_NEAREST_DENIED]) <= said or share(frozenset(reach), said) > _MOST_DENIED


def _supporting(
    claim: str, language: Language, bearing: Sequence[TextUnit], cited: Sequence[Passage]
) -> list[TextUnit]:
    """Return the units whose words support `claim`: what a passage denies lends no words to what it does not."""
    pool = [unit for passage in cited for unit in units(passage)]
    if denials(claim, language):
        return pool
    return [unit for unit in pool if unit in bearing or not denials(unit.text, unit.language)]


def _forced(claim: str, language: Language, bearing: Sequence[TextUnit]) -> bool:
    """Tell whether the claim is of another force than what it restates: "encouraged" is not "required"."""
    said, best = forces(claim, language), forces(bearing[0].text, bearing[0].language)
    borne = frozenset().union(*(forces(unit.text, unit.language) for unit in bearing))
    if not said <= borne or (("except", False) in best - said):
        return True
    if bearing[0].language == language and generalizes(claim, bearing[0].text, language):
        return True
    if not bearing[0].item and drops_condition(claim, bearing[0].text):  # that of a whole list is often the question
        return True
    if any(denied for _, denied in said & best):
        return False  # it restates what is denied
    weakest = next(((modal, False) for modal in _WEAK_FIRST if (modal, False) in best), None)
    return weakest is not None and weakest not in said


def _miscounts(claim: str, language: Language, cited: Sequence[Passage]) -> bool:
    """Tell whether the claim has a number that what it restates lacks, or counts by it what another one counts."""
    told = quantities(claim, language)
    if not told:
        return False
    stems = frozenset(terms(uncounted(claim, language), language))
    pool = [unit for passage in cited for unit in units(passage)]
    near = [unit for unit in pool if unit.language != language or share(stems, unit.stems) >= _COUNTING]
    texts = [(unit.text, unit.language) for unit in (near if stems else pool)]
    texts += [(_source(passage), passage.language) for passage in cited]
    if not told <= frozenset().union(*(quantities(*text) for text in texts)):
        return True
    held: dict[str, frozenset[str]] = {}
    for text, spoken in texts:
        for stem, found in counts(text, spoken).items() if spoken == language else ():
            held[stem] = held.get(stem, frozenset()) | found
    return any(stem in held and not found <= held[stem] for stem, found in counts(claim, language).items())


def _misattributed(claim: str, source: str, cited: Sequence[Passage]) -> bool:
    """Tell whether the claim ascribes to somebody ("according to…") what is neither theirs nor ascribed to them."""
    owners = plain(" ".join(f"{passage.owner} {passage.title} {passage.section}" for passage in cited))
    return any(name not in owners for name in attributions(claim) - attributions(source))


def _source(passage: Passage) -> str:
    return "\n".join(filter(None, (passage.owner, passage.title, passage.section)))


def _whole(passage: Passage) -> str:
    """Return everything that a passage says, its source and heading included."""
    return f"{_source(passage)}\n{passage.text}"
