"""Questions and messages by many hands: `questions/PERSON.tsv`, each line with what it leads to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from corpus import yamlfile
from corpus.language import LANGUAGES, Language
from corpus.yamlfile import CorpusError

_FIELDS = 3


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A message by `person` that leads to `target`: the id of a card, of a gap or of an intent."""

    person: str
    target: str
    language: Language
    text: str


def read_questions(folder: Path) -> list[AskedQuestion]:
    """Return the lines of `questions/*.tsv` below `folder`, none if there are no such files.

    A line is a target, fr or en, and a text, separated by tabs. Raise CorpusError that names a malformed line.
    """
    found: list[AskedQuestion] = []
    for path in sorted((folder / "questions").glob("*.tsv")):
        for number, line in enumerate(yamlfile.read_text(path).splitlines(), 1):
            if not line.strip():
                continue
            fields = line.split("\t")
            spoken = next((language for language in LANGUAGES if fields[1:2] == [language]), None)
            if len(fields) != _FIELDS or spoken is None or not fields[2].strip():
                raise CorpusError(f"{path}:{number}: must be an id, fr or en, and a question, separated by tabs.")
            found.append(AskedQuestion(path.stem, fields[0], spoken, fields[2].strip()))
    return found


def questions_by_target(asked: list[AskedQuestion]) -> dict[tuple[str, Language], tuple[str, ...]]:
    """Return the texts of `asked` by target and language."""
    texts: dict[tuple[str, Language], list[str]] = defaultdict(list)
    for question in asked:
        texts[question.target, question.language].append(question.text)
    return {key: tuple(own) for key, own in texts.items()}
