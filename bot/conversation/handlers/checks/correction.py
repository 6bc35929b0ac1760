"""Read that a person wants to correct an earlier answer of a check, or to take a check up again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.conversation.handlers.checks.typed_answer import NUMBERS
from bot.domain.checks.check_question import CheckQuestion
from bot.domain.date_reading import names_day, read_date, split_date
from bot.replies.texts import say
from corpus.language import Language
from corpus.word_list import word_lists
from index.text.folding import fold

_LISTS = word_lists("check_answers")
_WORD = re.compile(r"\w+")
_AROUND, _ASKED = _LISTS["around_correction"].alternation(), ("correct", "mistaken", "correction_opening")
_WISH = rf"(?:{'|'.join(_LISTS[name].alternation() for name in _ASKED[:2])})"
_ALONE = re.compile(rf"(?:{_AROUND} )*{_WISH}(?: {_AROUND})*")
_TRIGGER = re.compile(rf"\b(?:{'|'.join(_LISTS[name].alternation() for name in _ASKED)})\b")
_STEP = re.compile(
    rf"(?P<before>(?:\w+ ){{0,9}}?){_LISTS['step_word'].alternation()} (?:{_LISTS['step_number'].alternation()} )?"
    rf"(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)})(?= |$)(?P<is> {_LISTS['is_now'].alternation()}(?= |$))?"
)

_NAMED = re.compile(
    rf"(?P<wish>(?:{_AROUND} )*(?:{_WISH}|{_LISTS['correction_opening'].alternation()}) )?(?:{_AROUND} )*"
    rf"(?:(?P<date>{_LISTS['date_word'].alternation()})|{_LISTS['answer_word'].alternation()}) "
)
_NAMING = {word.removesuffix("s") for phrase in _LISTS["naming"].of() for word in phrase.split()}


@dataclass(frozen=True, slots=True)
class Correction:
    """The wish to correct the answer to the step of this number, 0 for the last one, and the new answer, if given."""

    number: int = 0
    answer: str = ""


def read_correction(text: str) -> Correction | None:
    """Return the correction that `text` asks for; None if it asks for none.

    >>> read_correction("Modifier l’étape 3"), read_correction("I made a mistake")
    (Correction(number=3, answer=''), Correction(number=0, answer=''))
    >>> read_correction("Corriger le budget")
    >>> read_correction("oups, en fait la réponse à l'étape 3 c'est non")
    Correction(number=3, answer='non')
    """
    words = list(_WORD.finditer(text))
    joined = " ".join(fold(word[0]) for word in words)
    if _ALONE.fullmatch(joined):
        return Correction()
    match = _STEP.match(joined)
    if match is None or not (_TRIGGER.search(match["before"]) or len(match["before"].split()) < 2):
        return None
    count = len(match[0].split())
    rest = text[words[count - 1].end() :]
    answer = rest.strip(" ,;:.!=-–—")
    is_apart = match["is"] or not answer or re.match(r"\s*[,;:=–—-]", rest)
    number = match["number"]
    return Correction(int(number) if number.isdecimal() else NUMBERS[number], answer) if is_apart else None


@dataclass(frozen=True, slots=True)
class NamedCorrection:
    """The wish to correct the date or the answer of a step; `what` names the step, empty for the last date given.

    `answer` is the new date or answer, empty if it was not said; `is_wish` tells that the words for a wish were there.
    """

    is_date: bool
    what: str
    answer: str
    is_wish: bool


def read_named(text: str, today: date) -> NamedCorrection | None:
    """Return the correction of a date or an answer that is named in words; None if `text` begins with none.

    >>> read_named("change the date of the measures to 11 December", date(2026, 11, 22))
    NamedCorrection(is_date=True, what='of the measures to', answer='11 December', is_wish=True)
    >>> read_named("La date du suivi", date(2026, 11, 22)), read_named("The plan is late", date(2026, 11, 22))
    (NamedCorrection(is_date=True, what='du suivi', answer='', is_wish=False), None)
    """
    words = list(_WORD.finditer(text))
    match = _NAMED.match("".join(f"{fold(word[0])} " for word in words))
    if match is None:
        return None
    count = len(match[0].split())
    rest = text[words[count - 1].end() :].strip(" ,;:.=-–—")
    is_day = read_date(rest, today) or names_day(rest)
    what, answer = ("", rest) if is_day else split_date(rest, today)
    return NamedCorrection(bool(match["date"]), what or ("" if is_day else rest), answer, bool(match["wish"]))


def named_among(what: str, asked: Sequence[CheckQuestion]) -> CheckQuestion | None:
    """Return the first of the questions `asked` whose step has all words of `what` in its label or its action."""
    wanted = _stems(what) - _NAMING
    for question in asked:
        step = question.step
        names = [*step.label.values(), *(step.action or {}).values()]
        if wanted and any(wanted <= _stems(name) for name in names):
            return question
    return None


def names_none(what: str) -> bool:
    """Tell whether the words between a correction and the new answer name no step.

    >>> names_none("to"), names_none("of the measures")
    (True, False)
    """
    return not _stems(what) - _NAMING


def _stems(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(fold(text))}


def says_resume(text: str, language: Language) -> bool:
    """Tell whether a message asks to take a check up again, and says nothing else.

    >>> says_resume("Reprendre", "fr"), says_resume("resume", "en"), says_resume("résume", "fr")
    (True, True, False)
    """
    word = " ".join(_WORD.findall(fold(text)))
    return word in _LISTS["resume"].of() or word == fold(say(language, "check.resume"))
