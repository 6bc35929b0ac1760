"""The run of sentences of a passage that best answers a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.language import Language
from index.passage import Passage
from index.text.sentences import is_item, sentences

SHORT = 600  # characters, about one small screen; a section up to this length is quoted whole
_HEADING = "## "  # begins a heading line inside a passage of several small sections

Nearness = Callable[[Sequence[str]], list[float]]  # from texts to their nearness to the question, higher is nearer


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quotation: its heading inside the passage, "" for none, and whole sentences in order."""

    heading: str
    text: str


def excerpt(passage: Passage, nearness: Nearness) -> Excerpt:
    """Return the section of `passage` nearest to the question, cut to about SHORT characters of whole sentences.

    List items stay with the sentence that introduces them.
    """
    sections = _sections(passage.text)
    heading, body = sections[0] if len(sections) == 1 else _nearest(sections, nearness)
    return Excerpt(heading, body if len(body) <= SHORT else _cut(body, passage.language, nearness))


def _sections(text: str) -> list[tuple[str, str]]:
    """Cut a text at its headings into (heading, body).

    >>> _sections("Avant.\\n\\n## Suite\\n\\nAprès.")
    [('', 'Avant.'), ('Suite', 'Après.')]
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines():
        if line.startswith(_HEADING):
            found.append((line.removeprefix(_HEADING).strip(), []))
        else:
            found[-1][1].append(line)
    bodies = [(heading, "\n".join(lines).strip()) for heading, lines in found]
    return [(heading, body) for heading, body in bodies if body] or [("", text)]


def _nearest(sections: list[tuple[str, str]], nearness: Nearness) -> tuple[str, str]:
    scores = nearness([f"{heading}\n{body}".strip() for heading, body in sections])
    return max(zip(scores, sections, strict=True), key=lambda pair: pair[0])[1]


def _cut(body: str, language: Language, nearness: Nearness) -> str:
    """Return the nearest unit (a sentence, or a list with its introduction) and those around it, up to SHORT."""
    units = _units(sentences(body, language))
    scores = nearness(units)
    middle = max(range(len(units)), key=lambda at: scores[at])
    first, last = middle, middle + 1
    while True:
        free = SHORT - sum(len(unit) + 1 for unit in units[first:last])
        if last < len(units) and len(units[last]) <= free:
            last += 1
        elif first > 0 and len(units[first - 1]) <= free:
            first -= 1
        else:
            return _joined(units[first:last])


def _units(parts: list[str]) -> list[str]:
    """Join list items to the sentence that introduces them.

    >>> _units(["Trois pièces :", "- un", "- deux", "Fin."])
    ['Trois pièces :\\n- un\\n- deux', 'Fin.']
    """
    units: list[str] = []
    for part in parts:
        if units and is_item(part):
            units[-1] += f"\n{part}"
        else:
            units.append(part)
    return units


def _joined(units: list[str]) -> str:
    text = ""
    for unit in units:
        text += ("\n\n" if "\n" in unit or "\n" in text.rpartition("\n\n")[2] else " ") + unit if text else unit
    return text
