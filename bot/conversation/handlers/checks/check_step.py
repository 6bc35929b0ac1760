"""A step of a check as one message for a small screen: at most 600 characters, with buttons and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.conversation.answer_reply import bulleted
from bot.domain.checks.check import Check
from bot.domain.checks.check_question import BY, WHO, CheckItem, CheckQuestion
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import date_in_words, say, truncated
from corpus.card import Card
from corpus.language import Language, other
from corpus.procedure import Step

LONGEST = 600  # characters of one step
IN_DAYS = {"week": 7, "month": 30, "quarter": 91}  # days from today that the buttons for a date mean
_ECHO = 70  # characters of an answer that is repeated
_NAME = 30  # characters of the name of the check above a step
_ROW = 30  # characters of buttons that fit beside each other on a small screen


def step(check: Check, language: Language, lead: Sequence[str] = ()) -> Reply:
    """Return the current question of the check, after the sentences of `lead`.

    Where that is too long for a small screen, repeated answers are left out first, then sentences of `lead`.
    """
    question = check.progress.question
    assert question is not None
    n, everything = check.progress.position
    part = check.procedure.part_of(question.step).title[language]
    title = Paragraph(
        say(language, "check.step", name=truncated(check.name, _NAME), n=n, all=everything, part=part), "title"
    )
    asked = [ask(question, language)]
    after = list(filter(None, (_hint(check, language), _numbered(question, language))))
    opening, repeated = [*lead], _held(check, language)
    texts = [*opening, *asked, *repeated, *after]
    while opening + repeated and sum(len(text) + 2 for text in (title.text, *texts)) > LONGEST:
        (repeated or opening).pop()
        texts = [*opening, *asked, *repeated, *after]
    return Reply(language, (title, *map(Paragraph, texts)), buttons(check, language))


def why(check: Check, language: Language, card: Card | None) -> Reply:
    """Return the reason for the question with the cited passage and its source, and the buttons again."""
    question = check.progress.question
    assert question is not None
    reason = [Paragraph(say(language, "check.why_title"), "title"), Paragraph(question.step.why[language])]
    passage = [Paragraph(say(language, "check.why_gone"))] if card is None else cited(card, language, 1)
    return Reply(language, (*reason, *passage), buttons(check, language))


def ask(question: CheckQuestion, language: Language) -> str:
    """Return the text of the question."""
    step: Step = question.step
    if question.aspect == "step" or step.action is None:
        return step.ask[language]
    return say(language, f"check.{question.aspect}", action=step.action[language])


def choice(question: CheckQuestion, value: str, language: Language) -> str:
    """Return the label of a choice's button."""
    option = question.step.option(value) if question.aspect == "step" else None
    return option.label[language] if option else say(language, f"check.{value}")


def answer(question: CheckQuestion, value: str, language: Language) -> str:
    """Return an answer in words: the name of a choice, a day, or what was typed."""
    if value in question.choices:
        return choice(question, value, language)
    return date_in_words(value, language) if question.typed == "date" and _is_day(value) else value


def answer_of(item: CheckItem, language: Language) -> str:
    """Return the answer to a step in words."""
    return answer(CheckQuestion(item.step), item.response.value, language)


def echo(question: CheckQuestion, value: str, language: Language) -> str:
    """Return an answer for use within a sentence: typed text is quoted and shortened."""
    words = answer(question, value, language)
    if words != value:
        return lowered(words)
    return say(language, "check.typed", answer=truncated(value.replace("\n", " "), _ECHO).rstrip("."))


def echo_plan(check: Check, question: CheckQuestion, value: str, language: Language) -> str:
    """Return an answer for use within a sentence; a day after whoever does the action by then."""
    who = check.progress.given(f"{question.step.id}/who").value if question.aspect == "by" else ""
    named = [echo(CheckQuestion(question.step, "who"), who, language)] if who else []
    return ", ".join([*named, echo(question, value, language)])


def noted(answered: str, note: str, language: Language) -> tuple[str, ...]:
    """Return the confirmation of an answer, and of its remark if any; empty without an answer."""
    if not answered:
        return ()
    remark = (say(language, "check.remark", note=truncated(note.replace("\n", " "), _ECHO)),) if note else ()
    return (say(language, "check.noted", answer=answered), *remark)


