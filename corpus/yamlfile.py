"""Read YAML files: every error names the file, and `Located` values know their line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.validation_problem import ProblemKind, ValidationProblem


class CorpusError(Exception):
    """A file of the corpus can't be used; the message names the file, what was read and what is expected.

    Whoever edits or installs a corpus sees it on the command line. `problems` are what it consists of, if each has a
    place in a file.
    """

    def __init__(self, said: str = "", problems: Iterable[ValidationProblem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(said or "\n".join(map(str, self.problems)))


class MissingCorpusError(CorpusError):
    """A folder is no corpus: it is missing or holds no manifest."""


@dataclass(frozen=True, slots=True)
class Located:
    """A value and the line (from 1) on which it begins: a text as written, a list, or a mapping of fields.

    A scalar is its text, whatever YAML would make of it: `yes` stays "yes".
    """

    value: str | list[Located] | dict[str, Located]
    line: int


def read_text(path: Path) -> str:
    """Return the text of a file. Raise CorpusError if it is missing or not in UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CorpusError(f"{path}:{line}: is not in UTF-8; save the file in that encoding.") from error
    except OSError as error:
        raise CorpusError(f"{path} can't be read: {error}") from error


def read(path: Path) -> Any:
    """Return the content of the YAML file `path`. Raise CorpusError if it is missing or malformed."""
    return parse(read_text(path), path)


def parse(text: str, path: Path) -> Any:
    """Return the content of the YAML `text`, a part of `path`. Raise CorpusError if it is malformed."""
    try:
        return _load(text)
    except yaml.YAMLError as error:
        raise CorpusError(f"{path} can't be read: {error}") from error


def parse_located(text: str, name: str) -> Located:
    r"""Return the content of the YAML `text` of the file `name`, each value with its line.

    Raise CorpusError with file and line if it is malformed or a field stands twice.

    >>> parse_located("id: a\nanswers: [yes]\n", "a.yaml").value["answers"].value[0]
    Located(value='yes', line=2)
    """
    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        said = str(error.problem or error.context)
        raise _malformed(name, line, f"this is not YAML: {said}", "no_yaml", error=said) from error
    except yaml.YAMLError as error:
        raise CorpusError(f"{name}: this is not YAML: {error}") from error
    if node is None:
        raise _malformed(name, 1, "the file is empty", "empty_file")
    try:
        return _located(node, name)
    except RecursionError as error:
        raise _malformed(name, 1, "an alias (*) stands inside what it refers to", "alias") from error


def _located(node: yaml.Node, name: str) -> Located:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Located(str(node.value), line)
    if isinstance(node, yaml.SequenceNode):
        return Located([_located(item, name) for item in node.value], line)
    fields: dict[str, Located] = {}
    for key, value in node.value:
        if str(key.value) in fields:
            raise _malformed(name, key.start_mark.line + 1, "this field stands twice", "twice", field=str(key.value))
        fields[str(key.value)] = _located(value, name)
    return Located(fields, line)


def _malformed(name: str, line: int, said: str, kind: ProblemKind, field: str = "", error: str = "") -> CorpusError:
    """Return the error of one problem; `error` are the words of the parser."""
    values = (("error", error),) if error else ()
    return CorpusError(problems=[ValidationProblem(name, line, field, said, kind, values)])


def _load(text: str) -> Any:
    """Parse with libyaml where the installed PyYAML has it: ten times faster on the files of examples."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
