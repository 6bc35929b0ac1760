"""Ambiguous words of the field: their senses, each with the question that it means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corpus import yamlfile
from corpus.language import LANGUAGES, TextLists, Texts
from corpus.yamlfile import CorpusError


@dataclass(frozen=True, slots=True)
class Sense:
    """One sense: the label of its button and the question to answer, empty if the sense is outside our subject."""

    label: Texts
    question: Texts


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Words or short phrases, in lower case without accents, and the senses to choose from."""

    id: str
    words: TextLists
    senses: tuple[Sense, ...]


def read_ambiguities(path: Path) -> dict[str, Ambiguity]:
    """Return the ambiguities listed in `path` by id, none if there is no such file.

    Raise CorpusError on a malformed entry.
    """
    if not path.exists():
        return {}
    try:
        return {entry["id"]: _ambiguity(entry) for entry in yamlfile.read(path)}
    except (KeyError, TypeError) as missing:
        raise CorpusError(f"{path}: {missing} is missing or of the wrong form.") from missing


def _ambiguity(entry: dict[str, object]) -> Ambiguity:
    words, senses = entry["words"], entry["senses"]
    if not isinstance(words, dict) or not isinstance(senses, list):
        raise TypeError(entry["id"])
    return Ambiguity(
        id=str(entry["id"]),
        words={language: tuple(str(word) for word in words[language]) for language in LANGUAGES},
        senses=tuple(
            Sense(*({language: str(sense[part][language]) for language in LANGUAGES} for part in ("label", "question")))
            for sense in senses
        ),
    )
