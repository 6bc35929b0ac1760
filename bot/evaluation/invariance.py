"""Ask both messages of each variation and compare the answers: are outcome and first passage the same?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from bot.answering.advisor import Advisor
from bot.answering.answer import Answer, AnswerOutcome
from bot.answering.inquiry import Inquiry
from bot.conversation.answer_reply import plain_text
from bot.evaluation.running import present
from bot.evaluation.tables import grid, listed
from bot.evaluation.variations import Variation
from index.library import Library, Progress

_WORST = 12  # wrappers, questions and examples that are named


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer amounts to: its outcome, and the id of its first passage, or choice; "" without any."""

    outcome: AnswerOutcome
    passage: str

    @classmethod
    def of(cls, answer: Answer) -> Told:
        """Return the essence of `answer`."""
        shown = [*answer.passages, *(choice for finding in answer.findings for choice in finding.choices)]
        return cls(answer.outcome, shown[0].id if shown else "")

    def __str__(self) -> str:
        """Return both in words."""
        return " ".join(filter(None, (self.outcome, self.passage)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answers to both messages of a variation, and the personal details that the second one repeats."""

    variation: Variation
    before: Told
    after: Told
    repeated: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Whether both answers are the same."""
        return self.before == self.after

    @property
    def is_as_wanted(self) -> bool:
        """Whether they are the same, or differ, as the variation demands."""
        return self.is_kept != self.variation.must_differ


@dataclass(frozen=True, slots=True)
class InvarianceRow:
    """Of the `n` variations of a kind and language ("" for all), the number whose answers are as they must be."""

    kind: str
    language: str
    n: int
    as_wanted: int

    @property
    def share(self) -> float:
        """The share of them, 0 to 1."""
        return self.as_wanted / self.n


def compare(library: Library, variations: Sequence[Variation], progress: Progress) -> list[Comparison]:
    """Return the comparison of each variation. Each message is asked once, in a French chat without history."""
    advisor = Advisor(library)
    advisor.warm_up()
    texts = list(dict.fromkeys(text for one in variations for text in (one.original, one.changed)))
    told: dict[str, tuple[Told, str]] = {}
    for done, text in enumerate(texts, 1):
        answer = advisor.advise(Inquiry(text))
        told[text] = Told.of(answer), plain_text(answer)
        progress(done, len(texts))
    return [
        Comparison(one, told[one.original][0], told[one.changed][0], present(told[one.changed][1], one.private))
        for one in variations
    ]


def rows(comparisons: Sequence[Comparison]) -> list[InvarianceRow]:
    """Return a row for each kind, and one for each of its languages if it has several."""
    found = []
    for kind in dict.fromkeys(one.variation.kind for one in comparisons):
        held = [one for one in comparisons if one.variation.kind == kind]
        languages = dict.fromkeys(one.variation.language for one in held)
        found.append(_row(kind, "", held))
        if len(languages) > 1:
            found += [_row(kind, each, [one for one in held if one.variation.language == each]) for each in languages]
    return found


def table(comparisons: Sequence[Comparison]) -> str:
    """Return the shares that stay the same and that differ, the worst examples, and the details repeated."""
    parts = [
        _grid("must stay the same", "kept", [one for one in comparisons if not one.variation.must_differ]),
        _grid("must differ", "differ", [one for one in comparisons if one.variation.must_differ]),
        *_worst("Wrappers", comparisons, lambda one: one.change),
        *_worst("Questions in wrappers", comparisons, lambda one: one.id),
        _examples(comparisons),
        listed(
            "Personal details repeated", [f"{one.variation.id}/{one.variation.change}" for one in _told(comparisons)]
        ),
    ]
    return "\n".join(line for part in parts for line in part)


def dump(comparisons: Sequence[Comparison]) -> str:
    """Return rows and comparisons as one JSON object."""
    kept = {"rows": [asdict(row) for row in rows(comparisons)], "comparisons": [asdict(one) for one in comparisons]}
    return json.dumps(kept, ensure_ascii=False)


def _row(kind: str, language: str, held: Sequence[Comparison]) -> InvarianceRow:
    return InvarianceRow(kind, language, len(held), sum(one.is_as_wanted for one in held))


def _grid(title: str, heading: str, held: Sequence[Comparison]) -> list[str]:
    lines = [
        (f"  {row.language}" if row.language else row.kind, [f"{row.n}", f"{row.share * 100:.1f}"])
        for row in rows(held)
    ]
    return grid(title, [("n", 6), (heading, 9)], lines) if lines else []


def _worst(title: str, held: Sequence[Comparison], key: Callable[[Variation], str]) -> list[list[str]]:
    """Return the wrappers, or questions, by the number of answers that they change, the most first."""
    wrapped = [one for one in held if one.variation.kind == "wrapper"]
    asked = Counter(key(one.variation) for one in wrapped)
    changed = Counter(key(one.variation) for one in wrapped if not one.is_kept)
    names = [f"{name}:{count}/{asked[name]}" for name, count in changed.most_common(_WORST)]
    return [listed(f"{title} that change most", names)]


def _examples(held: Sequence[Comparison]) -> list[str]:
    """Return the first bad answers of each kind, with the answers before the change."""
    bad: dict[str, list[Comparison]] = {}
    for one in held:
        if not one.is_as_wanted:
            bad.setdefault(one.variation.kind, []).append(one)
    return [
        f"{one.variation.kind} {one.variation.id} {one.variation.change}: {one.before} -> {one.after}"
        for found in bad.values()
        for one in _spread(found)
    ]


def _spread(found: Sequence[Comparison]) -> Sequence[Comparison]:
    return found[:: max(1, -(-len(found) // _WORST))]


def _told(held: Iterable[Comparison]) -> list[Comparison]:
    return [one for one in held if one.repeated]
