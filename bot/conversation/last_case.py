"""Which of their cases a person means with a message that replies to none: the one whose answer they saw last."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import now
from bot.domain.cases.case import Actor, Case
from bot.domain.cases.case_repository import CaseFilter
from bot.domain.cases.case_service import CaseService
from bot.domain.cases.consent_requests import ConsentRequests
from bot.domain.chat import Chat
from bot.domain.checks.check import CheckLog
from bot.storage.consultations import ConsultationLog

RATED_FOR = timedelta(days=7)  # after an answer, or the question whether it helped
SPOKEN_FOR = timedelta(hours=1)  # after a case was opened, or the person was told that something was added to it
ANSWERED_FOR = timedelta(hours=24)  # after consent to a reply about a danger, and after each answer
_BY_THE_PERSON = {"opened", "wrote", "unhelped"}  # what they do to a case, and are told that it is done
_CHECKED_FOR = timedelta(hours=1)
_TURNS = ("agreed", "answered", "stopped")  # of an exchange about a danger


class LastCase:
    """Reads what was shown last in a chat: an answer of a colleague, or something else.

    In a group nobody means a case without a reply to its message.
    """

    def __init__(
        self, cases: CaseService, consultations: ConsultationLog, offers: ConsentRequests, checks: CheckLog
    ) -> None:
        self._cases, self._consultations, self._offers, self._checks = cases, consultations, offers, checks

    def rated(self, chat: Chat) -> Case | None:
        """Return the case whose answer, or the question whether that helped, is the last thing shown in a chat."""
        last: tuple[str, Case] | None = None
        for case in self._own(chat):
            moment = "" if case.kind == "safeguarding" else self._shown(case)
            if moment and (last is None or moment >= last[0]):
                last = moment, case
        if last is None or self._is_old(last[0], RATED_FOR) or self._is_past(chat, last[0]):
            return None
        return last[1]

    def in_the_air(self, chat: Chat) -> Case | None:
        """Return the case that is the last thing shown in a chat: that it was opened or reopened, or its answer.

        Amid a check nothing is: what is typed there answers a step.
        """
        told = [(self.told(case), case.number, case) for case in self._own(chat) if case.kind != "safeguarding"]
        moment, _, case = max(told, key=lambda one: one[:2], default=("", "", None))
        if case is None or not moment or self._is_past(chat, moment) or self.in_check(chat):
            return None
        return case

    def told(self, case: Case) -> str:
        """Return the moment at which a person was last told of their case; empty if too long ago to be meant."""
        shown = self._shown(case)
        shown = "" if not shown or self._is_old(shown, RATED_FOR) else shown
        events = [event.at for event in self._cases.history(case.number) if event.kind in _BY_THE_PERSON]
        spoken = max(events, default="") if case.state != "closed" else ""
        return max(shown, "" if not spoken or self._is_old(spoken, SPOKEN_FOR) else spoken)

    def is_fresh(self, case: Case) -> bool:
        """Tell whether what a person was told of a case last came within the hour."""
        return not self._is_old(self.told(case), SPOKEN_FOR)

    def in_check(self, chat: Chat) -> bool:
        """Tell whether a check is under way in a chat."""
        return self._checks.open_check(chat.key, _CHECKED_FOR) is not None

    def of_danger(self, chat: Chat) -> Case | None:
        """Return the case about a danger that the person agreed to, or was answered about, within a day.

        None if they stopped since.
        """
        found = [case for case in self._own(chat) if case.kind == "safeguarding" and case.state != "closed"]
        for case in reversed(found):
            moment = self._last_word(case)
            turns = [one.kind for one in self._cases.history(case.number) if one.kind in _TURNS]
            if moment and not self._is_old(moment, ANSWERED_FOR) and turns[-1:] != ["stopped"]:
                return case
        return None

    def is_interrupted(self, chat: Chat, case: Case) -> bool:
        """Tell whether an offer waits for a word of the person, or a check that they went on with after the answer."""
        return self.waits_elsewhere(chat, self._last_word(case))

    def has_moved_on(self, chat: Chat, case: Case) -> bool:
        """Tell whether the bot answered anything in a chat since the consent or the last answer to `case`."""
        return self._consultations.last_moment(chat.key) > self._last_word(case)

    def _own(self, chat: Chat) -> list[Case]:
        own = self._cases.select(CaseFilter(chat=chat.key)) if chat.is_private else []
        return sorted(own, key=lambda case: case.number)

    def _shown(self, case: Case) -> str:
        """Return when the answer to a case, or the question whether it helped, was shown; empty if neither was."""
        if case.state == "closed" and case.helped == "asked":
            return max((event.at for event in self._cases.history(case.number) if event.kind == "closed"), default="")
        return self._answered(case) if case.state == "answered" else ""

    def _last_word(self, case: Case) -> str:
        """Return when the person agreed to a reply about a danger, or the last answer was sent; empty if neither."""
        agreed = (event.at for event in self._cases.history(case.number) if event.kind == "agreed")
        return max(*agreed, self._answered(case), "") if case.agreed else ""

    def _answered(self, case: Case) -> str:
        """Return when the last answer to a case was sent; empty if none was."""
        return max((one.at for one in self._cases.answers(case.number) if one.state == "sent"), default="")

    def _is_past(self, chat: Chat, moment: str) -> bool:
        """Tell whether something else was shown in a chat after `moment`, or waits there."""
        return self._consultations.last_moment(chat.key) > moment or self.waits_elsewhere(chat, moment)

    def waits_elsewhere(self, chat: Chat, moment: str) -> bool:
        """Tell whether an offer waits for a word of the person, or a check that they went on with after `moment`."""
        check = self._checks.open_check(chat.key, _CHECKED_FOR)
        is_offered = self._offers.awaited(chat.key, Actor.of(chat).key) is not None
        return is_offered or (check is not None and check.changed > moment)

    def end_offers(self, chat: Chat) -> None:
        """Let no offer wait for a word of the person any more; its buttons stay."""
        self._offers.discard("", chat.key, Actor.of(chat).key)

    def _is_old(self, moment: str, age: timedelta) -> bool:
        return now() - datetime.fromisoformat(moment) > age
