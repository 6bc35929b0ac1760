"""Read YAML with the file's name in every error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from corpus.errors import CorpusError


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


def _load(text: str) -> Any:
    """Parse with libyaml where the installed PyYAML has it: ten times faster on the files of examples."""
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe loaders
