"""The units that a document is split into, which no passage cuts: sentences, list items, rows, headings."""

from __future__ import annotations

from dataclasses import dataclass

from index.ingest.page_marker import PageMarker
from index.text.sentences import is_item

_LONGEST_TITLE = 100  # characters of a line that reads as a heading


@dataclass(frozen=True, slots=True)
class SplitUnit:
    """A text that is never cut: a sentence, an item, a row.

    `gap` separates it from the unit before it. `lead` (the introduction of a list or a table) is
    repeated before it in each passage. `heading` marks the heading of a section
    that was merged. `page` is where it begins, in a printed file.
    """

    text: str
    gap: str = "\n\n"
    lead: str = ""
    heading: bool = False
    page: PageMarker | None = None

    @property
    def prose(self) -> bool:
        """Whether it is an ordinary sentence, which may be repeated after a cut."""
        return not (self.lead or self.heading or is_item(self.text))

    @property
    def titles(self) -> bool:
        """Whether it is a line that reads as a heading of what comes after it: "Étape 7", "The budget in USD:"."""
        text = self.text.strip("*_ ")
        opens = text[:1].isupper() or text[:1].isdigit()
        closed = text[-1:] in ".;,!?…»)>" or "http" in text
        return self.prose and self.gap == "\n\n" and opens and not closed and len(text) <= _LONGEST_TITLE


def with_whole_emphasis(pieces: list[str]) -> list[str]:
    """Return the pieces of a text with bold words closed where a cut parts them, and opened again behind it.

    >>> with_whole_emphasis(["**Avant tout.", "Il signe.** Puis il paie."])
    ['**Avant tout.**', '**Il signe.** Puis il paie.']
    """
    found: list[str] = []
    inside = False
    for piece in pieces:
        text = f"**{piece}" if inside else piece
        inside = bool(text.count("**") % 2)
        found.append(f"{text}**" if inside else text)
    return found


def opening_units(units: list[SplitUnit], follower: SplitUnit) -> list[SplitUnit]:
    """Return the units at the end of a text that open the one after it: headings, lines that read as one, an item.

    A line after an item may be the caption of the table above it.

    >>> [unit.text for unit in opening_units([SplitUnit("Cliquez."), SplitUnit("Étape 7")], SplitUnit("Attendez."))]
    ['Étape 7']
    >>> opening_units([SplitUnit("- Eau : 5"), SplitUnit("Tableau 1 : Coûts")], SplitUnit("Voir plus bas."))
    []
    >>> [unit.text for unit in opening_units([SplitUnit("- un"), SplitUnit("- deux :")], SplitUnit("  - trois", "\\n"))]
    ['- deux :']
    """
    if follower.gap != "\n\n":
        last = units[-1]
        nested = is_item(last.text) and _indent(follower.text) > _indent(last.text) and last.text.endswith(":")
        return [last] if nested else []
    place = len(units)
    while place and (units[place - 1].heading or (units[place - 1].titles and not _is_item_at(units, place - 2))):
        place -= 1
    return units[place:]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _is_item_at(units: list[SplitUnit], place: int) -> bool:
    return place < 0 or is_item(units[place].text)


def render(units: list[SplitUnit]) -> str:
    """Write units as text, each lead once, before the first unit that needs it.

    >>> render([SplitUnit("Yes."), SplitUnit("- a plan", lead="Send:"), SplitUnit("- a budget", "\\n", lead="Send:")])
    'Yes.\\n\\nSend:\\n- a plan\\n- a budget'
    """
    text, lead = "", ""
    for unit in units:
        shown = f"{unit.lead}\n{unit.text}" if unit.lead and unit.lead != lead else unit.text
        text += (unit.gap if text else "") + shown
        lead = unit.lead
    return text
