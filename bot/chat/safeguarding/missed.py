"""Alarms for which no case could be opened: held in memory, and tried again."""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import RLock

from corpus.language import Language

_MOST = 1_000  # alarms; the oldest gives way
_MARK = "later-"  # no number of a case begins so

_log = logging.getLogger(__name__)

Opens = Callable[[Language, str], str]


class Missed:
    """Opens cases by `opens`, and where that fails gives a number for the time being; nothing of it reaches the disk.

    Whatever fails, the person is answered first: a case can wait for a minute.
    """

    def __init__(self, opens: Opens) -> None:
        self._opens, self._lock = opens, RLock()
        self._waiting: OrderedDict[str, tuple[Language, str]] = OrderedDict()
        self._opened: OrderedDict[str, str] = OrderedDict()

    def open(self, language: Language, kind: str) -> str:
        """Open a case and return its number, or one for the time being. Never raises."""
        try:
            return self._opens(language, kind)
        except Exception as error:  # noqa: BLE001 - whatever it is, care comes first
            _log.error("A case for an alarm could not be opened (%s); it is tried again.", type(error).__name__)
            return self.postpone(language, kind)

    def postpone(self, language: Language, kind: str) -> str:
        """Keep an alarm for the next try and return its number for the time being."""
        number = _MARK + secrets.token_hex(4)
        with self._lock:
            self._waiting[number] = (language, kind)
            while len(self._waiting) > _MOST:
                self._waiting.popitem(last=False)
        return number

    def number(self, number: str) -> str:
        """Return the number of the case behind one for the time being, if it was opened since; else `number`."""
        with self._lock:
            return self._opened.get(number, number)

    def drop(self, number: str) -> None:
        """Let go of an alarm that meant no danger."""
        with self._lock:
            self._waiting.pop(number, None)

    def retry(self) -> None:
        """Open the cases that wait; what fails again waits on."""
        with self._lock:
            for number, (language, kind) in list(self._waiting.items()):
                try:
                    self._opened[number] = self._opens(language, kind)
                except Exception as error:  # noqa: BLE001 - as above
                    _log.error("%d alarms still have no case (%s).", len(self._waiting), type(error).__name__)
                    return
                self._waiting.pop(number)
                _log.warning("A case that could not be opened for an alarm is open now.")
            while len(self._opened) > _MOST:
                self._opened.popitem(last=False)
