"""The glossary: terms in both languages, abbreviations, ambiguous senses, SMS shorthands, idioms, courtesies."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import yamlfile
from corpus.language import LANGUAGES, Language, TextLists, Texts
from corpus.yamlfile import CorpusError


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its abbreviations, variants and a note.

    `collision` names the other senses of an ambiguous term or abbreviation; its texts are empty otherwise.
    `sources` are the ids of the pages that use the term; it `is_unexplained` if none of them says what it means. `card`
    is the id of the card that says what it is or does, "" if none does.
    """

    name: Texts
    abbreviations: TextLists
    variants: TextLists
    note: Texts
    collision: Texts
    sources: tuple[str, ...] = ()
    is_unexplained: bool = False
    card: str = ""


@dataclass(frozen=True, slots=True)
class Glossary:
    """The content of `glossary.yaml`. `shorthands` and `idioms` map each one to the words that it means."""

    terms: tuple[Term, ...]
    shorthands: dict[Language, dict[str, str]]
    courtesies: TextLists
    idioms: dict[Language, dict[str, str]] = field(default_factory=lambda: {language: {} for language in LANGUAGES})

    def expansions(self) -> dict[str, list[str]]:
        """Return the terms of each abbreviation, in small letters, in both languages."""
        found: dict[str, list[str]] = {}
        for term in self.terms:
            for short in {short for language in LANGUAGES for short in term.abbreviations[language]}:
                found.setdefault(short.lower(), []).extend(term.name[language] for language in LANGUAGES)
        return found


def read_glossary(path: Path) -> Glossary:
    """Return the glossary in `path`. Raise CorpusError if it is missing or malformed."""
    data = yamlfile.read(path)
    if not isinstance(data, dict):
        raise CorpusError(f"{path}:1: must hold terms, shorthands and courtesies; without it the shipped one counts.")
    try:
        return Glossary(
            terms=tuple(_term(entry) for entry in data["terms"]),
            shorthands=_tables(data["shorthands"]),
            courtesies=_lists(data["courtesies"]),
            idioms=_tables(data.get("idioms") or {language: {} for language in LANGUAGES}),
        )
    except (KeyError, TypeError, AttributeError) as missing:
        raise CorpusError(f"{path}: {missing} is missing or of the wrong form.") from missing


def _term(entry: dict[str, Any]) -> Term:
    return Term(
        name={language: str(entry[language]) for language in LANGUAGES},
        abbreviations=_lists(entry.get("abbreviations")),
        variants=_lists(entry.get("variants")),
        note=_texts(entry.get("note")),
        collision=_texts(entry.get("collision")),
        sources=tuple(str(source) for source in entry.get("sources") or ()),
        is_unexplained=bool(entry.get("unexplained")),
        card=str(entry.get("card") or ""),
    )


def _tables(value: Any) -> dict[Language, dict[str, str]]:
    return {language: {str(key): str(said) for key, said in value[language].items()} for language in LANGUAGES}


def _texts(value: Any) -> Texts:
    return {language: str((value or {}).get(language) or "") for language in LANGUAGES}


def _lists(value: Any) -> TextLists:
    return {language: tuple(str(item) for item in (value or {}).get(language) or ()) for language in LANGUAGES}
