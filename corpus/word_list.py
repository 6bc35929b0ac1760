"""Word lists: the words and phrases of each language, by topic, in `corpus/word_lists/{fr,en}/TOPIC.yaml`.

A file maps names to entries. A text holds words or phrases between commas, in which `*` is any ending; a YAML
list holds regular expressions, one an item, in which `{name}` is any entry, in any language, of a list above
it. Both files of a topic hold the same names; a list may be empty.
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
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_REFERENCE = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
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
    for name in read["fr"].keys() ^ read["en"].keys():
        language: Language = "en" if name in read["fr"] else "fr"
        raise CorpusError(f"{folder / language / topic}.yaml:1: {name}: this list is missing.")
    lists: WordLists = {}
    for name, french in read["fr"].items():
        english = read["en"][name]
        if english.form != french.form:
            raise CorpusError(f"{english.place}: must hold {french.form}, as in fr.")
        lists[name] = WordList(french.form, {"fr": _resolved(french, lists), "en": _resolved(english, lists)})
    return lists


def alternations(topic: str) -> dict[str, str]:
    """Return the alternation of each list of `topic`, in both languages, by name."""
    return {name: words.alternation() for name, words in word_lists(topic).items()}


def month_names() -> list[WordList]:
    """Return the names of each month, January first; in each language the full name comes first.

    >>> month_names()[1].of("fr")
    ('fevrier', 'fevr', 'fev')
    """
    lists = word_lists("dates")
    return [lists[name] for name in _MONTHS]


def month_numbers(*, abbreviations: bool = True) -> dict[str, int]:
    """Return the number of each month (1 to 12) by its folded names, with or without the `abbreviations`.

    >>> months = month_numbers()
    >>> months["fevrier"], months["february"], months["fevr"], len(month_numbers(abbreviations=False))
    (2, 2, 2, 24)
    """
    lists = word_lists("dates")
    return {
        name: number
        for number, month in enumerate(_MONTHS, 1)
        for names in lists[month].entries.values()
        for name in (names if abbreviations else names[:1])
    }


def topics(folder: Path = FOLDER) -> list[str]:
    """Return the topics that have a file in any language, sorted."""
    return sorted({path.stem for language in LANGUAGES for path in (folder / language).glob("*.yaml")})


@dataclass(frozen=True, slots=True)
class _ReadList:
    """A list of one file; `place` is file, line and name, for errors."""

    form: Form
    entries: tuple[str, ...]
    place: str


def _read(path: Path) -> dict[str, _ReadList]:
    node = parse_located(read_text(path), str(path))
    if not isinstance(node.value, dict):
        raise CorpusError(f"{path}:{node.line}: must map names to entries.")
    return {name: _list(name, value, f"{path}") for name, value in node.value.items()}


def _list(name: str, node: Located, path: str) -> _ReadList:
    place = f"{path}:{node.line}: {name}"
    if not _NAME.fullmatch(name):
        raise CorpusError(f"{place}: a name has small letters, digits and underscores.")
    if isinstance(node.value, str):
        return _ReadList("words", _words(node.value, place), place)
    if not isinstance(node.value, list):
        raise CorpusError(f"{place}: must be words between commas, or a list of expressions.")
    for item in node.value:
        _check_pattern(item, f"{path}:{item.line}: {name}")
    return _ReadList("patterns", tuple(str(item.value) for item in node.value), place)


def _words(text: str, place: str) -> tuple[str, ...]:
    entries = [entry.strip() for entry in re.sub(r"\s+", " ", text).split(",") if entry.strip()]
    for entry in entries:
        if not _WORDS.fullmatch(entry):
            raise CorpusError(f'{place}: "{entry}" must be words; `*` stands for any ending.')
        if entries.count(entry) > 1:
            raise CorpusError(f'{place}: "{entry}" stands twice.')
    return tuple(entries)


def _check_pattern(item: Located, place: str) -> None:
    if not isinstance(item.value, str):
        raise CorpusError(f"{place}: an expression is one text; put it in quotes.")
    try:
        re.compile(item.value)
    except re.error as error:
        raise CorpusError(f"{place}: this is not an expression: {error}.") from error


def _resolved(read: _ReadList, lists: WordLists) -> tuple[str, ...]:
    """Return the entries of a list; in expressions, references to one of `lists` are replaced by its alternation."""

    def alternation(reference: re.Match[str]) -> str:
        if reference[1] not in lists:
            raise CorpusError(f"{read.place}: {reference[0]} names no list that stands above.")
        return lists[reference[1]].alternation()

    if read.form == "words":
        return read.entries
    return tuple(_REFERENCE.sub(alternation, pattern) for pattern in read.entries)
