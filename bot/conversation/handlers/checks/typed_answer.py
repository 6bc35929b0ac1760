"""Read what a person types at a step: the word or number of a button, an answer, a remark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.conversation.handlers.checks import check_step
from bot.conversation.small_intents import says_courtesy
from bot.domain.checks.check_question import WHO, CheckQuestion
from bot.domain.checks.response import LONGEST_NOTE, read_file_name, read_note
from bot.domain.date_reading import names_day, read_date
from bot.replies.texts import date_in_words, say
from corpus.language import LANGUAGES, Language
from corpus.procedure import PRESSED
from corpus.word_list import word_lists
from index.text.folding import fold

_LISTS = word_lists("check_answers")
# Other words for what is on the buttons.
_ALSO: dict[str, tuple[str, ...]] = {kind: _LISTS[f"also_{kind}"].of() for kind in (*PRESSED, *WHO)}
# Words that show, where no punctuation does, that the choice before them is the answer and not a part of the sentence.
_AFTER_NO, _AFTER_OPTION = frozenset(_LISTS["after_no"].of()), frozenset(_LISTS["after_option"].of())
NUMBERS = {word: n for n in range(1, 10) for word in _LISTS[f"number_{n}"].of()}
_BEFORE_NUMBER = frozenset(_LISTS["before_number"].of())
_NOT_YET = re.compile(rf"{_LISTS['not_yet'].alternation()}\b")
_UNKNOWN = frozenset(_LISTS["unknown"].of())
_FIGURE = re.compile(rf"(\d{{1,2}}){_LISTS['ordinals'].alternation()}?")
_VERBS = ("back", "skip", "keep", "same", "why", "pause", "unremark")
_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"\s*[,;:.!\u2013\u2014)]+\s*|\s+-+\s+|\s*\n\s*")


class TypedRefusal(Exception):  # noqa: N818 - it is no error to answer a step with something else
    """The text is no answer to the step; the message says what would be."""


def verb_of(text: str, question: CheckQuestion | None = None) -> str:
    """Return the action of the button named by its label in either language or its number; else empty.

    >>> verb_of("Retour"), verb_of("Why?"), verb_of("plus tard")
    ('v.back', 'v.why', '')
    """
    word = fold(text).strip(" .!?\u00a0")
    for language in LANGUAGES:
        for verb in _VERBS:
            if word == fold(say(language, f"check.{verb}")).strip(" ?\u00a0"):
                return f"v.{verb}"
        for value in question.choices if question else ():
            if question and word == fold(check_step.choice(question, value, language)):
                return f"a.{value}"
    choices = question.choices if question else ()
    return f"a.{choices[int(word) - 1]}" if word.isdecimal() and 0 < int(word) <= len(choices) else ""


def leading_choice(text: str, question: CheckQuestion, with_numbers: bool = True) -> tuple[str, str]:
    """Return the choice that `text` begins with, in either language, and the rest; two empty texts if there is none.

    The longest name counts: "non applicable" is not a no. `with_numbers` reads the number of a button too, in figures
    or in words.
    """
    words = list(_WORD.finditer(text))
    folded = [fold(word[0]) for word in words]
    found = [(len(name), value) for value, name in _names(question) if folded[: len(name)] == name]
    numbered = _leading_number(folded, question) if with_numbers else None
    if not (found or numbered):
        return "", ""
    count, value = max([*found, *([numbered] if numbered else [])])
    rest = text[words[count - 1].end() :]
    if pause := _BREAK.match(rest):
        rest = rest[pause.end() :]
    elif not says_courtesy(rest) and not _is_surely_apart(value, folded, count, question):
        return "", ""
    rest = rest.strip()
    if says_courtesy(rest) or leading_choice(rest, question) == (value, ""):  # or the choice twice
        return value, ""
    return value, rest[:1].upper() + rest[1:]


def read_typed(text: str, question: CheckQuestion, today: date, language: Language) -> str:
    """Return the answer or remark to keep. Raise TypedRefusal if the step can't take it."""
    is_no_text = _is_no_text(text)
    if is_no_text and question.aspect == "step" and question.choices:  # a choice of another step
        raise TypedRefusal(say(language, "check.bad_choice"))
    if is_unknown(text):
        raise TypedRefusal(say(language, "check.unknown"))
    if is_no_text and question.typed == "note":
        raise TypedRefusal(say(language, "check.bad_who" if question.aspect == "who" else "check.bad_text"))
    if question.aspect == "who" and (read_date(text, today) or names_day(text)):
        raise TypedRefusal(say(language, "check.who_first"))
    match question.typed:
        case "date":
            return read_day(text, question, today, language)
        case "file_name":
            if name := read_file_name(text):
                return name
            raise TypedRefusal(say(language, "check.bad_file_name"))
        case "note":
            return read_remark(text, language)
    raise TypedRefusal(say(language, "check.bad_choice"))


