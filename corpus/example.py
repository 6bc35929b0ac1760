"""Gaps and intents: example messages that no card answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import yamlfile
from corpus.fields import Fields
from corpus.language import LANGUAGES, TextLists, Texts
from corpus.validation_problem import ValidationProblem
from corpus.yamlfile import CorpusError

_LONGEST = 500  # characters of a text
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
            id=str(entry["id"]),
            topic={language: str(entry["topic"][language]) for language in LANGUAGES},
            terms={language: tuple(entry["terms"][language]) for language in LANGUAGES},
            questions={language: tuple(entry["questions"][language]) for language in LANGUAGES},
        )
        for entry in _entries(path, ("topic",), ("terms", "questions"))
    ]


def read_intents(path: Path) -> list[Intent]:
    """Return the intents listed in `path`, none if there is no such file. Raise CorpusError on a malformed entry."""
    return [
        Intent(str(entry["id"]), {language: tuple(entry["examples"][language]) for language in LANGUAGES})
        for entry in _entries(path, (), ("examples",))
    ]


def _entries(path: Path, texts: Sequence[str], lists: Sequence[str]) -> list[dict[str, Any]]:
    """Return the entries of a file, each with an id of its own and, in both languages, these `texts` and `lists`.

    A file that is as it should be is read without the places of its fields, in a tenth of the time.
    """
    entries = yamlfile.read(path) if path.exists() else []
    known = {"id", *texts, *lists}
    is_whole = isinstance(entries, list) and all(
        isinstance(entry, dict)
        and set(entry) == known
        and all(_is_complete(entry[name], str) for name in texts)
        and all(_is_complete(entry[name], list) for name in lists)
        for entry in entries
    )
    if not is_whole or len({str(entry["id"]) for entry in entries}) < len(entries):
        raise _malformed(path, texts, lists)
    return list(entries)


def _is_complete(value: object, kind: type) -> bool:
    """Tell whether a value has something of that kind in each language, and nothing else."""
    if not isinstance(value, dict) or set(value) != set(LANGUAGES):
        return False
    found: list[Any] = list(value.values())
    texts = [one for said in found if isinstance(said, (str, list)) for one in said]
    return all(isinstance(said, kind) for said in found) and all(isinstance(one, str) and one for one in texts)


def _malformed(path: Path, texts: Sequence[str], lists: Sequence[str]) -> CorpusError:
    """Return the error that names each problem of a file with its line."""
    listed = yamlfile.parse_located(yamlfile.read_text(path), str(path))
    if not isinstance(listed.value, list):
        return CorpusError(f"{path}:{listed.line}: must hold a list: begin each entry with `- id:`.")
    problems: list[ValidationProblem] = []
    seen: set[str] = set()
    for item in listed.value:
        fields = Fields(str(path), item, "", problems)
        fields.check_names(("id", *texts, *lists))
        identity = fields.text("id", _LONGEST)
        if identity in seen:
            fields.report("id", f'"{identity}" stands twice; give each entry an id of its own')
        seen.add(identity)
        for name in texts:
            fields.texts(name, _LONGEST)
        for name in lists:
            _check_lists(fields, name)
    return CorpusError("" if problems else f"{path} can't be read.", problems)


def _check_lists(fields: Fields, name: str) -> None:
    """Report what a field lacks that must be a list of texts in each language."""
    found = fields.located.value.get(name) if isinstance(fields.located.value, dict) else None
    if found is None:
        fields.report(name, "is missing", "missing")
        return
    inner = fields.nested(found, name)
    inner.check_names(LANGUAGES)
    listed = found.value if isinstance(found.value, dict) else {}
    for language in LANGUAGES:
        own = listed.get(language)
        if own is None:
            inner.report(language, "is missing", "missing")
        elif not isinstance(own.value, list):
            inner.report(language, "must be a list")
        else:
            for item in own.value:
                inner.nested_text(item, language)
