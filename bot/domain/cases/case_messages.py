"""Cases in words: the card for the staff, the answer for the person, and what is said about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from bot.domain.cases.case import UNANSWERED, Case, CaseState
from bot.domain.cases.case_answers import CaseAnswer
from bot.errors import CaseError
from bot.replies.reply import Button, Paragraph, Reply
from bot.replies.texts import day_in_words, say, sentence, truncated
from corpus.language import Language

SHOWN = 1500  # characters of a question on its card; the whole of it is on the command line
GLIMPSE = 80  # characters of a question in a list

_BUTTONS: dict[CaseState, tuple[tuple[str, ...], ...]] = {
    "open": (("take", "answer"), ("close", "faq")),
    "reopened": (("take", "answer"), ("close", "faq")),
    "taken": (("answer", "over", "release"), ("close", "faq")),
    "answered": (("answer", "close"), ("faq",)),
    "closed": (("reopen", "faq"),),
}


def card(case: Case, language: Language, today: date) -> Reply:
    """Return the case as the staff sees it, with the buttons that its state allows."""
    state = say(language, "staff.overdue" if case.is_overdue(today) else f"cases.state_{case.state}")
    question = truncated(case.question, SHOWN) or say(language, f"staff.kind_{case.kind}")
    facts = _facts_of_alarm if case.kind == "safeguarding" else _facts
    paragraphs = [
        Paragraph(f"{case.number} · {state}", "title"),
        Paragraph(question, "quote"),
        Paragraph("\n".join(facts(case, language))),
    ]
    return Reply(language, tuple(paragraphs), _rows(case, language))


def answer(case: Case, text: str, role: str) -> Reply:
    """Return the answer as the person gets it: in their language, its text as it was written."""
    say_it = _in(case.language)
    names = () if case.kind == "safeguarding" else ("helped", "unhelped")  # danger is not settled by a press
    buttons = tuple(Button(say_it(f"cases.{name}"), f"{name}:{case.number}") for name in names)
    source = (
        "answer_from_safeguarding" if case.kind == "safeguarding" else "answer_from"
    )  # a reply of danger isn't passed on
    return Reply(
        case.language,
        (
            Paragraph(say_it("cases.answer_title", number=case.number), "title"),
            Paragraph(text),
            Paragraph(say_it(f"cases.{source}", role=role), "source"),
        ),
        (buttons,) if buttons else (),
    )


def preview(case: Case, text: str, language: Language, seconds: int, letter: int) -> Reply:
    """Return what the staff sees of an answer before it goes, with the button that takes it back."""
    head = say(language, "staff.preview", number=case.number, seconds=seconds)
    undo = Button(say(language, "staff.undo"), f"undo:{letter}")
    return Reply(language, (Paragraph(head), Paragraph(text, "quote")), ((undo,),))


def held(case: Case, rival: CaseAnswer, identity: int, language: Language) -> Reply:
    """Return the question whether an answer is to go too, after that of a colleague who was quicker."""
    head = say(language, f"staff.held_{rival.fate}", number=case.number, name=rival.who.name)
    names = ("send", "drop")
    buttons = tuple((Button(say(language, f"staff.held_{name}"), f"held:{name}:{identity}"),) for name in names)
    quoted = Paragraph(truncated(rival.text, SHOWN), "quote")
    return Reply(language, (Paragraph(head), quoted, Paragraph(say(language, "staff.held_ask"))), buttons)


def wrote(case: Case, words: str, language: Language, again: bool) -> Reply:
    """Return what the person wrote, or what they made of it `again`, for the staff."""
    head = Paragraph(say(language, "staff.rewrote" if again else "staff.wrote", number=case.number))
    return Reply(language, (head, Paragraph(words, "quote")))


def cried_again(case: Case, kind: str, moment: str, language: Language) -> Reply:
    """Return when the person told of another kind of danger (`moment` in ISO 8601 UTC), and of which."""
    danger = say(language, f"dangers.{kind}")
    return sentence(language, "staff.danger_again", number=case.number, time=_moment(moment, language), kind=danger)


def handed_over(case: Case, name: str, language: Language) -> Reply:
    """Return the call for a colleague who takes the case, with the button to do so."""
    said = Paragraph(say(language, "staff.released", number=case.number, name=name))
    return Reply(language, (said,), ((Button(say(language, "staff.button_take"), f"case:take:{case.number}"),),))


def about(case: Case, language: Language, today: date, promised: bool) -> str:
    """Return the case in one line, as the person who asked sees it; with its due date, if one was `promised`."""
    state = say(language, f"cases.state_{case.state}")
    due = say(language, "cases.line_due", due=day_in_words(case.due, language)) if case.state in UNANSWERED else ""
    when = say(language, "cases.line_late") if case.is_overdue(today) else due
    return f"{case.number} · {state}{when if promised else ''}\n{truncated(case.question, GLIMPSE)}".strip()


def trouble(error: CaseError, language: Language) -> Reply:
    """Return why a case can't be changed as someone wished."""
    return sentence(language, f"case_error.{error.reason}", **error.values)


def _facts(case: Case, language: Language) -> Iterable[str]:
    say_it = _in(language)
    if case.state in UNANSWERED:
        yield say_it("staff.due", due=day_in_words(case.due, language))
    if case.owner:
        yield say_it("staff.owner", name=case.owner_name or case.owner[:6])
    yield say_it("staff.language", name=say_it(f"staff.language_{case.language}"))
    if case.kind != "check":  # its result says it all
        yield from _background(case, language)
    if case.state != "closed":
        yield say_it("staff.reachable" if case.address else "staff.unreachable")


def _background(case: Case, language: Language) -> Iterable[str]:
    """Yield what the question is about, what was answered, and what was found beyond the topic's own name."""
    say_it = _in(language)
    if case.topic:
        yield say_it("staff.topic", topic=case.topic)
    if case.outcome:
        yield say_it("staff.outcome", outcome=say_it(f"staff.outcome_{case.outcome}"))
    if found := [title.removeprefix(f"{case.topic} › ") for title in case.found if title != case.topic]:
        yield say_it("staff.found", titles=" ; ".join(found))


def _facts_of_alarm(case: Case, language: Language) -> Iterable[str]:
    say_it = _in(language)
    yield say_it("staff.time", time=_moment(case.opened, language))
    yield say_it("staff.language", name=say_it(f"staff.language_{case.language}"))
    yield say_it("staff.danger", kind=say_it(f"dangers.{case.topic}"))
    if case.owner:
        yield say_it("staff.owner", name=case.owner_name or case.owner[:6])
    yield say_it("staff.reachable_danger" if case.address else "staff.unreachable_danger")


def _moment(moment: str, language: Language) -> str:
    """Return a moment in ISO 8601 UTC in words."""
    return f"{day_in_words(date.fromisoformat(moment[:10]), language)}, {moment[11:16]} UTC"


def _rows(case: Case, language: Language) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons. Alarms and checks are nothing for the FAQ; who is in danger is answered if they agreed."""
    without = {"faq"} if case.kind in ("safeguarding", "check") else set()
    if case.kind == "safeguarding" and not case.address:
        without.add("answer")
    rows = tuple(
        tuple(
            Button(say(language, f"staff.button_{verb}"), f"case:{verb}:{case.number}")
            for verb in row
            if verb not in without
        )
        for row in _BUTTONS[case.state]
    )
    return tuple(row for row in rows if row)


def _in(language: Language) -> Callable[..., str]:
    return partial(say, language)
