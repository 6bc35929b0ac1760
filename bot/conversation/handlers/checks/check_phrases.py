"""The phrases of checks: answers, dates, responsible roles, questions."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.checks.check_question import BY, WHO, CheckItem, CheckQuestion
from bot.replies.texts import say, truncated
from corpus.language import Language
from corpus.procedure import Step

IN_DAYS = {"week": 7, "month": 30, "quarter": 91}  # what the buttons for a date stand for

_ECHO = 70  # characters of an answer that is repeated


def day(moment: str, language: Language) -> str:
    """Return the date of an ISO 8601 date or time, with the month in words.

    >>> day("2026-03-01", "fr"), day("2026-12-15T08:00:00+00:00", "en")
    ('1er mars 2026', '15 December 2026')
    """
    found = datetime.fromisoformat(moment).date()
    month = say(language, "dates.months").split()[found.month - 1]
    return f"{say(language, 'check_document.first') if found.day == 1 else found.day} {month} {found.year}"


def choice(question: CheckQuestion, value: str, language: Language) -> str:
    """Return the label of a choice's button."""
    option = question.step.option(value) if question.aspect == "step" else None
    return option.label[language] if option else say(language, f"check.{value}")


def answer(question: CheckQuestion, value: str, language: Language) -> str:
    """Return an answer in words: the name of a choice, a day, or what was typed."""
    if value in question.choices:
        return choice(question, value, language)
    return day(value, language) if question.typed == "date" and _is_day(value) else value


def echo(question: CheckQuestion, value: str, language: Language) -> str:
    """Return an answer for use within a sentence: typed text is quoted and shortened."""
    words = answer(question, value, language)
    if words != value:
        return lowered(words)
    return say(language, "check.typed", answer=truncated(value.replace("\n", " "), _ECHO).rstrip("."))


def noted(answered: str, note: str, language: Language) -> tuple[str, ...]:
    """Return the confirmation of an answer, and of its remark if any; empty without an answer."""
    if not answered:
        return ()
    remark = (say(language, "check.remark", note=truncated(note.replace("\n", " "), _ECHO)),) if note else ()
    return (say(language, "check.noted", answer=answered), *remark)


def lowered(text: str) -> str:
    """Return `text` with a small first letter, to stand within a sentence.

    >>> lowered("L’OSC"), lowered("15 décembre 2026")
    ('l’OSC', '15 décembre 2026')
    """
    return text[:1].lower() + text[1:]


def answer_of(item: CheckItem, language: Language) -> str:
    """Return the answer to a step in words."""
    return answer(CheckQuestion(item.step), item.response.value, language)


def who(item: CheckItem, language: Language) -> str:
    """Return the person or role responsible for an item, in words; empty if nobody was named."""
    return say(language, f"check.{item.who}") if item.who in WHO else item.who


def by(item: CheckItem, language: Language) -> str:
    """Return the due date of an item, in words; empty if none was named."""
    return day(item.by, language) if item.by and item.by not in BY else ""


def ask(question: CheckQuestion, language: Language) -> str:
    """Return the text of the question."""
    step: Step = question.step
    if question.aspect == "step" or step.action is None:
        return step.ask[language]
    return say(language, f"check.{question.aspect}", action=step.action[language])


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
