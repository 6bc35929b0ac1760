"""Alarms for which no case could be opened yet: kept in memory and tried again."""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import RLock
from typing import TypeAlias

from corpus.language import Language

MOST_ALARMS = 1_000  # the oldest one is given up first
_PREFIX = "later-"  # no case number begins so

_log = logging.getLogger(__name__)

OpenCase: TypeAlias = Callable[[Language, str], str]  # language and kind of danger; returns the case's number
AddAlarm: TypeAlias = Callable[[str, str], bool]  # number and new kind of danger; tells whether it was added


class PendingAlarms:
    """Opens cases for alarms and adds to them; where the database fails, returns a provisional number instead.

    No method raises: the person must be answered first, and a case can wait for a minute. Nothing is written to disk.
    """

    def __init__(self, open_case: OpenCase, add_alarm: AddAlarm) -> None:
        self._open_case, self._add_alarm, self._lock = open_case, add_alarm, RLock()
        self._pending: OrderedDict[str, tuple[Language, str]] = OrderedDict()
        self._opened: OrderedDict[str, str] = OrderedDict()

    def open(self, language: Language, kind: str) -> str:
        """Open a case and return its number, or a provisional one."""
        try:
            return self._open_case(language, kind)
        except Exception as error:  # noqa: BLE001 - whatever it is, the person is answered first
            _log.error("A case for an alarm could not be opened (%s); it is tried again.", type(error).__name__)
            return self.postpone(language, kind)

    def add(self, number: str, language: Language, kind: str, is_new: bool) -> str:
        """Add an alarm to a case and return the case's number; that of a new case if the former is closed.

        `is_new` tells that the kind of danger differs from those before.
        """
        with self._lock:
            if number in self._pending and not is_new:
                return number
        try:
            was_added = self._add_alarm(self.number(number), kind if is_new else "")
        except Exception as error:  # noqa: BLE001 - as above
            _log.error("An alarm could not be added to its case (%s); it gets its own.", type(error).__name__)
            return self.postpone(language, kind)
        return number if was_added else self.open(language, kind)

    def postpone(self, language: Language, kind: str) -> str:
        """Keep an alarm for the next try and return its provisional number."""
        number = _PREFIX + secrets.token_hex(4)
        with self._lock:
            self._pending[number] = (language, kind)
            while len(self._pending) > MOST_ALARMS:
                self._pending.popitem(last=False)
        return number

    def number(self, number: str) -> str:
        """Return the number of the case that was opened since for a provisional one; else `number`."""
        with self._lock:
            return self._opened.get(number, number)

    def discard(self, number: str) -> None:
        """Discard a pending alarm that meant no danger."""
        with self._lock:
            self._pending.pop(number, None)

    def retry(self) -> None:
        """Open the cases of pending alarms; an alarm that fails again stays pending."""
        with self._lock:
            for number, (language, kind) in list(self._pending.items()):
                try:
                    self._opened[number] = self._open_case(language, kind)
                except Exception as error:  # noqa: BLE001 - as above
                    _log.error("%d alarms still have no case (%s).", len(self._pending), type(error).__name__)
                    return
                self._pending.pop(number)
                _log.warning("A case that could not be opened for an alarm is open now.")
            while len(self._opened) > MOST_ALARMS:
                self._opened.popitem(last=False)
