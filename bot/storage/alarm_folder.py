"""Alarms that have no case yet, each in a file of its own: they outlast a restart when the database fails."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.language import LANGUAGES, Language

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm: the language, the kind of danger and the moment (ISO 8601 UTC); nothing leads to the person."""

    language: Language
    kind: str
    at: str


class AlarmFolder:
    """Alarms by their provisional numbers, as files in a folder that is created on first use.

    No method raises: what can't be written or erased is logged. Several processes may use one folder.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, number: str, alarm: Alarm) -> bool:
        """Write an alarm to the disk, in whole or not at all; tell whether that was possible."""
        draft = self._path / f".{number}"
        try:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                json.dump(asdict(alarm), file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._file(number))
        except OSError as error:
            _log.error("An alarm can't be written to the disk (%s): it is in memory only.", error.strerror)
            return False
        return True

    def remove(self, number: str) -> None:
        """Remove an alarm, if it is there."""
        try:
            self._file(number).unlink(missing_ok=True)
        except OSError as error:
            _log.error("An alarm that has a case can't be erased from the disk (%s).", error.strerror)

    def read(self) -> dict[str, Alarm]:
        """Return the alarms, the oldest first; files that hold none are logged and left where they are."""
        found: dict[str, Alarm] = {}
        try:
            for path in sorted(self._path.glob("*.json")):
                try:
                    found[path.stem] = _alarm(path.read_text(encoding="utf-8"))
                except (ValueError, TypeError, KeyError):
                    _log.error("A file in the folder of alarms holds none.")
        except OSError as error:
            _log.error("The alarms on the disk can't be read (%s).", error.strerror)
        return dict(sorted(found.items(), key=lambda item: item[1].at))

    def _file(self, number: str) -> Path:
        return self._path / f"{number}.json"


def _alarm(text: str) -> Alarm:
    """Return the alarm in the text of a file. Raise ValueError, TypeError or KeyError if there is none.

    >>> _alarm('{"language": "fr", "kind": "abuse", "at": "2026-03-02T09:00:00+00:00"}').kind
    'abuse'
    """
    held = json.loads(text)
    if held["language"] not in LANGUAGES or not all(isinstance(held[name], str) for name in ("kind", "at")):
        raise ValueError("no alarm")
    return Alarm(held["language"], held["kind"], held["at"])
