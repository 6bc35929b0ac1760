"""The corpus: everything in one folder, that is cards, themes, gaps, intents, ambiguities, glossary and procedures."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.ambiguity import Ambiguity, read_ambiguities
from corpus.card import BUNDLED_CORPUS, Card, Source, read_cards, read_sources
from corpus.example import UNNAMED, Gap, Intent, read_gaps, read_intents
from corpus.glossary import Glossary, read_glossary
from corpus.language import LANGUAGES, Language, TextLists
from corpus.procedure import Procedure
from corpus.procedure_file import KnownReferences, read_procedures
from corpus.questions import AskedQuestion, questions_by_target, read_questions
from corpus.quote import read_quotes
from corpus.theme import Theme, read_themes
from corpus.yamlfile import CorpusError, MissingCorpusError

PROCEDURES = "procedures"  # the folder's name inside a corpus
_ABOUT_ANY = frozenset({"about_documents"})  # writers of questions to organisations of any kind
_INTENTS = "intents.yaml"
STARTER = BUNDLED_CORPUS / "starter"  # a small corpus to begin one's own with


@dataclass(frozen=True, slots=True)
class Corpus:
    """The content that the bot has before anyone adds a document; `is_bundled` if it is the shipped one.

    If it `has_glossary`, the glossary is its own, and else the shipped one, which tells the terms that the texts use.
    `quotes` are the words of the pages that bear each card, by its id.
    """

    cards: tuple[Card, ...]
    sources: dict[str, Source]
    gaps: dict[str, Gap]
    intents: tuple[Intent, ...]
    ambiguities: dict[str, Ambiguity]
    glossary: Glossary
    procedures: dict[str, Procedure]
    themes: tuple[Theme, ...] = ()
    is_bundled: bool = False
    has_glossary: bool = True
    quotes: dict[str, tuple[str, ...]] = field(default_factory=dict)


def read_corpus(folder: Path | None, left_out: Collection[str] = ()) -> Corpus:
    """Return the corpus in `folder`, or one without cards for None.

    A folder without glossary or intents gets the bundled ones; gaps, ambiguities and procedures belong to the cards
    and are never substituted.
    The questions of the persons `left_out` are not read.
    Raise MissingCorpusError if the folder is none, CorpusError if a file of it is malformed.
    """
    if folder is not None and not (folder / "sources.yaml").exists():
        raise MissingCorpusError(f"{folder} holds no sources.yaml.")
    root = folder or BUNDLED_CORPUS
    cards = read_cards(folder) if folder else []
    gaps = _with_unnamed(read_gaps(folder / "gaps.yaml") if folder else [])
    intents = read_intents(_or_bundled(root, _INTENTS))
    targets = {card.id for card in cards} | {gap.id for gap in gaps} | {intent.id for intent in intents}
    asked = _asked([one for one in _questions(folder) if one.person not in left_out], targets, str(root))
    known = KnownReferences({card.id for card in cards}, {gap.id for gap in gaps})
    return Corpus(
        cards=tuple(replace(card, questions=(*card.questions, *asked(card.id, card.language))) for card in cards),
        sources=read_sources(folder) if folder else {},
        gaps={gap.id: replace(gap, questions=_with_more(gap.questions, gap.id, asked)) for gap in gaps},
        ambiguities=read_ambiguities(folder / "ambiguities.yaml") if folder else {},
        intents=tuple(replace(one, examples=_with_more(one.examples, one.id, asked)) for one in intents),
        glossary=read_glossary(_or_bundled(root, "glossary.yaml")),
        procedures=read_procedures(folder / PROCEDURES, known) if folder else {},
        themes=read_themes(folder / "themes.yaml") if folder else (),
        is_bundled=folder is not None and folder.resolve() == BUNDLED_CORPUS.resolve(),
        has_glossary=folder is not None and (folder / "glossary.yaml").exists(),
        quotes=read_quotes(folder / "quotes.yaml", {card.id for card in cards}) if folder else {},
    )


def write_starter(folder: Path) -> list[Path]:
    """Write a small corpus that works into `folder`, and return its files.

    Raise CorpusError if the folder holds something or can't be written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CorpusError(f"{folder} isn't empty; name a new folder.")
    try:
        shutil.copytree(STARTER, folder, dirs_exist_ok=True)
    except OSError as error:
        raise CorpusError(f"{folder} can't be written: {error.strerror or error}.") from error
    return sorted(path for path in folder.rglob("*") if path.is_file())


_Asked = Callable[[str, Language], tuple[str, ...]]  # from an id and a language to what many hands asked


def _questions(folder: Path | None) -> list[AskedQuestion]:
    """Return the questions of a corpus; one of one's own gets the shipped ones that are about no corpus.

    These are the messages of the bundled intents as well, unless it has intents of its own.
    """
    if folder and folder.resolve() == BUNDLED_CORPUS.resolve():
        return read_questions(folder)
    has_own = folder is not None and (folder / _INTENTS).exists()
    intents = set() if has_own else {intent.id for intent in read_intents(BUNDLED_CORPUS / _INTENTS)}
    shipped = [one for one in read_questions(BUNDLED_CORPUS) if one.person in _ABOUT_ANY or one.target in intents]
    return [*shipped, *(read_questions(folder) if folder else ())]


def _with_unnamed(gaps: list[Gap]) -> list[Gap]:
    """Return the gaps with the one of questions that no text need answer, which tells questions from small talk."""
    if any(gap.id == UNNAMED for gap in gaps):
        return gaps
    return [*gaps, *(gap for gap in read_gaps(BUNDLED_CORPUS / "gaps.yaml") if gap.id == UNNAMED)]


def _asked(asked: list[AskedQuestion], targets: set[str], root: str) -> _Asked:
    """Return the questions of many hands by target. Raise CorpusError for a question that leads to none of them."""
    if lost := {question.target for question in asked} - targets:
        raise CorpusError(f'{root}/questions: no card, gap or intent has the id "{min(lost)}".')
    texts = questions_by_target(asked)
    return lambda target, language: texts.get((target, language), ())


def _with_more(own: TextLists, target: str, asked: _Asked) -> TextLists:
    return {language: (*own[language], *asked(target, language)) for language in LANGUAGES}


def _or_bundled(folder: Path, name: str) -> Path:
    return folder / name if (folder / name).exists() else BUNDLED_CORPUS / name
