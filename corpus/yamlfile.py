"""Read YAML with the file's name in every error, and the line of every value where a person will have to find it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


class CorpusError(Exception):
    """A file of the corpus can't be used; the message names the file, what was read and what is expected.

    Seen by whoever edits or installs a corpus, on the command line.
    """


@dataclass(frozen=True, slots=True)
class Marked:
    """A value and the line (from 1) on which it begins: a text as it is written, a list, or a mapping of fields.

    A scalar is its text, whatever YAML would make of it: `yes` stays "yes".
    """

    value: str | list[Marked] | dict[str, Marked]
    line: int


def read(path: Path) -> Any:
    """Return what the YAML file `path` holds. Raise CorpusError if it is missing or malformed."""
    try:
        return _load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CorpusError(f"{path} can't be read: {error}") from error


def parse(text: str, path: Path) -> Any:
    """Return what the YAML `text`, a part of `path`, holds. Raise CorpusError if it is malformed."""
    try:
        return _load(text)
    except yaml.YAMLError as error:
        raise CorpusError(f"{path} can't be read: {error}") from error


def mark(text: str, name: str) -> Marked:
    r"""Return what the YAML `text` of the file `name` holds, each value with its line.

    Raise CorpusError with file and line if it is malformed or a field stands twice.

    >>> mark("id: a\nanswers: [yes]\n", "a.yaml").value["answers"].value[0]
    Marked(value='yes', line=2)
    """
    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise CorpusError(f"{name}:{line}: this is not YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise CorpusError(f"{name}: this is not YAML: {error}") from error
    if node is None:
        raise CorpusError(f"{name}:1: the file is empty.")
    try:
        return _marked(node, name)
    except RecursionError as error:
        raise CorpusError(f"{name}:1: an alias (*) stands inside what it refers to.") from error


def _marked(node: yaml.Node, name: str) -> Marked:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Marked(str(node.value), line)
    if isinstance(node, yaml.SequenceNode):
        return Marked([_marked(item, name) for item in node.value], line)
    fields: dict[str, Marked] = {}
    for key, value in node.value:
        if str(key.value) in fields:
            raise CorpusError(f"{name}:{key.start_mark.line + 1}: {key.value}: this field stands twice.")
        fields[str(key.value)] = _marked(value, name)
    return Marked(fields, line)


def _load(text: str) -> Any:
    """Parse with libyaml where the installed PyYAML has it: ten times faster on the files of examples."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
