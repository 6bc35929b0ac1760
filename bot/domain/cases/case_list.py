"""Lists of a team's cases: which ones, ten on a page, one line each, as the daily digest has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias, get_args

from bot.domain.cases.case import UNANSWERED, Case
from bot.replies.reply import Button
from bot.replies.texts import day_in_words, say, truncated
from corpus.language import Language

Choice: TypeAlias = Literal["all", "mine", "late", "free", "postponed", "answered"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
LISTED = 10  # cases on a page; more would not be read
_TITLE = 60  # characters of a question
_BUTTONS = 2  # in a row
_LABEL, _OWN = "label-", "own-"


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """The cases that a list shows: "all" are those that wait for an answer; with a `theme`, those of them with it.

    Those that are postponed are in the list of that name alone, until their day. If it `is_own`, only those that the
    colleague has taken.
    """

    kind: Choice = "all"
    theme: str = ""
    is_own: bool = False

    @classmethod
    def of(cls, code: str) -> CaseChoice | None:
        """Return the choice of a button's data; None for what no button has.

        >>> CaseChoice.of("late"), CaseChoice.of("own-label-ending"), CaseChoice.of("lost")
        ... # doctest: +NORMALIZE_WHITESPACE
        (CaseChoice(kind='late', theme='', is_own=False), CaseChoice(kind='all', theme='ending', is_own=True), None)
        """
        if code.startswith(_OWN):
            found = cls.of(code.removeprefix(_OWN))
            return found and replace(found, is_own=True)
        if code.startswith(_LABEL):
            return cls(theme=code.removeprefix(_LABEL))
        return next((cls(kind) for kind in CHOICES if kind == code), None)

    @property
    def code(self) -> str:
        """The choice in a button's data."""
        return (_OWN if self.is_own else "") + (_LABEL + self.theme if self.theme else self.kind)

    def has(self, case: Case, person: str, today: date) -> bool:
        """Tell whether a case is listed for the colleague with the key `person`."""
        if self.is_own and case.owner != person:
            return False
        if self.kind == "answered":
            return case.state == "answered"
        if self.kind == "postponed":
            return case.state in UNANSWERED and case.is_postponed(today)
        if not case.is_to_answer(today) or self.theme not in ("", case.theme):
            return False
        return {"mine": case.owner == person, "late": case.is_late(today), "free": not case.owner}.get(self.kind, True)


def case_line(case: Case, language: Language, today: date) -> str:
    """Return number, question, owner and days late of a case; of one that is put off, until when."""
    owner = case.owner_name or case.owner[:6] or say(language, "staff.nobody")
    title = truncated(" ".join(case.question.split()), _TITLE) or say(language, f"staff.kind_{case.kind}")
    return f"• {case.number} · {title} · {owner} · {_when(case, language, today)}"


def card_buttons_of(cases: Sequence[Case], action: str) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each case that opens its card by `action`, two in a row."""
    shown = [Button(case.number, f"{action}:{case.number}") for case in cases]
    return tuple(tuple(shown[n : n + _BUTTONS]) for n in range(0, len(shown), _BUTTONS))


def _when(case: Case, language: Language, today: date) -> str:
    if case.state == "answered":
        return say(language, "cases.state_answered")
    days = (today - case.due).days
    due = say(language, "staff.for_day", day=day_in_words(case.due, language))
    if case.later and case.is_postponed(today):
        return f"{due} · {say(language, 'case_list.put_off', day=day_in_words(case.later, language))}"
    return say(language, "staff.days_late" if days > 1 else "staff.day_late", count=days) if days > 0 else due
