"""Expressions of one region that nobody says innocently: `corpus/danger/expressions.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.card import BUNDLED_CORPUS
from corpus.danger_examples import read_danger_examples
from corpus.yamlfile import CorpusError, Located, parse_located, read_text

_FILE = BUNDLED_CORPUS / "danger" / "expressions.yaml"
_FIELDS = {"id", "region", "kind", "sense"}
_PATTERNS = {"fr", "en"}  # one of them: the language of the words around


@dataclass(frozen=True, slots=True)
class DangerExpression:
    """One expression: a pattern for lower-case words without accents, its region, kind of danger and sense."""

    id: str
    pattern: str
    region: str
    kind: str
    sense: str


@cache
def read_danger_expressions(path: Path = _FILE) -> tuple[DangerExpression, ...]:
    """Return the expressions in the order of the file. Raise CorpusError that names file and line."""
    node = parse_located(read_text(path), str(path))
    if not isinstance(node.value, list):
        raise CorpusError(f"{path}:{node.line}: here a list of expressions is expected, each after a dash.")
    found = tuple(_expression(item, f"{path}:{item.line}") for item in node.value)
    if len({expression.id for expression in found}) < len(found):
        raise CorpusError(f"{path}: an id stands twice.")
    return found


def _expression(node: Located, place: str) -> DangerExpression:
    fields = {name: str(value.value) for name, value in node.value.items()} if isinstance(node.value, dict) else {}
    languages = fields.keys() & _PATTERNS
    if fields.keys() - _PATTERNS != _FIELDS or len(languages) != 1:
        raise CorpusError(f"{place}: an expression has id, region, kind, sense, and either fr or en.")
    if fields["kind"] not in read_danger_examples().disclosures:
        raise CorpusError(f"{place}: kind must be one of those in disclosures.yaml, not {fields['kind']!r}.")
    pattern = fields[languages.pop()]
    try:
        re.compile(pattern)
    except re.error as error:
        raise CorpusError(f"{place}: this is not an expression: {error}.") from error
    return DangerExpression(fields["id"], pattern, fields["region"], fields["kind"], fields["sense"])
