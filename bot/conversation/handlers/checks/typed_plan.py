"""Read who does an action of a check and by when, as people write it: "no, the office will do it by 15 January"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.conversation.handlers.checks.typed_answer import leading_choice
from bot.domain.checks.check_question import CheckQuestion
from bot.domain.date_reading import names_day, read_date, read_later_date, split_date
from corpus.procedure import Step
from corpus.word_list import word_lists
from index.text.folding import fold

_LISTS = word_lists("check_answers")
_WORD = re.compile(r"\w+")
_OPENING = re.compile(rf"(?:{_LISTS['plan_opening'].alternation()} )+")
_LINK = re.compile(rf"(?:{_LISTS['plan_link'].alternation()} )+")
_DOING = re.compile(rf"(?:^| )(?:s )?{_LISTS['doing'].alternation()}$")
_ENDING = re.compile(rf"(?: {_LISTS['plan_ending'].alternation()})+$")
_MOST_WORDS = 4  # of a role


@dataclass(frozen=True, slots=True)
class TypedPlan:
    """Who does an action, a choice or as typed, and the day as written; empty for what was not said."""

    who: str = ""
    day: str = ""


def without_opening(text: str) -> tuple[str, bool]:
    """Return `text` without the words that announce a correction, and whether there were any.

    >>> without_opening("sorry, 11 December"), without_opening("plutôt le 15 janvier"), without_opening("in May")
    (('11 December', True), ('le 15 janvier', True), ('in May', False))
    """
    words = list(_WORD.finditer(text))
    match = _OPENING.match("".join(f"{fold(word[0])} " for word in words))
    count = len(match[0].split()) if match else 0
    return (text[words[count].start() :], True) if 0 < count < len(words) else (text, False)


def read_plan(
    text: str, step: Step, today: date, is_asked: bool = False, before: date | None = None
) -> TypedPlan | None:
    """Return the plan for the action of `step` that `text` tells and nothing else; None if it tells none.

    Whoever `is_asked` for may be any words. A day may be told by its distance from the date `before`.
    """
    told = _without_ending(without_opening(text)[0])
    if read_date(told, today) or names_day(told):
        return TypedPlan(day=told)
    if before and (later := read_later_date(told, before)):
        return TypedPlan(day=later.isoformat())
    who, day = split_date(told, today)
    actor, does = _actor(who or told)
    choice, rest = leading_choice(actor, CheckQuestion(step, "who"), with_numbers=is_asked)
    if choice and not rest:
        return TypedPlan(choice, day)
    if day and (is_asked or not actor):
        return TypedPlan(actor, day)
    is_apart = does or (day and re.match(r"\s*[,;:]", told[len(who) :]))
    return TypedPlan(actor, day) if is_apart and 0 < len(actor.split()) <= _MOST_WORDS and day else None


def _actor(text: str) -> tuple[str, bool]:
    """Return the words for whoever does an action, without those around them, and whether it was said to be done."""
    words = list(_WORD.finditer(text))
    joined = " ".join(fold(word[0]) for word in words)
    link = _LINK.match(f"{joined} ")
    first = len(link[0].split()) if link else 0
    doing = _DOING.search(joined)
    last = len(words) - (len(doing[0].split()) if doing else 0)
    if first >= last:
        return "", doing is not None
    return text[words[first].start() : words[last - 1].end()], doing is not None


def _without_ending(text: str) -> str:
    words = list(_WORD.finditer(text))
    match = _ENDING.search(" ".join(fold(word[0]) for word in words))
    left = len(words) - (len(match[0].split()) if match else 0)
    return text if match is None or left < 1 else text[: words[left - 1].end()]
