"""Read that a person wants to correct an earlier answer of a check, or to take a check up again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.answering.wishes import QUESTION, read_wish
from bot.conversation.handlers.checks.typed_answer import NUMBERS, verb_of
from bot.conversation.small_intents import says_cancel
from bot.domain.checks.check_question import CheckQuestion
from bot.domain.date_reading import names_day, read_date, split_date
from bot.replies.texts import say
from corpus.language import Language
from corpus.word_list import word_lists
from index.text.folding import fold

_LISTS = word_lists("check_answers")
_WORD = re.compile(r"\w+")
STEP_NUMBERS = NUMBERS | {word: n for n in range(10, 21) for word in _LISTS[f"number_{n}"].of()}
_AROUND, _ASKED = _LISTS["around_correction"].alternation(), ("correct", "mistaken", "correction_opening")
_WISH = rf"(?:{'|'.join(_LISTS[name].alternation() for name in _ASKED[:2])})"
_ALONE = re.compile(rf"(?:{_AROUND} )*{_WISH}(?: {_AROUND})*")
_HAS_WISH = re.compile(rf"\b{_WISH}\b")
_TRIGGER = re.compile(rf"\b(?:{'|'.join(_LISTS[name].alternation() for name in _ASKED)})\b")
_REFUSED = rf"(?:{_LISTS['refused'].alternation()} )(?:(?:{_LISTS['refused'].alternation()}|{_AROUND}) )*"
_REFUSAL = re.compile(_REFUSED)
_STEP_WORD, _ENDING = _LISTS["step_word"].alternation(), _LISTS["correction_ending"].alternation()
_FIGURE = rf"(?:\d{{1,4}}{_LISTS['ordinals'].alternation()}?|{'|'.join(sorted(STEP_NUMBERS, key=len, reverse=True))})"
_ORDINAL = rf"(?:\d{{1,4}}{_LISTS['ordinals'].alternation()}|{_LISTS['ordinal_words'].alternation()})"
_STEP = re.compile(
    rf"(?P<before>(?:\w+ ){{0,9}}?)(?:{_STEP_WORD} (?:{_LISTS['step_number'].alternation()} )?(?P<number>{_FIGURE})"
    rf"|(?P<ordinal>{_ORDINAL}) {_STEP_WORD})(?= |$)(?P<is> {_LISTS['is_now'].alternation()}(?= |$))?"
    rf"(?P<ending>(?: {_ENDING})+$)?"
)
_NUMBERED = re.compile(
    rf"(?:{_AROUND} )*{_LISTS['correct'].alternation()} (?:(?:{_AROUND}|{_LISTS['step_number'].alternation()}) )*"
    rf"(?P<number>{_FIGURE})(?: {_ENDING})*"
)
_AS_IT_WAS = re.compile(
    rf"(?:(?:{_AROUND}|{_LISTS['refused'].alternation()}) )*{_LISTS['as_it_was'].alternation()}(?: {_ENDING})*"
)
_OTHER_STEP = {
    name: re.compile(
        rf"(?:(?:{_AROUND}|{_WISH}|{_LISTS['refused'].alternation()}|{_LISTS['correction_opening'].alternation()}) )*"
        rf"{_LISTS[name].alternation()}(?: {_ENDING})*"
    )
    for name in ("step_before", "step_after", "not_this_step")
}
_MOST_WORDS = 12  # of a message that refuses a step: words that stand in several lists are tried as each
_MOST_OF_A_DAY = 5  # words of a message that is a day and nothing else
_NUMBER_ALONE = re.compile(rf"{_REFUSED}{_FIGURE}(?: {_ENDING})*")

_CHECK_VERBS = frozenset({"v.back", "v.skip", "v.pause", "v.unremark"})  # other words for buttons follow up an answer

_NAMED = re.compile(
    rf"(?P<wish>(?:{_AROUND} )*(?:{_WISH}|{_LISTS['correction_opening'].alternation()}) )?(?:{_AROUND} )*"
    rf"(?:(?P<date>{_LISTS['date_word'].alternation()})|{_LISTS['answer_word'].alternation()}) "
)
_NAMING = {word.removesuffix("s") for phrase in _LISTS["naming"].of() for word in phrase.split()}


@dataclass(frozen=True, slots=True)
class Correction:
    """The wish to correct the answer to the step of this number, None for the last one, and the new answer, if given.

    `is_refusal` tells that it begins by refusing what was asked: "no, step 3".
    """

    number: int | None = None
    answer: str = ""
    is_refusal: bool = False


def read_correction(text: str) -> Correction | None:
    """Return the correction that `text` asks for; None if it asks for none.

    >>> read_correction("Modifier la 3e étape"), read_correction("I made a mistake")
    (Correction(number=3, answer='', is_refusal=False), Correction(number=None, answer='', is_refusal=False))
    >>> read_correction("corrige le 1"), read_correction("correct number 4")
    (Correction(number=1, answer='', is_refusal=False), Correction(number=4, answer='', is_refusal=False))
    >>> read_correction("Corriger le budget")
    >>> read_correction("oups, en fait la réponse à l'étape 3 c'est non").answer
    'non'
    >>> read_correction("non, je voulais dire l’étape douze"), read_correction("no, step 4: yes")
    (Correction(number=12, answer='', is_refusal=True), Correction(number=4, answer='yes', is_refusal=True))
    """
    words = list(_WORD.finditer(text))
    joined = " ".join(fold(word[0]) for word in words)
    if _ALONE.fullmatch(joined):
        return Correction()
    if numbered := _NUMBERED.fullmatch(joined):
        return Correction(_step_number(numbered["number"]))
    match = _STEP.match(joined)
    if match is None:
        return None
    before, is_refusal = match["before"], bool(_REFUSAL.fullmatch(match["before"]))
    if not (is_refusal or _TRIGGER.search(before) or len(before.split()) < 2):
        return None
    rest = "" if match["ending"] else text[words[len(match[0].split()) - 1].end() :]
    answer = rest.strip(" ,;:.!=-–—")
    is_apart = match["is"] or not answer or re.match(r"\s*[,;:=–—-]", rest)
    return Correction(_step_number(match["number"] or match["ordinal"]), answer, is_refusal) if is_apart else None


def _step_number(word: str) -> int:
    figures = re.match(r"\d+", word)
    return int(figures[0]) if figures else STEP_NUMBERS[word]


def wants_as_it_was(text: str) -> bool:
    """Tell whether a message leaves the answer that is being corrected as it is, and says nothing else.

    >>> [wants_as_it_was(text) for text in ("non finalement c’était bon", "cancel the correction", "no, it was late")]
    [True, True, False]
    """
    joined = _joined(text)
    return says_cancel(text) or (len(joined.split()) <= _MOST_WORDS and bool(_AS_IT_WAS.fullmatch(joined)))


OtherStep = Literal["", "step_before", "step_after", "not_this_step"]


def other_step(text: str) -> OtherStep:
    """Return the step that a message means by its distance from the one that is shown; "not_this_step" tells no other.

    >>> [other_step(text) for text in ("non, celle d’avant", "the next step", "no, the third", "not this one", "la 3")]
    ['step_before', 'step_after', 'not_this_step', 'not_this_step', '']
    """
    joined = _joined(text)
    if len(joined.split()) > _MOST_WORDS:
        return ""
    found: OtherStep
    for found in ("step_before", "step_after", "not_this_step"):
        if _OTHER_STEP[found].fullmatch(joined):
            return found
    return "not_this_step" if _NUMBER_ALONE.fullmatch(joined) else ""


def _joined(text: str) -> str:
    return " ".join(fold(word[0]) for word in _WORD.finditer(text))


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


def is_for_a_check(text: str, today: date) -> bool:
    """Tell whether only a check can take `text`: the word for a button, a step to correct, a day seen from today.

    Dates with figures are left out: texts are searched for those too.

    >>> day = date(2026, 11, 22)
    >>> [is_for_a_check(text, day) for text in ("Pause", "corrige l’étape 2", "change step 3", "vendredi prochain")]
    [True, True, True, True]
    >>> [is_for_a_check(text, day) for text in ("l’étape 2", "le 2", "15 January 2027", "the last one", "demain ?")]
    [False, False, False, False, False]
    """
    if "?" in text:
        return False
    correction = read_correction(text)
    if correction and correction.number is not None:
        return bool(_HAS_WISH.search(_joined(text)))
    if read_wish(text) != QUESTION:
        return False
    is_day = not re.search(r"\d", text) and len(text.split()) <= _MOST_OF_A_DAY and read_date(text, today) is not None
    return is_day or verb_of(text) in _CHECK_VERBS


def says_resume(text: str, language: Language) -> bool:
    """Tell whether a message asks to take a check up again, and says nothing else.

    >>> says_resume("Reprendre", "fr"), says_resume("resume", "en"), says_resume("résume", "fr")
    (True, True, False)
    """
    word = " ".join(_WORD.findall(fold(text)))
    return word in _LISTS["resume"].of() or word == fold(say(language, "check.resume"))


def says_go_on(text: str) -> bool:
    """Tell whether a message asks for what comes next in the check at hand, and says nothing else.

    >>> says_go_on("Continuer !"), says_go_on("let’s continue"), says_go_on("Continuer les travaux")
    (True, True, False)
    """
    return " ".join(_WORD.findall(fold(text))) in _LISTS["go_on"].of()
