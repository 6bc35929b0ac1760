"""What tells of someone in danger: reviewed examples, look-alikes, and words of harm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from corpus.card import OURS
from corpus.errors import CorpusError
from corpus.yamlfile import read

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
    try:
        cues = {name: tuple(" ".join(lines).split()) for name, lines in read(_FOLDER / "cues.yaml").items()}
        return Danger(_examples("disclosures"), _examples("lookalikes"), cues)
    except (AttributeError, TypeError) as error:
        raise CorpusError(f"{_FOLDER} is malformed: {error}. It should be as it was installed.") from error


def _examples(name: str) -> dict[str, tuple[str, ...]]:
    held = read(_FOLDER / f"{name}.yaml")
    return {kind: tuple(text for texts in languages.values() for text in texts) for kind, languages in held.items()}
