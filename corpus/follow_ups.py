"""Questions by many hands that lean on what was asked before: `follow_ups/PERSON.tsv`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus import yamlfile
from corpus.language import LANGUAGES, Language
from corpus.yamlfile import CorpusError

NOTHING = "-"  # stands for the cards of what no card answers
_FEWEST = 4  # fields of a line


@dataclass(frozen=True, slots=True)
class AskedFollowUp:
    """A question by `person` after the questions `before`, oldest first; `cards` are those that answer, if any."""

    person: str
    cards: frozenset[str]
    language: Language
    text: str
    before: tuple[str, ...]


def read_follow_ups(folder: Path) -> list[AskedFollowUp]:
    """Return the lines of `follow_ups/*.tsv` below `folder`.

    A line is the ids of the cards separated by spaces, or "-" for none, fr or en, the question, and those before it,
    separated by tabs. Raise CorpusError that names a malformed line.
    """
    found: list[AskedFollowUp] = []
    for path in sorted((folder / "follow_ups").glob("*.tsv")):
        for number, line in enumerate(yamlfile.read_text(path).splitlines(), 1):
            if not line.strip():
                continue
            fields = [field.strip() for field in line.split("\t")]
            spoken = next((language for language in LANGUAGES if fields[1:2] == [language]), None)
            if len(fields) < _FEWEST or spoken is None or not all(fields):
                raise CorpusError(
                    f"{path}:{number}: must be ids of cards or -, fr or en, a question and those before it, "
                    "separated by tabs."
                )
            cards = frozenset(fields[0].split()) - {NOTHING}
            found.append(AskedFollowUp(path.stem, cards, spoken, fields[2], tuple(fields[3:])))
    return found
