"""Cards: the ideas of the source pages, one a card, restated in both languages with example questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import yamlfile
from corpus.fields import Fields
from corpus.language import LANGUAGES, Language, Texts
from corpus.validation_problem import ValidationProblem
from corpus.yamlfile import CorpusError

BUNDLED_CORPUS = Path(__file__).parent
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n+# (.+?)\n+(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """A page that cards restate. `date` is empty if the page is undated; `names` are other names of its owner."""

    id: str
    owner: str
    title: Texts
    language: Language
    date: str
    address: str
    note: Texts
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One idea of one source in one language; its translation has the same id.

    `unsaid` tells what the source does not say on it, or what is odd in its wording; empty if there is nothing to tell.
    """

    id: str
    language: Language
    source: Source
    section: str
    heading: str
    text: str
    questions: tuple[str, ...]
    unsaid: str = ""


_CARD_FIELDS = ("source", "section", "questions", "unsaid")
_SOURCE_FIELDS = ("id", "owner", "names", "title", "language", "date", "address", "note")
_NO_SOURCE = Source("", "", {"fr": "", "en": ""}, "fr", "", "", {"fr": "", "en": ""})


def read_sources(folder: Path) -> dict[str, Source]:
    """Return the manifest of `folder` by source id. Raise CorpusError that names each problem with its line."""
    path = folder / "sources.yaml"
    listed = yamlfile.parse_located(yamlfile.read_text(path), str(path))
    if not isinstance(listed.value, list):
        raise CorpusError(f"{path}:{listed.line}: must be a list of sources: begin each with `- id:`.")
    found: dict[str, Source] = {}
    problems: list[ValidationProblem] = []
    for item in listed.value:
        fields = Fields(str(path), item, "source", problems)
        source = _source(fields)
        if source.id and source.id in found:
            fields.report("id", f'"{source.id}" stands twice; give each source an id of its own')
        found[source.id] = source
    _raise_for(problems)
    return found


def read_cards(folder: Path) -> list[Card]:
    """Return the cards of `folder`, French then English, by id. Raise CorpusError if one is malformed or alone."""
    sources = read_sources(folder)
    cards = list(_cards(folder, sources))
    for language in LANGUAGES:
        if alone := {c.id for c in cards} - {c.id for c in cards if c.language == language}:
            raise CorpusError(f"{folder}/texts/{language}/{min(alone)}.md is missing: each card needs its translation.")
    return cards


def _cards(folder: Path, sources: dict[str, Source]) -> Iterator[Card]:
    for language in LANGUAGES:
        for path in sorted((folder / "texts" / language).glob("*.md")):
            yield _card(path, language, sources)


def _card(path: Path, language: Language, sources: dict[str, Source]) -> Card:
    parts = _FRONT_MATTER.match(yamlfile.read_text(path).replace("\r\n", "\n").rstrip() + "\n")
    if not parts:
        said = "must be front matter between two lines of ---, a # heading and a text"
        raise CorpusError(problems=[ValidationProblem(str(path), 1, "", said, "front_matter")])
    front = yamlfile.parse_located(f"\n{parts[1]}", str(path))  # the line before is that of the ---
    fields = Fields(str(path), front, "")
    fields.check_names(_CARD_FIELDS)
    card = Card(
        id=path.stem,
        language=language,
        source=sources.get(fields.word("source", sources), _NO_SOURCE),
        section=fields.text("section", 200),
        heading=parts[2].strip(),
        text=parts[3].strip(),
        questions=tuple(fields.nested_text(item, "questions") for item in fields.items("questions")),
        unsaid=_optional(fields, "unsaid", 500),
    )
    if not card.text:
        said = "is missing: write one below the heading, or delete both files"
        fields.report_at(parts[0].count("\n"), "text", said, "no_text")
    _raise_for(fields.problems)
    return card


def _source(fields: Fields) -> Source:
    fields.check_names(_SOURCE_FIELDS)
    return Source(
        id=fields.text("id", 80),
        owner=fields.text("owner", 200),
        title=fields.texts("title", 300),
        language="fr" if fields.word("language", LANGUAGES) == "fr" else "en",
        date=_optional(fields, "date", 40),
        address=_optional(fields, "address", 1000),
        note=fields.texts("note", 1000) if fields.has("note") else {"fr": "", "en": ""},
        names=tuple(fields.nested_text(item, "names") for item in fields.items("names")) if fields.has("names") else (),
    )


def _optional(fields: Fields, name: str, longest: int) -> str:
    """Return a text that may be left out or null."""
    return "" if fields.is_null(name) else fields.text(name, longest)


def _raise_for(problems: Sequence[ValidationProblem]) -> None:
    """Raise CorpusError if there are `problems`, a line each."""
    if problems:
        raise CorpusError(problems=problems)
