"""What someone types at a step: a word or number for a button, an answer, a remark."""

from __future__ import annotations

from datetime import date

from bot.chat.checking import phrases
from bot.chat.wording import say
from bot.checks.question import Question
from bot.checks.reading import LONGEST_NOTE, names_no_year, read_date, read_file_name, read_note
from corpus.language import LANGUAGES, Language
from corpus.procedure import PRESSED
from index.folding import fold

_VERBS = ("back", "skip", "keep", "same", "why", "pause", "unremark")


class Refusal(Exception):  # noqa: N818 - it is no error to answer a step with something else
    """What was typed is no answer to the step; the message says kindly what would be."""


def verb_of(text: str, question: Question | None = None) -> str:
    """Return the action of the button that is meant by its word in either language or by its number; else nothing.

    >>> verb_of("Retour"), verb_of("Why?"), verb_of("plus tard")
    ('v.back', 'v.why', '')
    """
    word = fold(text).strip(" .!?\u00a0")
    for language in LANGUAGES:
        for verb in _VERBS:
            if word == fold(say(language, f"check.{verb}")).strip(" ?\u00a0"):
                return f"v.{verb}"
        for value in question.choices if question else ():
            if question and word == fold(phrases.choice(question, value, language)):
                return f"a.{value}"
    choices = question.choices if question else ()
    return f"a.{choices[int(word) - 1]}" if word.isdecimal() and 0 < int(word) <= len(choices) else ""


def read_typed(text: str, question: Question, today: date, language: Language) -> str:
    """Return the answer or remark that is to be kept. Raise Refusal if the step can't take it."""
    if question.choices and _is_a_choice(text):  # the step before had it, this one doesn't
        raise Refusal(say(language, "check.bad_choice"))
    match question.typed:
        case "date":
            return _day(text, question, today, language)
        case "file_name":
            if name := read_file_name(text):
                return name
            raise Refusal(say(language, "check.bad_file_name"))
        case "note":
            note = read_note(text)
            if len(note) > LONGEST_NOTE:
                raise Refusal(say(language, "check.long_note", count=len(note), most=LONGEST_NOTE))
            return note
    raise Refusal(say(language, "check.bad_choice"))


def _day(text: str, question: Question, today: date, language: Language) -> str:
    found = read_date(text, today)
    if found is None:
        raise Refusal(say(language, "check.bad_date"))
    if question.aspect == "step" and names_no_year(text):  # it may lie behind as well as before us
        nearest = min((found, _year_before(found)), key=lambda day: abs(day - today))
        raise Refusal(say(language, "check.which_year", day=phrases.day(nearest.isoformat(), language)))
    if question.aspect == "by" and found < today:
        raise Refusal(say(language, "check.past_date", day=phrases.day(found.isoformat(), language)))
    return found.isoformat()


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _is_a_choice(text: str) -> bool:
    """Tell whether the text is one of the answers that most steps have."""
    word = fold(text).strip(" .!")
    return any(word == fold(say(language, f"check.{kind}")) for language in LANGUAGES for kind in PRESSED)