def read_remark(text: str, language: Language) -> str:
    """Return the remark to keep. Raise TypedRefusal for one that is too long."""
    note = read_note(text)
    if len(note) > LONGEST_NOTE:
        raise TypedRefusal(say(language, "check.long_note", count=len(note), most=LONGEST_NOTE))
    return note


def _leading_number(folded: list[str], question: CheckQuestion) -> tuple[int, str] | None:
    """Return the number of words that name a choice at the beginning, and the choice; None if none do."""
    place = next((place for place, word in enumerate(folded) if word not in _BEFORE_NUMBER), len(folded))
    word = folded[place] if place < len(folded) else ""
    figure = _FIGURE.fullmatch(word)
    number = int(figure[1]) if figure else NUMBERS.get(word, 0)
    return (place + 1, question.choices[number - 1]) if 0 < number <= len(question.choices) else None


def _is_surely_apart(value: str, folded: list[str], count: int, question: CheckQuestion) -> bool:
    """Tell whether the first `count` words are the answer although no punctuation separates them from what follows."""
    if len(folded) == count or (question.typed is None and (count > 1 or folded[0].isdecimal())):
        return True  # nothing follows, or nothing but a choice can be said here
    last = folded[count - 1]
    if last in NUMBERS or _FIGURE.fullmatch(last):
        return folded[count] in _AFTER_NO | _AFTER_OPTION
    if value in ("yes", "partly", "not_applicable"):
        return True
    return folded[count] in (_AFTER_NO if value == "no" else _AFTER_OPTION)


def _names(question: CheckQuestion) -> Iterator[tuple[str, list[str]]]:
    """Yield each choice with each of its names as words: its label, the label up to a comma, other words for it."""
    for value in question.choices:
        labels = [check_step.choice(question, value, language) for language in LANGUAGES]
        for name in (*labels, *(label.partition(",")[0] for label in labels), *_ALSO.get(value, ())):
            yield value, [fold(word) for word in _WORD.findall(name)]


def read_day(text: str, question: CheckQuestion, today: date, language: Language) -> str:
    """Return the day to keep as ISO 8601. Raise TypedRefusal for none, and for one that can't be or is past."""
    has_happened = question.aspect == "step" and question.step.has_happened
    found = read_date(text, today, "happened" if has_happened else "planned")
    if has_happened and _NOT_YET.match(" ".join(_WORD.findall(fold(text)))):
        raise TypedRefusal(say(language, "check.not_happened"))
    if found is None:
        raise TypedRefusal(say(language, "check.no_such_day" if names_day(text) else "check.bad_date"))
    day = date_in_words(found.isoformat(), language)
    if has_happened and found > today:
        raise TypedRefusal(say(language, "check.future_date", day=day))
    if question.aspect == "by" and found < today:
        raise TypedRefusal(say(language, "check.past_date", day=day))
    return found.isoformat()


def _is_no_text(text: str) -> bool:
    """Tell whether the text is one of the usual choices, such as yes or no, or has no word but numbers.

    >>> [_is_no_text(text) for text in ("Yes!", "ouais", "5", "…", "two schools", "50 kits")]
    [True, True, True, True, False, False]
    """
    words = _WORD.findall(fold(text))
    labels = (say(language, f"check.{kind}") for language in LANGUAGES for kind in PRESSED)
    named = {
        " ".join(_WORD.findall(fold(name))) for name in (*labels, *(also for kind in PRESSED for also in _ALSO[kind]))
    }
    return " ".join(words) in named or not any(re.search("[a-z]", word) for word in words)


def is_unknown(text: str) -> bool:
    """Tell whether the text says that the answer is not known, or that there is none.

    >>> is_unknown("Je ne sais pas encore."), is_unknown("n/a"), is_unknown("We do not know the donor")
    (True, True, False)
    """
    return " ".join(_WORD.findall(fold(text))) in _UNKNOWN
