"""Read lines whose personal data is marked: `Call <phone>70 12 34 56</phone>`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[1] / "bot" / "safety" / "redaction"
_MARK = re.compile(r"<([a-z.]+)>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` are personal; any of `kinds` is a right name for them, the first the usual one."""

    start: int
    end: int
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A message with its personal data marked."""

    id: str
    text: str
    marks: tuple[Mark, ...]


def lines(half: str) -> list[MarkedLine]:
    """Return the marked lines of `half`, "tune", "report" or "wider"."""
    return [_line(row["id"], row["text"]) for row in _rows(half)]


def messages(half: str) -> list[tuple[str, bool]]:
    """Return the messages of `half` and whether each lists people."""
    return [(row["text"], row["people"]) for row in _rows(f"people_{half}")]


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in (_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _line(identity: str, marked: str) -> MarkedLine:
    text, marks, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        marks.append(Mark(len(text), len(text) + len(match[2]), tuple(match[1].split("."))))
        text, at = text + match[2], match.end()
    return MarkedLine(identity, text + marked[at:], tuple(marks))
