"""Cards: the ideas of the source pages, one a card, restated in both languages with example questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus import yamlfile
from corpus.language import LANGUAGES, Language, Texts
from corpus.yamlfile import CorpusError

BUNDLED_CORPUS = Path(__file__).parent
_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n+# (.+?)\n+(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Source:
    """A page that cards restate. `date` is empty if the page is undated."""

    id: str
    owner: str
    title: Texts
    language: Language
    date: str
    address: str
    note: Texts


@dataclass(frozen=True, slots=True)
class Card:
    """One idea of one source in one language; its translation has the same id."""

    id: str
    language: Language
    source: Source
    section: str
    heading: str
    text: str
    questions: tuple[str, ...]


def read_sources(folder: Path) -> dict[str, Source]:
    """Return the manifest of `folder` by source id. Raise CorpusError on a malformed entry."""
    path = folder / "sources.yaml"
    return {entry["id"]: _source(entry, path) for entry in yamlfile.read(path)}


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
    parts = _FRONT_MATTER.match(path.read_text(encoding="utf-8").replace("\r\n", "\n"))
    if not parts:
        raise CorpusError(f"{path} must be front matter between two lines of ---, a # heading and a text.")
    front = yamlfile.parse(parts[1], path)
    try:
        return Card(
            id=path.stem,
            language=language,
            source=sources[front["source"]],
            section=front["section"],
            heading=parts[2].strip(),
            text=parts[3].strip(),
            questions=tuple(front["questions"]),
        )
    except (KeyError, TypeError) as missing:
        raise CorpusError(f"{path}: {missing} is missing from the front matter or names no source.") from missing


def _source(entry: dict[str, object], path: Path) -> Source:
    try:
        return Source(
            id=str(entry["id"]),
            owner=str(entry["owner"]),
            title=_texts(entry["title"]),
            language="fr" if entry["language"] == "fr" else "en",
            date=str(entry.get("date") or ""),
            address=str(entry.get("address") or ""),
            note=_texts(entry.get("note") or {"fr": "", "en": ""}),
        )
    except KeyError as missing:
        raise CorpusError(f"{path}: a source lacks {missing}.") from missing


def _texts(value: object) -> Texts:
    if not isinstance(value, dict):
        raise CorpusError(f"{value!r} must be a text in fr and one in en.")
    return {language: str(value[language]) for language in LANGUAGES}
