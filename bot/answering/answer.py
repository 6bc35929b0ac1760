"""An answer before it is worded for the chat: outcome, findings, citations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.answering.definitions import Definition
from bot.answering.excerpt import Excerpt
from bot.answering.scope import Scope
from corpus.ambiguity import Ambiguity
from corpus.example import Gap
from corpus.language import Language
from index.passage import Passage
from index.text.shortening import Reading

AnswerOutcome = Literal[
    "answered", "partial", "closest", "not_covered", "out_of_scope", "smalltalk", "clarify", "safeguarding"
]

Named = Literal["owner", "title", "nobody"]

AnswerPath = Literal["texts", "model", "both"]


@dataclass(frozen=True, slots=True)
class CitedClaim:
    """A verified sentence in a language model's words, and the passages that support it, in order."""

    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class AnswerOrigin:
    """The origin of an answer's words.

    `path` is "texts" if the passages are quoted, "model" if a model worded every part, "both" if it worded some.
    `why` says what the model did, or why it did nothing. `digest` joins by "-" the digests of the requests to it, each
    of prompt, model and passages.
    """

    path: AnswerPath = "texts"
    why: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result for one part of a question.

    - `passages`: the sources of the answer, best first; `excerpts`: the quotations of the long ones, by passage id.
    - `related`: other passages that were near, for further reading.
    - `gap`: the known gap of the texts that the part falls into.
    - `intent`: the id of the intent, if the part is no question; `danger`: the kind of danger it speaks of.
    - `ambiguity`: the word of several senses, if one must be chosen first.
    - `unconfirmed`: figures and names that the part takes for granted and the passages don't contain; it `is_reversed`
      if it asks for the reverse of what they say, and `is_unsure` if they may answer and that is not sure.
    - `score`: the standard score of the best passage, or the share of the votes for gaps.
    - `claims`: sentences in a model's words, shown instead of quotations.
    - `choices`: the passages to choose from, best first, if it isn't sure which one is meant.
    - `confidence`: the probability, 0 to 1, that the finding is right; None if nothing was weighed.
    - `definitions`: the meanings of the term that the part asks for, if no passage tells it.
    - `unexplained`: the word that the part asks the meaning of, if the texts use it and say nowhere what it means.
    - `other_owner`: the name by which the part asks for somebody's word, if no passage is theirs; `other_kind`: what
      bears that name.
    - `silent_owner`: whose cards leave the matter open, where an added document of somebody else answers.
    - `differing`: the figures that the passages state differently, one of each.
    - `unsaid`: the cards of which the answer also tells what their page does not say.
    - `listed`: the items of the list that was shown, if one is wanted that it doesn't have.
    - `side`: the side of a comparison that the finding is about, as it was named.
    - `translations`: a model's translations of quotations in another language, by passage id.
    """

    question: str
    outcome: AnswerOutcome
    passages: tuple[Passage, ...] = ()
    related: tuple[Passage, ...] = ()
    excerpts: dict[str, Excerpt] = field(default_factory=dict)
    gap: Gap | None = None
    intent: str = ""
    ambiguity: Ambiguity | None = None
    unconfirmed: tuple[str, ...] = ()
    is_reversed: bool = False
    is_unsure: bool = False
    danger: str = ""
    score: float = 0.0
    claims: tuple[CitedClaim, ...] = ()
    translations: dict[str, str] = field(default_factory=dict)
    choices: tuple[Passage, ...] = ()
    confidence: float | None = None
    other_owner: str = ""
    other_kind: Named = "owner"
    silent_owner: str = ""
    differing: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
    unsaid: tuple[Passage, ...] = ()
    listed: tuple[str, ...] = ()
    unexplained: str = ""
    side: str = ""

    @property
    def apart(self) -> tuple[Passage, ...]:
        """The cards of which only what is unsaid is told."""
        return tuple(passage for passage in self.unsaid if passage not in self.passages)

    @property
    def sources(self) -> tuple[Passage, ...]:
        """The passages to cite: those of the claims, or else all that are quoted, and those of what is unsaid."""
        stated = [passage for claim in self.claims for passage in claim.passages] or self.passages
        return tuple({passage.id: passage for passage in (*self.apart, *stated, *self.unsaid)}.values())


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a message: one finding a part, in the asker's language.

    `timings` maps each stage to milliseconds. `reading` tells what was read of a long message. If the message
    `may_tell_of_danger`, care belongs under the answer. `scope` is what the texts are about, if not the shipped cards.
    `tells_of_somebody` if the message holds personal data of others, or such as harm whoever they are about.
    """

    language: Language
    findings: tuple[Finding, ...]
    timings: dict[str, int] = field(default_factory=dict)
    origin: AnswerOrigin = AnswerOrigin()
    reading: Reading = ""
    may_tell_of_danger: bool = False
    scope: Scope | None = None
    tells_of_somebody: bool = False

    @property
    def outcome(self) -> AnswerOutcome:
        """The outcome of the whole message: that of its findings, "partial" if only some are answered."""
        kinds = {finding.outcome for finding in self.findings}
        if len(kinds) == 1:
            return next(iter(kinds))
        for severe in ("safeguarding", "clarify"):
            if severe in kinds:
                return severe
        return "partial" if kinds & {"answered", "closest"} else "not_covered"

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Every source, once each, in the order of the citations' numbers."""
        found = {passage.id: passage for finding in self.findings for passage in finding.sources}
        return tuple(found.values())

    @property
    def confidence(self) -> float | None:
        """The lowest confidence of its findings; None if none was estimated."""
        known = [finding.confidence for finding in self.findings if finding.confidence is not None]
        return min(known, default=None)

    @property
    def excerpts(self) -> dict[str, Excerpt]:
        """The quotations of long passages, by passage id: of several of one passage the first part's."""
        return {id_: found for finding in reversed(self.findings) for id_, found in finding.excerpts.items()}

    def heading(self, passage: Passage) -> str:
        """Return the heading above the excerpt of `passage`, or "" if it is quoted whole."""
        found = self.excerpts.get(passage.id)
        return found.heading if found else ""
