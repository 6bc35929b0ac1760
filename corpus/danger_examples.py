"""Examples from which danger detection is trained, and words of harm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from corpus.card import BUNDLED_CORPUS
from corpus.yamlfile import CorpusError, Located, parse_located, read_text

Value = TypeVar("Value")

_FOLDER = BUNDLED_CORPUS / "danger"
_DISCLOSURES = ("disclosures", "regional", "framed", "indirect", "contrasted_disclosures")
_EVERYDAY = ("silence", "exchange", "own_case")  # groups of words that business talk uses as well: "report", "photos"
_LOOKALIKES = ("lookalikes", "further_lookalikes", "contrasted_lookalikes")


@dataclass(frozen=True, slots=True)
class DangerExamples:
    """Examples by kind or subject, in both languages and mixed.

    `disclosures` describe danger, `lookalikes` only use its words, `ordinary` messages not even those. They do not
    depend on the corpus of cards: people write about danger to every bot.
    """

    disclosures: dict[str, tuple[str, ...]]
    lookalikes: dict[str, tuple[str, ...]]
    ordinary: dict[str, tuple[str, ...]]


@cache
def read_danger_examples() -> DangerExamples:
    """Return the examples in `corpus/danger`. Raise CorpusError if a file of it is malformed."""
    return DangerExamples(_merged(_DISCLOSURES), _merged(_LOOKALIKES), _merged(("ordinary",)))


@cache
def read_danger_words(*, with_everyday: bool = True) -> tuple[str, ...]:
    """Return the words of harm in `corpus/danger/words.yaml`, without accents: `*` is any ending, `_` a space.

    Those of everyday talk, such as "report", are left out unless they are wanted.
    """
    groups = _fields(_read(_FOLDER / "words.yaml"), _texts)
    wanted = [lines for name, lines in groups if with_everyday or name not in _EVERYDAY]
    return tuple(word for lines in wanted for line in lines for word in line.split())


def _merged(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the examples of several files by kind."""
    merged: dict[str, tuple[str, ...]] = {}
    for name in names:
        for kind, texts in read_examples(_FOLDER / f"{name}.yaml").items():
            merged[kind] = (*merged.get(kind, ()), *texts)
    return merged


def read_examples(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the examples of a file by kind, of all its languages. Raise CorpusError that names file and line."""

    def of_all_languages(kind: Located, name: str) -> tuple[str, ...]:
        return tuple(text for _, texts in _fields((kind, name), _texts) for text in texts)

    return dict(_fields(_read(path), of_all_languages))


def _read(path: Path) -> tuple[Located, str]:
    return parse_located(read_text(path), str(path)), str(path)


def _fields(file: tuple[Located, str], read: Callable[[Located, str], Value]) -> Iterator[tuple[str, Value]]:
    """Yield each field of a mapping with its value as read by `read`."""
    node, name = file
    if not isinstance(node.value, dict):
        raise CorpusError(f"{name}:{node.line}: here names are expected, each with a colon and its value.")
    for key, value in node.value.items():
        yield key, read(value, name)


def _texts(node: Located, name: str) -> tuple[str, ...]:
    if not isinstance(node.value, list):
        raise CorpusError(f"{name}:{node.line}: here a list of texts is expected, each after a dash.")
    for item in node.value:
        if not isinstance(item.value, str):
            raise CorpusError(f"{name}:{item.line}: an example is one text; put one with a colon in quotes.")
    return tuple(item.value for item in node.value if isinstance(item.value, str))
