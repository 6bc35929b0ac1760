"""Open and update the cases of people in danger; retry what could not be stored."""

from __future__ import annotations

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import RLock
from typing import TypeAlias

from bot.clock import Clock, iso, now
from bot.domain.cases.case import ANONYMOUS, Case, NewCase
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.staff_team import StaffTeam
from bot.domain.chat import Chat
from bot.errors import CaseError
from bot.replies.texts import sentence
from bot.storage.alarm_folder import Alarm, AlarmFolder
from bot.storage.transactions import StorageError
from corpus.language import Language

MOST_ALARMS = 1_000  # pending at a time; beyond that the oldest is discarded
REQUESTED = "other"  # kind of danger of a case that a person who may be in danger asked for
_PREFIX = "later-"  # of provisional numbers; no case number begins with it

_log = logging.getLogger(__name__)

# Language, kind, moment and the number of the case before; returns the number of the new one.
OpenCase: TypeAlias = Callable[[Language, str, str, str], str]
AddAlarm: TypeAlias = Callable[[str, str, bool], bool]  # number, kind, is it new; tells whether it was added


class PendingAlarms:
    """Opens cases for alarms and adds to them; where the database fails, returns a provisional number instead.

    No method raises: the person must be answered first, and a case can be opened a minute later. Pending alarms are
    in memory and, so that a restart loses none, in a `folder`.
    """

    def __init__(
        self, open_case: OpenCase, add_alarm: AddAlarm, folder: AlarmFolder | None = None, clock: Clock = now
    ) -> None:
        self._open_case, self._add_alarm, self._folder, self._clock = open_case, add_alarm, folder, clock
        self._lock, self._was_read = RLock(), False
        self._pending: OrderedDict[str, Alarm] = OrderedDict()
        self._opened: OrderedDict[str, str] = OrderedDict()

    def open(self, language: Language, kind: str, follows: str = "") -> str:
        """Open a case and return its number, or a provisional one; `follows` is the person's case before."""
        try:
            return self._open_case(language, kind, "", self.number(follows))
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
            was_added = self._add_alarm(self.number(number), kind, is_new)
        except Exception as error:  # noqa: BLE001 - as above
            _log.error("An alarm could not be added to its case (%s); it gets its own.", type(error).__name__)
            return self.postpone(language, kind)
        return number if was_added else self.open(language, kind, follows=number)

    def postpone(self, language: Language, kind: str) -> str:
        """Keep an alarm for the next try and return its provisional number."""
        number, alarm = _PREFIX + secrets.token_hex(4), Alarm(language, kind, iso(self._clock()))
        with self._lock:
            self._pending[number] = alarm
            if self._folder:
                self._folder.write(number, alarm)
            while len(self._pending) > MOST_ALARMS:
                self.discard(next(iter(self._pending)))
        return number

    def number(self, number: str) -> str:
        """Return the number of the case that was opened since for a provisional one; else `number`."""
        with self._lock:
            return self._opened.get(number, number)

    def discard(self, number: str) -> None:
        """Discard a pending alarm: it meant no danger, or has a case."""
        with self._lock:
            if self._pending.pop(number, None) and self._folder:
                self._folder.remove(number)

    def retry(self) -> None:
        """Open the cases of pending alarms, also of those before a restart; one that fails again stays pending."""
        with self._lock:
            self._read_folder()
            for number, alarm in list(self._pending.items()):
                try:
                    self._opened[number] = self._open_case(alarm.language, alarm.kind, alarm.at, "")
                except StorageError as error:  # the others would fail alike
                    _log.error("%d alarms still have no case (%s).", len(self._pending), type(error).__name__)
                    return
                except Exception as error:  # noqa: BLE001 - as above; an alarm that can't be read holds up no other
                    _log.error("An alarm still has no case (%s).", type(error).__name__)
                    continue
                self.discard(number)
                _log.warning("A case that could not be opened for an alarm is open now.")
            while len(self._opened) > MOST_ALARMS:
                self._opened.popitem(last=False)

    def _read_folder(self) -> None:
        """Read the alarms that the last run left, once."""
        if self._folder and not self._was_read:
            self._was_read = True
            self._pending = OrderedDict(self._folder.read() | self._pending)


