"""Gaps and intents: example messages that no card answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import yamlfile
from corpus.language import LANGUAGES, Language, TextLists, Texts
from corpus.yamlfile import CorpusError

UNNAMED = "open"  # the gap of questions of which nothing more is known than that the texts leave them open


@dataclass(frozen=True, slots=True)
class Gap:
    """A subject that people ask about and the texts leave open.

    `topic` completes "The texts do not specify …"; `terms` are words that a text which covers it would use.
    """

    id: str
    topic: Texts
    terms: TextLists
    questions: TextLists


@dataclass(frozen=True, slots=True)
class Intent:
    """A kind of message that is no question to the texts, defined by examples."""

    id: str
    examples: TextLists


def read_gaps(path: Path) -> list[Gap]:
    """Return the gaps listed in `path`, none if there is no such file. Raise CorpusError on a malformed entry."""
    return [
        Gap(
            id=_key(entry, path),
            topic={language: _field(entry, "topic", language, path) for language in LANGUAGES},
            terms={language: tuple(_field(entry, "terms", language, path)) for language in LANGUAGES},
            questions={language: tuple(_field(entry, "questions", language, path)) for language in LANGUAGES},
        )
        for entry in _entries(path)
    ]


def read_intents(path: Path) -> list[Intent]:
    """Return the intents listed in `path`, none if there is no such file. Raise CorpusError on a malformed entry."""
    return [
        Intent(
            _key(entry, path), {language: tuple(_field(entry, "examples", language, path)) for language in LANGUAGES}
        )
        for entry in _entries(path)
    ]


def _entries(path: Path) -> list[dict[str, Any]]:
    entries = yamlfile.read(path) if path.exists() else []
    if not isinstance(entries, list):
        raise CorpusError(f"{path} must hold a list.")
    ids = [_key(entry, path) for entry in entries]
    if twice := [identity for identity in ids if ids.count(identity) > 1]:
        raise CorpusError(f'{path}: the id "{twice[0]}" stands twice; give each entry an id of its own.')
    return entries


def _key(entry: dict[str, Any], path: Path) -> str:
    if "id" not in entry:
        raise CorpusError(f"{path}: an entry has no id.")
    return str(entry["id"])


def _field(entry: dict[str, Any], name: str, language: Language, path: Path) -> Any:
    try:
        return entry[name][language]
    except (KeyError, TypeError) as missing:
        raise CorpusError(f"{path}: {entry['id']} needs {name} in {language}.") from missing