def named_before(check: Check, language: Language) -> str:
    """Return the role and date named for the previous action, in words; empty if none were."""
    named, question = check.progress.named_before, check.progress.question
    if named is None or question is None:
        return ""
    who, by = named
    return f"{echo(question, who.value, language)}, {date_in_words(by.value, language)}"


def who(item: CheckItem, language: Language) -> str:
    """Return the person or role responsible for an item, in words; empty if nobody was named."""
    return say(language, f"check.{item.who}") if item.who in WHO else item.who


def by(item: CheckItem, language: Language) -> str:
    """Return the due date of an item, in words; empty if none was named."""
    return date_in_words(item.by, language) if item.by and item.by not in BY else ""


def lowered(text: str) -> str:
    """Return `text` with a small first letter, for use within a sentence.

    >>> lowered("L’OSC"), lowered("15 décembre 2026")
    ('l’OSC', '15 décembre 2026')
    """
    return text[:1].lower() + text[1:]


def cited(card: Card, language: Language, n: int) -> list[Paragraph]:
    """Return the text of a card and its source line."""
    return [Paragraph(bulleted(card.text), "quote"), Paragraph(source_line(card, language, n), "source")]


def source_line(card: Card, language: Language, n: int) -> str:
    """Return the numbered source line of a card: owner, title, section, heading."""
    place = f"{card.section}, {card.heading}"
    title = card.source.title[language]
    return say(language, "answer.source", n=n, owner=card.source.owner, title=title, section=place)


def buttons(check: Check, language: Language) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of the answers, then those to go on without one."""
    question = check.progress.question
    if question is None:
        return ()
    given, first = check.progress.response, check.progress.back() == check.progress
    verbs = ["why", "keep" if given.value else "skip", *([] if first else ["back"]), "pause"]
    if given.note:
        verbs.insert(1, "unremark")
    ways = [_button(check, f"v.{verb}", say(language, f"check.{verb}")) for verb in verbs]
    switch = _button(check, f"v.{other(language)}", say(language, f"language.{other(language)}"))
    same = [_button(check, "v.same", say(language, "check.same"))] if check.progress.named_before else []
    answers = [_button(check, f"a.{value}", choice(question, value, language)) for value in question.choices]
    return (*_rows([*answers, *same]), *_rows([*ways, switch]))


def pressed(check: Check) -> str:
    """Return the action of a button that the present step bears, or the question for a name."""
    return f"checks:unnamed:{check.id}" if check.state == "naming" else f"check:{check.id}:{check.progress.at}:v.why"


def _hint(check: Check, language: Language) -> str:
    """Return the hint at what can be typed, where the question does not say so; the one about remarks comes once."""
    question, progress = check.progress.question, check.progress
    assert question is not None
    if progress.named_before:
        return say(language, "check.same_as", who=named_before(check, language))
    if question.aspect != "step" or question.typed is None:
        return ""
    if not question.remarks:
        return "" if question.typed == "note" else say(language, f"check.ask_{question.typed}")
    if progress.response.note:
        return "" if progress.response.value else say(language, "check.remark_then")
    first = next(step for step in check.procedure.steps if CheckQuestion(step).remarks)
    return say(language, "check.invite_remark") if first == question.step else ""


def _held(check: Check, language: Language) -> list[str]:
    """Return the answer and the remark that the question already has, as sentences."""
    question, given = check.progress.question, check.progress.response
    assert question is not None
    sentences = []
    if given.value:
        sentences.append(say(language, "check.held", answer=echo(question, given.value, language)))
    if given.note:
        sentences.append(say(language, "check.remark", note=truncated(given.note.replace("\n", " "), _ECHO)))
    return sentences


def _numbered(question: CheckQuestion, language: Language) -> str:
    """Return the choices with their numbers, for clients without buttons."""
    labels = [f"{n}. {choice(question, value, language)}" for n, value in enumerate(question.choices, 1)]
    return ("\n" if any(len(label) > _ROW // 2 for label in labels) else "  ").join(labels)


def _button(check: Check, verb: str, label: str) -> Button:
    return Button(label, f"check:{check.id}:{check.progress.at}:{verb}")


def _rows(found: Sequence[Button]) -> list[tuple[Button, ...]]:
    """Return the buttons in rows, as many in each as fit."""
    rows: list[tuple[Button, ...]] = []
    for button in found:
        if rows and sum(len(b.label) + 2 for b in (*rows[-1], button)) <= _ROW:
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return rows


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
