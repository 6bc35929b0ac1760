"""Measure redaction. `python -m tests.support.redaction_figures` prints the tables of docs/redaction.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.safety.redaction.people_lists import holds_a_list_of_people
from bot.safety.redaction.redaction import find_personal_data
from bot.safety.redaction.spans import Span
from tests.support.redaction_marks import Mark, MarkedLine, lines, messages

KINDS = ("phone", "email", "name", "birth", "identity", "bank", "handle", "place")
WIDER_KINDS = ("age", "health", "secret", "plate")  # marked in the wider set alone


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of pieces: `marked`, those of them that are `gone`; `found`, those of them that are `right`."""

    marked: int
    gone: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        """The share of what had to go that is gone, to its last letter and digit; 1 if nothing had to."""
        return self.gone / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        """The share of what was taken out that had to go, without a letter or digit beside it; 1 if nothing was."""
        return self.right / self.found if self.found else 1.0


def figures(half: str) -> dict[str, Figures]:
    """Return the figures of each kind and of "all" for `half`."""
    marked, gone, found, right = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for line in lines(half):
        pieces = find_personal_data(line.text)
        marked.update(mark.kinds[0] for mark in line.marks)
        gone.update(mark.kinds[0] for mark in line.marks if _places(line, [mark]) <= _places(line, pieces))
        found.update(piece.kind for piece in pieces)
        right.update(piece.kind for piece in pieces if _places(line, [piece]) <= _places(line, line.marks))
    counted = {kind: Figures(marked[kind], gone[kind], found[kind], right[kind]) for kind in KINDS}
    wider = {kind: Figures(marked[kind], gone[kind], found[kind], right[kind]) for kind in WIDER_KINDS if marked[kind]}
    return {**counted, **wider, "all": Figures(*(sum(counter.values()) for counter in (marked, gone, found, right)))}


def people(half: str) -> Figures:
    """Return the figures of the detector of lists for `half`, its marked lines counted as messages without a list."""
    known = [*messages(half), *((line.text, False) for line in lines(half))]
    noticed = [listed for text, listed in known if holds_a_list_of_people(text)]
    return Figures(sum(listed for _, listed in known), sum(noticed), len(noticed), sum(noticed))


def table(half: str) -> str:
    """Return the figures of `half` as a Markdown table."""
    rows = [*figures(half).items(), *([("lists of people", people(half))] if half != "wider" else [])]
    cells = [
        f"| {kind} | {f.gone} of {f.marked} | {f.recall:.1%} | {f.right} of {f.found} | {f.precision:.1%} |"
        for kind, f in rows
    ]
    return "\n".join(["| kind | gone | recall | rightly | precision |", "| --- | --- | --- | --- | --- |", *cells])


def _places(line: MarkedLine, pieces: Iterable[Mark | Span]) -> set[int]:
    return set(_letters(line, pieces))


def _letters(line: MarkedLine, pieces: Iterable[Mark | Span]) -> Iterator[int]:
    for piece in pieces:
        yield from (at for at in range(piece.start, piece.end) if line.text[at].isalnum())


if __name__ == "__main__":
    for half in ("report", "tune", "wider"):
        print(f"<!-- {half} -->\n\n{table(half)}\n")
