"""The whole corpus in one folder: cards, gaps, intents, ambiguities, glossary and procedures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.ambiguity import Ambiguity, read_ambiguities
from corpus.card import OURS, Card, Source, read_cards, read_sources
from corpus.example import Gap, Intent, read_gaps, read_intents
from corpus.glossary import Glossary, read_glossary
from corpus.procedure import Procedure
from corpus.procedure_file import Grounds, read_procedures
from corpus.yamlfile import CorpusError

PROCEDURES = "procedures"  # the folder's name inside a corpus


@dataclass(frozen=True, slots=True)
class Corpus:
    """What the bot knows before anyone adds a document."""

    cards: tuple[Card, ...]
    sources: dict[str, Source]
    gaps: dict[str, Gap]
    intents: tuple[Intent, ...]
    ambiguities: dict[str, Ambiguity]
    glossary: Glossary
    procedures: dict[str, Procedure]


def read_corpus(folder: Path | None) -> Corpus:
    """Return the corpus in `folder`, or one without cards for None.

    Glossary and intents are ours where the folder has none; gaps, ambiguities and procedures belong to the cards and
    are never borrowed.
    Raise CorpusError if the folder is missing or a file of it is malformed.
    """
    if folder is not None and not (folder / "sources.yaml").exists():
        raise CorpusError(
            f"{folder} holds no sources.yaml: set RELAIS_CORPUS to a folder of cards, or to nothing for none."
        )
    home = folder or OURS
    cards = tuple(read_cards(folder)) if folder else ()
    gaps = {gap.id: gap for gap in read_gaps(folder / "gaps.yaml")} if folder else {}
    grounds = Grounds({card.id for card in cards}, gaps)
    return Corpus(
        cards=cards,
        sources=read_sources(folder) if folder else {},
        gaps=gaps,
        ambiguities=read_ambiguities(folder / "ambiguities.yaml") if folder else {},
        intents=tuple(read_intents(_or_ours(home, "intents.yaml"))),
        glossary=read_glossary(_or_ours(home, "glossary.yaml")),
        procedures=read_procedures(folder / PROCEDURES, grounds) if folder else {},
    )


def _or_ours(folder: Path, name: str) -> Path:
    return folder / name if (folder / name).exists() else OURS / name
