"""The corpus: everything in one folder, that is cards, gaps, intents, ambiguities, glossary and procedures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus.ambiguity import Ambiguity, read_ambiguities
from corpus.card import BUNDLED_CORPUS, Card, Source, read_cards, read_sources
from corpus.example import Gap, Intent, read_gaps, read_intents
from corpus.glossary import Glossary, read_glossary
from corpus.procedure import Procedure
from corpus.procedure_file import KnownReferences, read_procedures
from corpus.yamlfile import MissingCorpusError

PROCEDURES = "procedures"  # the folder's name inside a corpus


@dataclass(frozen=True, slots=True)
class Corpus:
    """The content that the bot has before anyone adds a document."""

    cards: tuple[Card, ...]
    sources: dict[str, Source]
    gaps: dict[str, Gap]
    intents: tuple[Intent, ...]
    ambiguities: dict[str, Ambiguity]
    glossary: Glossary
    procedures: dict[str, Procedure]


def read_corpus(folder: Path | None) -> Corpus:
    """Return the corpus in `folder`, or one without cards for None.

    A folder without glossary or intents gets the bundled ones; gaps, ambiguities and procedures belong to the cards
    and are never substituted.
    Raise MissingCorpusError if the folder is none, CorpusError if a file of it is malformed.
    """
    if folder is not None and not (folder / "sources.yaml").exists():
        raise MissingCorpusError(f"{folder} holds no sources.yaml.")
    root = folder or BUNDLED_CORPUS
    cards = tuple(read_cards(folder)) if folder else ()
    gaps = {gap.id: gap for gap in read_gaps(folder / "gaps.yaml")} if folder else {}
    known = KnownReferences({card.id for card in cards}, gaps)
    return Corpus(
        cards=cards,
        sources=read_sources(folder) if folder else {},
        gaps=gaps,
        ambiguities=read_ambiguities(folder / "ambiguities.yaml") if folder else {},
        intents=tuple(read_intents(_or_bundled(root, "intents.yaml"))),
        glossary=read_glossary(_or_bundled(root, "glossary.yaml")),
        procedures=read_procedures(folder / PROCEDURES, known) if folder else {},
    )


def _or_bundled(folder: Path, name: str) -> Path:
    return folder / name if (folder / name).exists() else BUNDLED_CORPUS / name
