"""What tells of someone in danger: reviewed examples, look-alikes, and words of harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from corpus.card import OURS
from corpus.yamlfile import CorpusError, Marked, mark

T = TypeVar("T")

_FOLDER = OURS / "danger"


@dataclass(frozen=True, slots=True)
class Danger:
    """Examples by kind, in both languages and mixed, and groups of cues by name.

    `disclosures` tell of danger, `lookalikes` only use its words. They are ours whatever the corpus of cards: people
    write of danger to every bot.
    """

    disclosures: dict[str, tuple[str, ...]]
    lookalikes: dict[str, tuple[str, ...]]
    cues: dict[str, tuple[str, ...]]


@cache
def read_danger() -> Danger:
    """Return what is kept in `corpus/danger`. Raise CorpusError if a file of it is malformed."""
    cues = {kind: tuple(" ".join(words).split()) for kind, words in _fields(_marked(_FOLDER / "cues.yaml"), _texts)}
    return Danger(examples(_FOLDER / "disclosures.yaml"), examples(_FOLDER / "lookalikes.yaml"), cues)


def examples(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the examples of a file by kind, of all its languages. Raise CorpusError that names file and line."""

    def of_all_languages(kind: Marked, name: str) -> tuple[str, ...]:
        return tuple(text for _, texts in _fields((kind, name), _texts) for text in texts)

    return dict(_fields(_marked(path), of_all_languages))


def _marked(path: Path) -> tuple[Marked, str]:
    try:
        return mark(path.read_text(encoding="utf-8"), str(path)), str(path)
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path} can't be read: {error}") from error


def _fields(marked: tuple[Marked, str], read: Callable[[Marked, str], T]) -> Iterator[tuple[str, T]]:
    """Yield each field of a mapping with what `read` makes of its value."""
    held, name = marked
    if not isinstance(held.value, dict):
        raise CorpusError(f"{name}:{held.line}: here must stand names, each with a colon and what belongs to it.")
    for key, value in held.value.items():
        yield key, read(value, name)


def _texts(held: Marked, name: str) -> tuple[str, ...]:
    if not isinstance(held.value, list):
        raise CorpusError(f"{name}:{held.line}: here must stand a list of texts, each after a dash.")
    for one in held.value:
        if not isinstance(one.value, str):
            raise CorpusError(f"{name}:{one.line}: an example is one text; one with a colon must stand in quotes.")
    return tuple(one.value for one in held.value if isinstance(one.value, str))
