"""The run of sentences of a passage that best answers a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.language import Language
from index.passage import Passage
from index.text.emphasis_marks import without_emphasis
from index.text.sentences import is_item, sentences

SHORT = 900  # characters, about two small screens; a section up to this length is quoted whole
_HEADING = "## "  # begins a heading line inside a passage of several small sections
_NAMED = re.compile(r"[-•] ([^:;]{1,60}?) ?: \S")  # a table's row, or the entry of a list, with its first name

_SENTENCE = 0.5  # weight of the nearest sentence beside its section

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
    sections = sections_of(passage.text)
    heading, body = sections[0] if len(sections) == 1 else _nearest(sections, passage.language, nearness)
    shown = body if len(body) <= SHORT else _cut(body, passage.language, nearness)
    return Excerpt(without_emphasis(heading), without_emphasis(shown))


def sections_of(text: str) -> list[tuple[str, str]]:
    """Cut a text at its headings into (heading, body).

    >>> sections_of("Avant.\\n\\n## Suite\\n\\nAprès.")
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


def _nearest(sections: list[tuple[str, str]], language: Language, nearness: Nearness) -> tuple[str, str]:
    """Return the section nearest to the question: of the two that seem so, by its nearest sentence as well.

    What answers is a sentence, of which a section on several matters says little as a whole.
    """
    scores = nearness([f"{heading}\n{body}".strip() for heading, body in sections])
    nearest = sorted(zip(scores, sections, strict=True), key=lambda pair: -pair[0])[:2]
    ranked = [score + _SENTENCE * max(nearness(_headed_units(*section, language))) for score, section in nearest]
    return nearest[ranked.index(max(ranked))][1]


def _headed_units(heading: str, body: str, language: Language) -> list[str]:
    """Return the sentences and lists of a section, each under its heading; all of it if it has none."""
    return [f"{heading}\n{unit}".strip() for unit in _units(sentences(body, language)) or [body]]


def _cut(body: str, language: Language, nearness: Nearness) -> str:
    """Return the nearest unit (a sentence, or a list with its introduction) and those around it, up to SHORT.

    A longer list stays whole: half of the papers to send would be a wrong answer. Of a longer table the nearest rows
    are returned, under its header.
    """
    units = _units(sentences(body, language))
    scores = nearness(units)
    middle = max(range(len(units)), key=lambda at: scores[at])
    if len(units[middle]) > SHORT and (table := _table(units[middle])):
        lead, rows = table
        first, last = _grown(rows, nearness(rows), SHORT - len(lead))
        return "\n".join([lead, *rows[first:last]]).strip()
    first, last = _grown(units, scores, SHORT)
    return _joined(units[first:last])


def _grown(units: Sequence[str], scores: Sequence[float], most: int) -> tuple[int, int]:
    """Return the run around the unit of the highest score, of `most` characters unless that unit alone is longer."""
    first = max(range(len(units)), key=lambda at: scores[at])
    last = first + 1
    while True:
        free = most - sum(len(unit) + 1 for unit in units[first:last])
        if last < len(units) and len(units[last]) <= free:
            last += 1
        elif first > 0 and len(units[first - 1]) <= free:
            first -= 1
        else:
            return first, last


def _units(parts: list[str]) -> list[str]:
    """Join list items to the sentence before them, and what a colon announces to its announcement.

    >>> _units(["Trois pièces :", "- un", "- deux", "Fin."])
    ['Trois pièces :\\n- un\\n- deux', 'Fin.']
    """
    units: list[str] = []
    for part in parts:
        if units and (is_item(part) or units[-1].endswith(":")):
            units[-1] += f"\n{part}"
        else:
            units.append(part)
    return units


def _table(unit: str) -> tuple[str, list[str]] | None:
    """Return the lines above the rows of a table, and its rows; None for a list.

    Each row of three cells or more begins with the name of the first column; of two, a header stands above.

    >>> _table("- Zone : Nord ; Nuit : 5 ; Repas : 2\\n- Zone : Sud ; Nuit : 4 ; Repas : 1")[0]
    ''
    >>> _table("Item: Cost\\n- Water: 5\\n- Paper: 2")
    ('Item: Cost', ['- Water: 5', '- Paper: 2'])
    >>> _table("Send:\\n- Report: one page\\n- Budget: two pages")
    """
    lines = unit.splitlines()
    lead = [line for line in lines if not is_item(line)]
    rows = lines[len(lead) :]
    names = [found[1] for row in rows if (found := _NAMED.match(row))]
    if len(rows) < 2 or not all(map(is_item, rows)) or len(names) < len(rows):
        return None
    is_headed = bool(lead) and lead[-1][-1] not in ".!?…:;"
    return ("\n".join(lead), rows) if is_headed or len(set(names)) == 1 else None


def _joined(units: list[str]) -> str:
    text = ""
    for unit in units:
        text += ("\n\n" if "\n" in unit or "\n" in text.rpartition("\n\n")[2] else " ") + unit if text else unit
    return text