class SafeguardingCases:
    """Opens a case for each alarm, without anything that identifies the person until they agree to be answered."""

    def __init__(self, cases: CaseService) -> None:
        self._cases = cases

    def open(self, language: Language, kind: str, at: str = "", follows: str = "") -> str:
        """Open a case that holds time, language and kind of danger, and nothing else; return its number.

        `at` is the moment of an alarm that could not be stored then (ISO 8601 UTC); empty for now. `follows` is the
        number of the case before of the same person; it is left out if there is no such case.
        """
        before = self._find(follows) if follows else None
        new = NewCase(language, kind="safeguarding", topic=kind, follows=before.number if before else "")
        return self._cases.open(new, ANONYMOUS, at).number

    def add_alarm(self, number: str, kind: str, is_new: bool) -> bool:
        """Add another alarm of the same person to a case, unless it is closed; tell whether it was added.

        The team gets a notice if the kind of danger `is_new`, or if it has answered already: the case is then reopened.
        """
        case = self._find(number)
        if case is None or case.state == "closed":
            return False
        with self._cases.transaction():
            if case.state == "answered":
                case = self._cases.change(number, "reopen", ANONYMOUS)
            elif not is_new:
                return True
            self._cases.add_alarm(case.number, kind)
        return True

    def exists(self, number: str) -> bool:
        """Tell whether there is a safeguarding case of that number."""
        return self._find(number) is not None

    def is_about_case(self, chat: str, answers: int | None) -> bool:
        """Tell whether a message in a team's chat replies to one about a case; its answer may mention danger."""
        return bool(self._cases.team_at(chat) and self._cases.linked_case(chat, answers))

    def role(self, language: Language) -> str:
        """Return the role that would answer the person; empty if there is none.

        A focal point who can't be written to now stays the one who answers: nobody else is shown the case.
        """
        team = self._team()
        return team.role(language) if team.chat.is_set else ""

    def is_reachable(self) -> bool:
        """Tell whether the team that would answer the person can be written to now."""
        return bool(self._team().address)

    def is_answered(self, number: str) -> bool:
        """Tell whether the person was sent an answer to a case since they agreed to it."""
        agreed = max((one.at for one in self._cases.history(number) if one.kind == "agreed"), default="")
        return any(one.state == "sent" and one.at >= agreed for one in self._cases.answers(number))

    def is_linked(self, chat: str, message: int) -> bool:
        """Tell whether a message is about a case, or answers one that is."""
        return bool(self._cases.linked_case(chat, message))

    def has_consent(self, number: str, chat: Chat) -> bool:
        """Tell whether the person in a chat has agreed to be answered about a case."""
        case = self._find(number)
        return case is not None and case.agreed and case.chat == chat.key and case.state != "closed"

    def latest_of(self, chat: Chat) -> str:
        """Return the number of the last case of danger to which the person in a chat agreed; empty for none."""
        own = [case.number for case in self._cases.select(CaseFilter(chat=chat.key)) if case.kind == "safeguarding"]
        return max(own, default="")

    def record_consent(self, number: str, chat: Chat) -> None:
        """Let a person who agreed be answered in their chat, and tell the team."""
        self._cases.record_consent(number, chat.key, chat.address)

    def requested_by(self, chat: Chat) -> list[str]:
        """Return the numbers of the cases that a person who may be in danger asked for, and agreed to."""
        theirs = self._cases.select(CaseFilter(chat=chat.key))
        return [case.number for case in theirs if (case.kind, case.topic) == ("safeguarding", REQUESTED)]

    def withdraw_consent(self, number: str) -> None:
        """Erase all that identifies the person, also if they had agreed before, and withdraw unsent messages."""
        self._cases.withdraw_consent(number)

    def close_false_alarm(self, number: str) -> None:
        """Close the case of a message that meant no danger, and tell the team; a closed one stays as it is."""
        try:
            case = self._cases.change(number, "close", ANONYMOUS)
        except CaseError:
            return
        self._cases.notify(case, sentence(self._cases.team_for(case).language, "staff.mistaken", number=case.number))

    def _team(self) -> StaffTeam:
        safeguarding = self._cases.safeguarding_team
        return safeguarding if safeguarding.chat.is_set else self._cases.staff_team

    def _find(self, number: str) -> Case | None:
        try:
            case = self._cases.find(number)
        except CaseError:
            return None
        return case if case.kind == "safeguarding" else None
