"""The form of a FAQ entry: the entry as it was typed, and what keeps it from being stored or published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.desk.page import DeskRequest
from bot.desk.pages.faq_case import FaqCase
from bot.domain.faq.faq_entry import FaqEntry
from corpus.language import LANGUAGES, Language
from index.text.folding import words

LONGEST, LONGEST_QUESTION, LONGEST_AUTHOR = 4000, 500, 80  # characters of an answer, a question, a name


@dataclass(frozen=True, slots=True)
class TooLong:
    """A text that is too long: its field (a text of section `faq`), its language, its characters, the most."""

    field: str
    language: Language | None
    length: int
    most: int


@dataclass(frozen=True, slots=True)
class Wording:
    """Another wording of a question: the name of its box in the form, and whether that is ticked, to remove it."""

    name: str
    text: str
    is_removed: bool


def typed(wanted: DeskRequest, entry: FaqEntry, case: FaqCase | None) -> FaqEntry:
    """Return the entry with what was typed.

    The words of the person who asked stay a wording where a draft's question, which they were, is put in other ones.
    """
    form = wanted.form
    chosen = [name.removeprefix("card:") for name in form if name.startswith("card:")]
    questions = {one: _line(form.get(f"question_{one}", "")) for one in LANGUAGES}
    kept: dict[Language, tuple[str, ...]] = {
        language: tuple(one.text for one in found if not one.is_removed)
        for language, found in wordings(wanted, entry).items()
    }
    if case and entry.state == "draft" and _is_reworded(entry.questions, questions, case):
        kept[case.language] = tuple(dict.fromkeys((case.question, *kept[case.language])))
    return replace(
        entry,
        questions=questions,
        answers={one: form.get(f"answer_{one}", "").replace("\r\n", "\n").strip() for one in LANGUAGES},
        variants=kept,
        author=_line(form.get("author", "")),
        review=day.isoformat() if (day := day_of(form.get("review", ""))) else "",
        cards={card: entry.cards.get(card, "") for card in chosen},
    )


def wordings(wanted: DeskRequest, entry: FaqEntry) -> dict[Language, list[Wording]]:
    """Return the other wordings of a stored entry by language, as they are to be shown."""
    return {
        language: [
            Wording(name := f"remove_{language}_{place}", text, name in wanted.form)
            for place, text in enumerate(entry.variants.get(language, ()))
        ]
        for language in LANGUAGES
    }


def too_long(entry: FaqEntry) -> list[TooLong]:
    """Return the texts of an entry that are longer than they may be."""
    texts: list[tuple[str, Language | None, str, int]] = [
        ("question", one, entry.questions.get(one, ""), LONGEST_QUESTION) for one in LANGUAGES
    ]
    texts += [("answer", one, entry.answers.get(one, ""), LONGEST) for one in LANGUAGES]
    texts.append(("author", None, entry.author, LONGEST_AUTHOR))
    return [TooLong(field, one, len(text), most) for field, one, text, most in texts if len(text) > most]


def missing(entry: FaqEntry, today: date, last: date) -> str:
    """Return the reason against publishing an entry, a text of section `problem`; empty for none that shows in it."""
    if not all((*entry.questions.values(), *entry.answers.values())):
        return "both_languages"
    if not entry.author:
        return "no_author"
    day = day_of(entry.review)
    if day is None:
        return "no_review"
    return "" if today < day <= last else "bad_review"


def day_of(text: str) -> date | None:
    """Return a day as a form holds it; None for anything else.

    >>> day_of("2027-03-02"), day_of("")
    (datetime.date(2027, 3, 2), None)
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_reworded(before: Mapping[Language, str], after: Mapping[Language, str], case: FaqCase) -> bool:
    """Tell whether a question, which was that of the case until now, has other words."""
    old, new = before.get(case.language, ""), after.get(case.language, "")
    return bool(new) and words(old) == words(case.question) != words(new)


def _line(text: str) -> str:
    return " ".join(text.split())
