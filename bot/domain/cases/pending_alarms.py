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
Adds = Callable[[str, str], bool]  # a case's number and a new kind of danger; whether the case still stands


class PendingAlarms:
    """Opens cases by `opens` and adds to them by `adds`; where that fails it gives a number for the time being.

    Nothing of that reaches the disk. Whatever fails, the person is answered first: a case can wait for a minute.
    """

    def __init__(self, opens: Opens, adds: Adds) -> None:
        self._opens, self._adds, self._lock = opens, adds, RLock()
        self._waiting: OrderedDict[str, tuple[Language, str]] = OrderedDict()
        self._opened: OrderedDict[str, str] = OrderedDict()

    def open(self, language: Language, kind: str) -> str:
        """Open a case and return its number, or one for the time being. Never raises."""
        try:
            return self._opens(language, kind)
        except Exception as error:  # noqa: BLE001 - whatever it is, care comes first
            _log.error("A case for an alarm could not be opened (%s); it is tried again.", type(error).__name__)
            return self.postpone(language, kind)

    def add(self, number: str, language: Language, kind: str, is_new: bool) -> str:
        """Add a cry to a case and return the case's number; that of a new one if it is closed. Never raises.

        `is_new` tells that the kind of danger is another one than before.
        """
        with self._lock:
            if number in self._waiting and not is_new:
                return number
        try:
            stands = self._adds(self.number(number), kind if is_new else "")
        except Exception as error:  # noqa: BLE001 - as above
            _log.error("A cry could not be added to its case (%s); it gets one of its own.", type(error).__name__)
            return self.postpone(language, kind)
        return number if stands else self.open(language, kind)

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
