"""Quotes: the words of the source pages that bear the cards."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from corpus import yamlfile
from corpus.fields import Fields
from corpus.validation_problem import ValidationProblem
from corpus.yamlfile import CorpusError

_FIELDS = ("cards", "words")
_LONGEST = 1500  # characters of one quote


def read_quotes(path: Path, cards: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return by the id of a card the words that bear it, in the order of `path`; none if there is no such file.

    Raise CorpusError that names each problem with its line.
    """
    if not path.exists():
        return {}
    listed = yamlfile.parse_located(yamlfile.read_text(path), str(path))
    if not isinstance(listed.value, list):
        raise CorpusError(f"{path}:{listed.line}: must be a list of quotes: begin each with `- cards:`.")
    problems: list[ValidationProblem] = []
    found: dict[str, tuple[str, ...]] = {}
    for item in listed.value:
        fields = Fields(str(path), item, "quote", problems)
        fields.check_names(_FIELDS)
        words = fields.text("words", _LONGEST)
        for card in fields.words("cards", cards):
            found[card] = (*found.get(card, ()), words)
    if problems:
        raise CorpusError(problems=problems)
    return found
