"""Word lists: what people say in each language, by topic, in `corpus/word_lists/{fr,en}/TOPIC.yaml`.

A file maps names to entries. A text holds words or phrases between commas, in which `*` stands for any ending; a YAML
list holds regular expressions, one an item. Both files of a topic hold the same names; a list may be empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from corpus.card import BUNDLED_CORPUS
from corpus.language import LANGUAGES, Language
from corpus.yamlfile import CorpusError, Located, parse_located, read_text

Form = Literal["words", "patterns"]

FOLDER = BUNDLED_CORPUS / "word_lists"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WORDS = re.compile(r"[\w’'*. /°-]+")


@dataclass(frozen=True, slots=True)
class WordList:
    """One named list of a topic: its form, and its entries in each language, in the order of the file."""

    form: Form
    entries: dict[Language, tuple[str, ...]]

    def of(self, *languages: Language) -> tuple[str, ...]:
        """Return the entries of `languages` (default: of both), once each."""
        return tuple(dict.fromkeys(entry for language in languages or LANGUAGES for entry in self.entries[language]))

    def alternation(self, *languages: Language) -> str:
        r"""Return an expression (one group, not capturing) that matches any entry, the longest words first.

        >>> WordList("words", {"fr": ("merci", "remerci*"), "en": ("thank you",)}).alternation()
        '(?:thank\\ you|remerci\\w*|merci)'
        """
        entries = self.of(*languages)
        if self.form == "words":
            longest = sorted(entries, key=lambda entry: (-len(entry), entry))
            entries = tuple(re.escape(entry).replace(r"\*", r"\w*") for entry in longest)
        return f"(?:{'|'.join(entries)})" if entries else r"(?!)"


WordLists = dict[str, WordList]


@cache
def word_lists(topic: str, folder: Path = FOLDER) -> WordLists:
    """Return the lists of `topic` by name. Raise CorpusError that names file and line if a file can't be used."""
    read = {language: _read(folder / language / f"{topic}.yaml") for language in LANGUAGES}
    french, english = read["fr"], read["en"]
    for name in french.keys() ^ english.keys():
        language: Language = "en" if name in french else "fr"
        raise CorpusError(f"{folder / language / topic}.yaml:1: {name}: this list is missing.")
    for name, (form, _, _) in french.items():
        if english[name][0] != form:
            raise CorpusError(f"{folder / 'en' / topic}.yaml:{english[name][2]}: {name}: must hold {form}, as in fr.")
    return {
        name: WordList(form, {"fr": entries, "en": english[name][1]}) for name, (form, entries, _) in french.items()
    }


def topics(folder: Path = FOLDER) -> list[str]:
    """Return the topics that have a file in any language, sorted."""
    return sorted({path.stem for language in LANGUAGES for path in (folder / language).glob("*.yaml")})


def _read(path: Path) -> dict[str, tuple[Form, tuple[str, ...], int]]:
    node = parse_located(read_text(path), str(path))
    if not isinstance(node.value, dict):
        raise CorpusError(f"{path}:{node.line}: must map names to entries.")
    found: dict[str, tuple[Form, tuple[str, ...], int]] = {}
    for name, value in node.value.items():
        if not _NAME.fullmatch(name):
            raise CorpusError(f"{path}:{value.line}: {name}: a name has small letters, digits and underscores.")
        found[name] = (*_entries(value, f"{path}", name), value.line)
    return found


def _entries(value: Located, path: str, name: str) -> tuple[Form, tuple[str, ...]]:
    if isinstance(value.value, str):
        return "words", _words(value.value, value.line, path, name)
    if not isinstance(value.value, list):
        raise CorpusError(f"{path}:{value.line}: {name}: must be words between commas, or a list of expressions.")
    for item in value.value:
        _check_pattern(item, path, name)
    return "patterns", tuple(str(item.value) for item in value.value)


def _words(text: str, line: int, path: str, name: str) -> tuple[str, ...]:
    entries = [entry.strip() for entry in re.sub(r"\s+", " ", text).split(",") if entry.strip()]
    for entry in entries:
        if not _WORDS.fullmatch(entry):
            raise CorpusError(f'{path}:{line}: {name}: "{entry}" must be words; `*` stands for any ending.')
        if entries.count(entry) > 1:
            raise CorpusError(f'{path}:{line}: {name}: "{entry}" stands twice.')
    return tuple(entries)


def _check_pattern(item: Located, path: str, name: str) -> None:
    if not isinstance(item.value, str):
        raise CorpusError(f"{path}:{item.line}: {name}: an expression is one text; put it in quotes.")
    try:
        re.compile(item.value)
    except re.error as error:
        raise CorpusError(f"{path}:{item.line}: {name}: this is not an expression: {error}.") from error
