"""What an answer is before it is put into words: outcome, findings, citations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.answering.excerpt import Excerpt
from corpus.ambiguity import Ambiguity
from corpus.example import Gap
from corpus.language import Language
from index.passage import Passage

AnswerOutcome = Literal[
    "answered", "partial", "closest", "not_covered", "out_of_scope", "smalltalk", "clarify", "safeguarding"
]

AnswerPath = Literal["texts", "model", "both"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of an answer in a language model's words, checked, and the passages that bear it, in order."""

    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class AnswerOrigin:
    """How the words of an answer came about.

    `path` is "texts" where the passages are quoted, "model" where a model worded all of it, "both" where some parts.
    `why` says what a model did or why none did, `digest` stands, for each request to it, for prompt,
    model and passages.
    """

    path: AnswerPath = "texts"
    why: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one part of a question.

    `passages` are what the answer rests on, best first, and `excerpts` what is quoted of those that are long, by their
    id; `related` could serve as further reading.
    `gap` is the known gap that the part falls into, `intent` the kind of message that it is instead of a question,
    `ambiguity` what the part rests on when its sense must be chosen first; `unconfirmed` are figures that it takes for
    granted and the passages don't bear, `danger` the kind of danger that it tells of. `claims` say in a model's words
    what the passages say, in their place; `translations` are what it made of quotations in another language, by the
    passage's id.
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
    danger: str = ""
    score: float = 0.0
    claims: tuple[Claim, ...] = ()
    translations: dict[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[Passage, ...]:
        """The passages that are to be named: those of the claims, or else all that are quoted."""
        if not self.claims:
            return self.passages
        return tuple({passage.id: passage for claim in self.claims for passage in claim.passages}.values())


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a message: one finding a part, in the asker's language.

    `timings` maps each stage to milliseconds.
    """

    language: Language
    findings: tuple[Finding, ...]
    timings: dict[str, int] = field(default_factory=dict)
    origin: AnswerOrigin = AnswerOrigin()

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
        """Every passage that the answer rests on, once each, in the order of their numbers."""
        found = {passage.id: passage for finding in self.findings for passage in finding.sources}
        return tuple(found.values())

    def heading(self, passage: Passage) -> str:
        """The heading under which what is quoted of `passage` stands, if it was quoted in part; else nothing."""
        found = [finding.excerpts[passage.id].heading for finding in self.findings if passage.id in finding.excerpts]
        return found[0] if found else ""
